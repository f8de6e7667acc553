/** The element `<frontdesk-chat>`: its attributes and public methods (docs/widget.md). */

import { createClosedChat } from './closed.js';
import { isSpoken } from './languages.js';
import { ENGLISH } from './words/en.js';
import { wording } from './words.js';

/** @import { ClosedChat } from './closed.js' */

const DARK = matchMedia('(prefers-color-scheme: dark)');

export class FrontdeskChat extends HTMLElement {
  #root = this.attachShadow({ mode: 'open' });
  /** @type {ClosedChat | undefined} */
  #chat;

  connectedCallback() {
    if (this.#chat) return; // only moved within the page
    this.id ||= 'frontdesk';
    this.lang ||= isSpoken(navigator.language) ? navigator.language : 'en';
    const own = this.#own();
    const word = wording({ ...ENGLISH, ...own });
    this.#colour();
    DARK.addEventListener('change', () => this.#colour());
    this.#chat = createClosedChat(this, this.#root, word, own, () => this.#clinic(word('bot')));
  }

  /** Open the chat, which takes the focus. */
  open() {
    this.#chat?.open();
  }

  /** Close the panel; the conversation goes on. */
  close() {
    this.#chat?.close();
  }

  /** Open the chat and send a text; a second tap sends nothing. @param {string} text */
  ask(text) {
    this.#chat?.ask(text);
  }

  /**
   * The words that the page replaces. A mistake in the attributes must not cost anyone the chat: it is then in English.
   * @returns {Record<string, string>}
   */
  #own() {
    const { lang } = this;
    let own = {};
    try {
      own = JSON.parse(this.getAttribute('words') ?? '{}');
      Intl.getCanonicalLocales(lang);
    } catch (error) {
      console.error(error);
      this.lang = 'en';
    }
    return own;
  }

  /** What the page says of the clinic. @param {string} name if it says none */
  #clinic(name) {
    return {
      name: this.getAttribute('clinic') || name,
      phone: this.getAttribute('phone') ?? '',
      emergency_number: this.getAttribute('emergency') || '911',
      max_characters: 1000,
    };
  }

  #colour() {
    const asked = this.getAttribute('theme');
    this.toggleAttribute('dark', asked === 'dark' || (asked !== 'light' && DARK.matches));
  }
}
