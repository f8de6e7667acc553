/** A question that has to be answered before something is done. It takes the place of the text field. */

import { button, make } from './dom.js';

/** @import { Catalogue } from '../words.js' */
/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function createSheet(chat) {
  const { composer, word } = chat;
  const element = make('div', { role: 'group', 'aria-labelledby': 'sure', hidden: true });

  /** @param {boolean} open */
  function toggle(open) {
    element.hidden = !open;
    composer.element.inert = open;
    if (open) focus();
  }

  /** Where there is no field, the focus is on the button that changes nothing. */
  function focus() {
    /** @type {HTMLElement} */ (element.querySelector('input, [type]')).focus();
  }

  /** Do nothing after all. */
  function leave() {
    toggle(false);
    composer.input.focus();
  }

  /**
   * @param {keyof Catalogue} question
   * @param {keyof Catalogue} verb what the button that goes ahead says
   * @param {(value: string) => unknown} act what it does; if that fails, the question stays and the reason is shown
   * @param {Record<string, string>} [field] attributes of a field to fill in, if there is one
   */
  function ask(question, verb, act, field) {
    const input = field && make('input', { 'aria-labelledby': 'sure', required: true, ...field });
    const problem = make('p', { class: 'over', role: 'alert' });
    /** @param {Event} event */
    async function submit(event) {
      event.preventDefault();
      try {
        toggle(false);
        await act(input?.value ?? '');
      } catch (failure) {
        toggle(true);
        problem.textContent = /** @type {Error} */ (failure).message || word('unsent');
      }
    }
    element.replaceChildren(make(
      'form', { class: 'ask', onsubmit: submit },
      make('p', { id: 'sure' }, word(question)), input, problem,
      make('div', { class: 'row' }, make('button', { class: 'solid' }, word(verb)), button(word('keep'), leave)),
    ));
    toggle(true);
  }

  return { element, toggle, focus, leave, ask };
}
