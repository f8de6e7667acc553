/** Where the patient writes. */

import { length } from '../text.js';
import { make } from './dom.js';

/** @import { Chat } from '../chat.js' */

/** The number of characters that are left is shown from here on. */
const FEW = 150;

/** @param {Chat} chat */
export function createComposer(chat) {
  const { memory, word } = chat;
  const count = make('p', { id: 'count', hidden: true });
  const input = make('textarea', {
    id: 'input', part: 'input', rows: 1, placeholder: word('hint'), enterkeyhint: 'send', autocomplete: 'off',
    'aria-describedby': 'count', oninput: typed, onkeydown: key,
  });
  const element = make(
    'form', { part: 'form', onsubmit: submit },
    make('label', { for: 'input', class: 'quiet' }, word('input')),
    input, make('button', { class: 'solid' }, word('send')), count,
  );

  const left = () => chat.clinic.max_characters - length(input.value);

  function typed() {
    const few = left() <= FEW;
    count.hidden = !few;
    count.textContent = few ? remark() : '';
    input.setAttribute('aria-invalid', String(left() < 0));
    input.rows = Math.min(5, input.value.split('\n').length);
    memory.set({ draft: input.value });
  }

  const remark = () => word(left() < 0 ? 'over' : 'left', { count: Math.abs(left()), most: chat.clinic.max_characters });

  /** Enter sends, unless it chooses a word of an input method. @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if (left() < 0) {
      chat.say(count.textContent);
      return;
    }
    fill('');
    chat.outbox.put({ text });
    input.focus();
  }

  /** @param {string} text */
  function fill(text) {
    input.value = text;
    typed();
  }

  /** Give back a text that was not sent. What has been written since comes first. @param {string} text */
  function giveBack(text) {
    fill(input.value || text);
    input.focus();
  }

  fill(memory.draft);
  return { element, input, fill, giveBack };
}
