/** The open chat: a dialog with a header, the conversation, and the place to write. */

import { telephone } from '../text.js';
import { icon, make, TOUCH } from './dom.js';
import { createMenu } from './menu.js';

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function createPanel(chat) {
  const { composer, log, sheet, trouble, word } = chat;
  const heading = make('h2', { id: 'title' });
  const alarm = make('a');
  const menu = createMenu(chat);
  const element = make(
    'section', {
      class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true,
      onkeydown: key, onfocusin: focused,
    },
    make(
      'div', { class: 'head', part: 'header' },
      make('div', { class: 'bar' }, heading, menu.opener, icon('×', word('close'), () => chat.close())),
      make('p', { class: 'notice' }, word('notice'), alarm),
      menu.element,
    ),
    log.element, trouble.element, sheet.element, composer.element,
  );

  /** Show what is known of the clinic now. */
  function update() {
    const { name, emergency_number: number, texting } = chat.clinic;
    menu.text.hidden = !texting;
    heading.textContent = name;
    alarm.textContent = word('alarm', { number });
    alarm.href = telephone(number);
  }

  /** @param {boolean} open */
  function toggle(open) {
    element.hidden = !open;
    menu.toggle(false);
  }

  /** The focus goes to what the patient will want next. */
  function focus() {
    if (!sheet.element.hidden) sheet.focus();
    else (TOUCH.matches ? element : composer.input).focus();
  }

  /** Escape closes the innermost thing that is open. @param {KeyboardEvent} event */
  function key(event) {
    if (event.key !== 'Escape') return;
    if (!menu.element.hidden) menu.leave();
    else if (!sheet.element.hidden) sheet.leave();
    else chat.close();
  }

  /** @param {FocusEvent} event */
  function focused({ target }) {
    if (target !== menu.opener && !menu.element.contains(/** @type {Node} */ (target))) menu.toggle(false);
  }

  // The keyboard of a phone covers part of the page without making it smaller.
  visualViewport?.addEventListener('resize', ({ target }) => {
    const { height, scale } = /** @type {VisualViewport} */ (target);
    element.style.setProperty('--visible', `${height * scale}px`);
  });
  update();

  return {
    element,
    update,
    toggle,
    focus,
    get open() { return !element.hidden; },
  };
}
