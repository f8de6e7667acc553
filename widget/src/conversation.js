/** What happens to the conversation, whoever causes it: the patient, the server, another tab. */

import { pause } from './tools.js';

/** @import { Message } from './types.js' */
/** @import { Chat } from './chat.js' */
/** @import { Failure } from './transport.js' */

/** @param {Chat} chat */
export function createConversation(chat) {
  const { log, memory, server, word } = chat;

  /**
   * @param {Message} message
   * @param {boolean} [quiet] the patient knows it already
   */
  function received(message, quiet) {
    const { id, from, kind, text } = message;
    memory.set({ last: id });
    if (log.has(id)) {
      log.state(id);
      return;
    }
    const loading = chat.languages.speak(message.lang);
    const theirs = from !== 'patient';
    if (theirs || quiet) log.useUpReplies();
    log.place(log.add(message), !theirs);
    loading?.then(() => log.renew(id));
    if (quiet || !theirs) return;
    chat.say(`${word(from)}: ${text}`, kind === 'emergency');
    if (!chat.panel.open) chat.launcher.missed();
  }

  /** Show the server's transcript, then what is still on its way. @returns {Promise<void>} */
  async function resume() {
    try {
      await showTranscript();
      log.toEnd();
      chat.listener.start();
    } catch (failure) {
      if (/** @type {Failure} */ (failure).lost) chat.session.forget();
      else resumeLater();
    }
    for (const turn of memory.pending) if (!log.has(turn.id)) log.addTurn(turn);
    chat.outbox.send();
  }

  async function resumeLater() {
    chat.trouble.show('trouble');
    await pause(10);
    resume();
  }

  /** What came after the last message that this tab knows is read out. */
  async function showTranscript() {
    const { last } = memory;
    let fresh = false;
    await server.history(null, (message) => {
      received(message, !fresh);
      fresh ||= message.id === last;
    });
  }

  /** The server has let go of the chat. What was said stays on screen; the next turn opens a new one. */
  function lost() {
    if (!memory.token) return;
    chat.listener.stop();
    log.useUpReplies();
    chat.session.forget();
    log.place(log.divider(word('renewed')), true);
  }

  /** Remove the conversation from this browser. */
  function remove() {
    chat.listener.stop();
    memory.clear();
    chat.sheet.toggle(false);
    log.end(restart);
    chat.composer.fill('');
  }

  async function end() {
    const { token } = memory;
    remove();
    log.element.focus();
    chat.say(word('ended'));
    if (token) await chat.session.end(token);
  }

  async function restart() {
    await end();
    log.clear();
    chat.composer.input.focus();
    chat.outbox.send();
  }

  return { received, resume, lost, remove, end, restart };
}
