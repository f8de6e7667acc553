/** The line that says that nothing goes through, and whom to call instead. */

import { linked, make } from './dom.js';

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function createTrouble(chat) {
  const element = make('p', { class: 'trouble', part: 'trouble', hidden: true });

  /** Said once, however often it is called. @param {'' | 'offline' | 'trouble'} name */
  function show(name = navigator.onLine ? '' : 'offline') {
    if (name === element.dataset.name) return;
    const { clinic, word } = chat;
    const text = name && word(name, clinic);
    element.dataset.name = name;
    element.hidden = !name;
    element.replaceChildren(...linked(text, [clinic.phone, clinic.emergency_number]));
    if (name) chat.say(text);
  }

  return { element, show };
}
