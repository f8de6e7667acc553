/**
 * The chat at the server. It is opened when the patient first opens the panel; until then nothing is asked of the server.
 */

import { createTabs } from './tabs.js';

/** @import { Grant, Message } from './types.js' */
/** @import { Chat } from './chat.js' */

/** A token that expires within half an hour is renewed. */
const HALF_AN_HOUR = 1_800_000;

/** @param {Chat} chat */
export function createSession(chat) {
  const { memory, server } = chat;
  const tabs = createTabs(memory, () => chat.conversation.remove());

  /** Make sure that there is a chat with a token that lasts. @returns {Promise<void>} */
  async function begin() {
    const { token: was, expires_at: expires } = memory;
    if (was && Date.parse(expires ?? '') - Date.now() > HALF_AN_HOUR) return;
    if (!was && await tabs.borrow()) await chat.conversation.resume();
    else await open(was);
  }

  /** Open a chat, or renew the one there is. @param {string | null} was the token before */
  async function open(was) {
    /** @type {Grant & { messages: Message[] }} */
    const { token, expires_at, clinic, messages } = await server.call('POST', '/chat/session', { body: { lang: chat.languages.page } });
    memory.set({ token, expires_at, clinic });
    tabs.tell({ was, token, expires_at, clinic });
    chat.panel.update();
    messages.forEach((message) => chat.conversation.received(message));
    chat.listener.start();
  }

  /** The server doesn't know the chat any more; the next one will be a new one. */
  function forget() {
    memory.set({ token: null, last: null });
  }

  /** End a chat, for all tabs. @param {string} token */
  async function end(token) {
    tabs.tell({ ended: token });
    await server.call('DELETE', '/chat/session', { token }).catch(() => {});
  }

  return { begin, forget, end };
}
