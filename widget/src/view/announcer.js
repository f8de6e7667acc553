/**
 * What a screen reader reads out. It is apart from the visible list, which may change without being read again; each text
 * is removed once it has been read, so that nobody comes across it twice.
 */

import { make } from './dom.js';

export function createAnnouncer() {
  // Two places take turns, so that the same text is heard when it comes again. The third interrupts.
  const elements = ['status', 'status', 'alert'].map((role) => make('div', { class: 'quiet', role }));
  let turn = 0;

  /**
   * @param {string | null} text
   * @param {boolean} [alarming] interrupt whatever is being read
   */
  function say(text, alarming) {
    const said = make('p', {}, text);
    if (!alarming) turn = 1 - turn;
    elements[alarming ? 2 : turn].append(said);
    setTimeout(() => said.remove(), alarming ? 5000 : 1500);
  }

  return { elements, say };
}
