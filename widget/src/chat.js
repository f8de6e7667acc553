/**
 * frontdesk-chat.js: the chat behind the launcher. Puts its parts together, which know each other through it, and follows
 * the page around it.
 */

import { createConversation } from './conversation.js';
import { createListener } from './listener.js';
import { createOutbox } from './outbox.js';
import { createSession } from './session.js';
import { pause } from './tools.js';
import { createServer } from './transport.js';
import { createBackdrop } from './view/backdrop.js';
import css from './view/chat.css';
import { createComposer } from './view/composer.js';
import { style } from './view/dom.js';
import { createLog } from './view/log.js';
import { createPanel } from './view/panel.js';
import { createSheet } from './view/sheet.js';
import { createTrouble } from './view/trouble.js';
import { createTyping } from './view/typing.js';

/** @import { Languages } from './languages.js' */
/** @import { Memory } from './memory.js' */
/** @import { Clinic } from './types.js' */
/** @import { Launcher } from './view/launcher.js' */
/** @import { Word } from './words.js' */

/** After so many milliseconds a hidden page stops listening. */
const HIDDEN = 60_000;

/**
 * What the first file hands over. A page that was opened before an upgrade may have an older first file: change it with care.
 * @typedef {object} Given
 * @property {HTMLElement} host
 * @property {ShadowRoot} root
 * @property {string} url the server's
 * @property {Word} word
 * @property {() => Clinic} page what the page says of the clinic
 * @property {Memory} memory
 * @property {Launcher} launcher
 * @property {(text: string | null, alarming?: boolean) => void} say to screen readers
 * @property {Languages} [languages]
 */

/** Stands in for the languages of a first file that has none. @type {Languages} */
const SILENT = { page: '', speak: () => undefined, whenChanged: () => new Set() };

export class Chat {
  /** @type {string | undefined} */
  #asked;

  /** @param {Given} given */
  constructor({ host, root, url, word, page, memory, launcher, say, languages }) {
    this.host = host;
    this.word = word;
    this.page = page;
    this.memory = memory;
    this.launcher = launcher;
    this.say = say;
    this.server = createServer(url, memory);
    this.languages = languages ?? SILENT;

    this.typing = createTyping(this);
    this.log = createLog(this);
    this.trouble = createTrouble(this);
    this.composer = createComposer(this);
    this.sheet = createSheet(this);
    this.conversation = createConversation(this);
    this.session = createSession(this);
    this.listener = createListener(this);
    this.outbox = createOutbox(this);
    this.panel = createPanel(this);
    this.backdrop = createBackdrop(host, this.panel.element);

    this.languages.whenChanged(() => this.panel.update());
    style(root, css);
    launcher.button.before(this.panel.element);
  }

  /** What is known of the clinic now; the server says more than the page. @returns {Clinic} */
  get clinic() {
    return { ...this.page(), ...this.memory.clinic };
  }

  /** Take up what the tab remembers. */
  start() {
    this.#follow();
    if (this.memory.token) this.conversation.resume();
    if (this.memory.open) this.#show();
  }

  open() {
    this.#show();
    this.panel.focus();
    if (!this.memory.token) this.outbox.send();
  }

  close() {
    if (!this.panel.open) return;
    this.panel.toggle(false);
    this.launcher.button.hidden = false;
    this.memory.set({ open: false });
    this.backdrop.update();
    if (history.state?.frontdesk) history.back();
    this.launcher.button.focus();
  }

  /** A second tap sends nothing. @param {string} text */
  async ask(text) {
    this.open();
    if (text === this.#asked) return;
    this.#asked = text;
    this.outbox.put({ text });
    await pause(1);
    this.#asked = undefined;
  }

  #show() {
    this.panel.toggle(true);
    this.launcher.hide();
    this.memory.set({ open: true });
    this.backdrop.update();
    this.log.toEnd();
  }

  #follow() {
    addEventListener('popstate', () => { if (this.backdrop.covered && !history.state?.frontdesk) this.close(); });
    addEventListener('offline', () => this.trouble.show('offline'));
    addEventListener('online', () => {
      this.trouble.show();
      this.outbox.send();
      this.listener.start();
    });
    /** @type {ReturnType<typeof setTimeout>} */
    let hiding;
    document.addEventListener('visibilitychange', () => {
      clearTimeout(hiding);
      if (document.hidden) hiding = setTimeout(this.listener.stop, HIDDEN);
      else this.listener.start();
    });
  }
}
