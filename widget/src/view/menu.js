/** The chat's options, under the button with the three dots. */

import { button, icon, make } from './dom.js';
import { askForPhone } from './texting.js';
import { saveTranscript } from './transcript.js';

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function createMenu(chat) {
  const { conversation, sheet, word } = chat;
  const opener = icon('•••', word('menu'), () => toggle(!!element.hidden), { 'aria-controls': 'menu' });
  const text = button(word('text'), () => askForPhone(chat));
  const element = make(
    'div', { class: 'menu', id: 'menu', hidden: true },
    text,
    button(word('save'), save),
    button(word('again'), () => sheet.ask('sureAgain', 'again', conversation.restart)),
    button(word('end'), () => sheet.ask('sureEnd', 'end', conversation.end)),
  );

  /** @param {boolean} open */
  function toggle(open) {
    element.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) /** @type {HTMLElement} */ (element.querySelector(':not([hidden])')).focus();
  }

  /** Close it; the focus goes back to its button. */
  function leave() {
    toggle(false);
    opener.focus();
  }

  function save() {
    leave();
    saveTranscript(chat);
  }

  return { opener, text, element, toggle, leave };
}
