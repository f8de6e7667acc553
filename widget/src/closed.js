/**
 * The closed chat. It holds what a page needs at first; the rest is in a file of its own, which is loaded when the patient
 * opens the chat, or at once if there is one that goes on.
 */

import { createLanguages } from './languages.js';
import { loadChat } from './loader.js';
import { createMemory } from './memory.js';
import { pause } from './tools.js';
import { createAnnouncer } from './view/announcer.js';
import { linked, make, style } from './view/dom.js';
import css from './view/launcher.css';
import { createLauncher } from './view/launcher.js';

/** @import { Chat } from './chat.js' */
/** @import { Clinic } from './types.js' */
/** @import { Word } from './words.js' */

/** A link to it opens the chat. */
const ADDRESS = '#frontdesk';

/** @typedef {ReturnType<typeof createClosedChat>} ClosedChat */

/**
 * @param {HTMLElement} host
 * @param {ShadowRoot} root
 * @param {Word} word
 * @param {Record<string, string>} own the page's words
 * @param {() => Clinic} page what the page says of the clinic
 */
export function createClosedChat(host, root, word, own, page) {
  const url = host.getAttribute('server') || location.origin;
  const memory = createMemory(`frontdesk ${url}`);
  const launcher = createLauncher(word, open);
  const { elements, say } = createAnnouncer();
  /** @type {Chat | undefined} */
  let chat;
  /** @type {Promise<Chat> | undefined} */
  let loading;
  let wanted = memory.open;
  let told = '';

  function load() {
    loading ??= loadChat(failed).then(begin);
    return loading;
  }

  /** @param {typeof import('./chat.js')} loaded */
  function begin({ Chat }) {
    launcher.button.removeAttribute('aria-busy');
    try {
      chat = new Chat({ host, root, url, word, page, memory, launcher, say, languages });
      chat.start();
      return chat;
    } catch (error) {
      failed(); // an upgrade of the server may have come between the two files
      throw error;
    }
  }

  /** Nobody who needs help must be left waiting. Said once, however often it fails. */
  function failed() {
    if (!wanted) return;
    const clinic = page();
    const text = word(navigator.onLine ? 'trouble' : 'offline', clinic);
    if (text === told) return;
    told = text;
    launcher.speak(...linked(text, [clinic.phone, clinic.emergency_number]));
    say(text);
  }

  /**
   * At once if possible: phones bring up the keyboard only while they take it for the patient's own doing.
   * @param {(chat: Chat) => void} act
   */
  function withChat(act) {
    if (chat) {
      act(chat);
      return;
    }
    wanted = true;
    launcher.button.setAttribute('aria-busy', 'true');
    load().then(act);
  }

  function open() {
    // The address goes back to what it was, so that the same link works again.
    if (location.hash === ADDRESS) history.replaceState(history.state, '', location.href.split('#')[0]);
    withChat((it) => it.open());
  }

  function close() {
    if (loading) withChat((it) => it.close());
  }

  /** @param {string} text */
  function ask(text) {
    withChat((it) => it.ask(text));
  }

  function openIfLinked() {
    if (location.hash === ADDRESS) open();
  }

  /** Nobody who has a chat already is invited to one. */
  async function inviteLater() {
    if (memory.token || !host.hasAttribute('invite')) return;
    await pause(Number(host.getAttribute('invite-after')));
    const free = !launcher.button.hidden && launcher.bubble.hidden;
    if (free && !memory.token) launcher.invite(host.getAttribute('invite') ?? '');
  }

  style(root, css);
  root.append(make('div', { class: 'frame' }, launcher.bubble, launcher.button, ...elements));
  const languages = createLanguages(host, root, word, own, url);
  if (memory.token || memory.open) load();
  inviteLater();
  openIfLinked();
  addEventListener('hashchange', openIfLinked);
  return { open, close, ask };
}
