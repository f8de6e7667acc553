/** "Did this help?" under an answer, and what was missing if it did not. */

import { button, make } from './dom.js';

/** @import { Catalogue } from '../words.js' */
/** @import { Chat } from '../chat.js' */
/** @import { Attributes } from './dom.js' */

/**
 * @param {string} id the answer's
 * @param {Chat} chat
 */
export function createFeedback(id, { memory, server, word }) {
  const box = make('div', { class: 'row small', role: 'group', 'aria-label': word('helpful') });

  /**
   * @param {keyof Catalogue} name
   * @param {Attributes} [attributes]
   */
  const label = (name, attributes) => make('span', { class: 'meta', ...attributes }, word(name));

  /**
   * @param {boolean} helpful
   * @param {string} [comment]
   */
  function tell(helpful, comment) {
    memory.set({ helped: [...memory.helped, id] });
    server.call('POST', '/chat/feedback', { body: { message_id: id, helpful, comment } }).catch(() => {});
  }

  function thank() {
    const thanks = label('thanks', { tabindex: -1 });
    box.replaceChildren(thanks);
    thanks.focus();
  }

  function agree() {
    tell(true);
    thank();
  }

  function askWhy() {
    tell(false);
    const field = make('textarea', { id: `why-${id}`, rows: 1, maxlength: 500 });
    const send = () => {
      const comment = field.value.trim();
      if (comment) tell(false, comment);
      thank();
    };
    box.replaceChildren(
      make('label', { for: field.id, class: 'meta' }, word('comment')),
      field, button(word('sendComment'), send), button(word('skip'), thank),
    );
    field.focus();
  }

  if (memory.helped.includes(id)) box.append(label('thanks'));
  else box.append(label('helpful'), button(word('yes'), agree), button(word('no'), askWhy));
  return box;
}
