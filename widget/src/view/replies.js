/** The replies that a message suggests, as buttons. */

import { make, TOUCH } from './dom.js';

/** @import { Reply } from '../types.js' */
/** @import { Chat } from '../chat.js' */

/**
 * @param {Reply[]} replies
 * @param {Chat} chat
 */
export function createReplies(replies, { composer, log, outbox, word }) {
  return make('div', { class: 'row replies', role: 'group', 'aria-label': word('replies') }, ...replies.map(({ id, title }) => {
    const button = make('button', { type: 'button', part: 'reply', onclick: choose }, title);
    return button;

    function choose() {
      if (button.hasAttribute('aria-disabled')) return;
      button.classList.add('chosen');
      button.append(make('span', { class: 'quiet' }, ` (${word('chosen')})`));
      outbox.put({ choice: id, text: title });
      (TOUCH.matches ? log.element : composer.input).focus();
    }
  }));
}
