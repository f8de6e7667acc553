/** The closed chat: the button that opens it, a badge, and a first line beside it. */

import { icon, make } from './dom.js';

/** @import { Word } from '../words.js' */

/** @typedef {ReturnType<typeof createLauncher>} Launcher */

/**
 * @param {Word} word
 * @param {() => void} open
 */
export function createLauncher(word, open) {
  const badge = make('span', { class: 'badge', hidden: true });
  const button = make(
    'button', { type: 'button', class: 'launcher', part: 'launcher', 'aria-haspopup': 'dialog', onclick: open },
    word('launch'), badge,
  );
  const line = make('p');
  const dismiss = icon('×', word('dismiss'), () => {
    bubble.hidden = true;
    button.focus();
  });
  const bubble = make(
    'div', { class: 'invite', part: 'invite', role: 'region', 'aria-label': word('launch'), hidden: true },
    line, dismiss,
  );
  let unread = 0;

  /** @param {number} count */
  function show(count) {
    unread = count;
    badge.hidden = !count;
    badge.textContent = count ? word('unread', { count }) : '';
  }

  /** The panel takes its place. */
  function hide() {
    button.hidden = bubble.hidden = true;
    show(0);
  }

  /** Say something beside the button. @param {(Node | string)[]} content */
  function speak(...content) {
    line.replaceChildren(...content);
    bubble.hidden = false;
  }

  /** @param {string} text */
  function invite(text) {
    speak(text);
    show(1);
  }

  return {
    button,
    bubble,
    hide,
    invite,
    speak,
    /** A message has come that nobody sees. */
    missed: () => show(unread + 1),
  };
}
