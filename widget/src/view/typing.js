/** Three dots while the assistant is writing. An answer that comes at once shows none; only a slow one is announced. */

import { make } from './dom.js';

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function createTyping(chat) {
  const dots = make('div', { class: 'text typing' }, make('i'), make('i'), make('i'));
  const element = make('li', { hidden: true, 'aria-hidden': 'true' }, dots);
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];

  function stop() {
    timers.forEach(clearTimeout);
    element.hidden = true;
  }

  function start() {
    stop();
    timers = [setTimeout(show, 400), setTimeout(() => chat.say(chat.word('typing')), 2000)];
  }

  function show() {
    element.hidden = false;
    if (chat.log.atEnd) chat.log.toEnd();
  }

  return { element, start, stop };
}
