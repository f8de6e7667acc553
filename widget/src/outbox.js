/**
 * What the patient has sent and the server has not answered. A turn keeps its id, by which the server processes it once,
 * however often it arrives; it stays in memory until then, so that neither a failure nor a reload loses it.
 */

import { newId, pause } from './tools.js';
import { Failure } from './transport.js';

/** @import { Message, Turn } from './types.js' */
/** @import { Chat } from './chat.js' */

/** Seconds until everything is tried again by itself. */
const LATER = 30;

/** @param {Chat} chat */
export function createOutbox(chat) {
  const { conversation, log, memory, server, session, trouble, typing } = chat;
  let busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** @param {{ text: string, choice?: string }} said */
  function put(said) {
    log.useUpReplies();
    const turn = { id: newId(), at: new Date().toISOString(), ...said };
    memory.set({ pending: [...memory.pending, turn] });
    log.addTurn(turn);
    send();
  }

  /** Take back what was not sent. @param {Turn} turn */
  function discard(turn) {
    memory.drop(turn.id);
    log.remove(turn.id);
    chat.composer.giveBack(turn.choice ? '' : turn.text);
    send();
  }

  /** Open the chat if need be and send everything, one after the other. */
  async function send() {
    if (busy || (!chat.panel.open && !memory.pending.length)) return;
    busy = true;
    clearTimeout(later);
    try {
      await session.begin();
      while (memory.pending.length) await deliver(memory.pending[0]);
      trouble.show();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      stuck();
    } finally {
      busy = false;
      typing.stop();
    }
  }

  /** @param {Turn} turn */
  async function deliver(turn) {
    for (const tries = { failed: 0, busy: 0 }; ;) {
      log.state(turn.id, chat.word(tries.failed ? 'retrying' : 'sending'));
      try {
        await attempt(turn);
        return;
      } catch (error) {
        // Whatever else goes wrong is treated like a failure of the line: the patient has to see it.
        const failure = /** @type {Failure} */ (error);
        typing.stop();
        if (await recover(failure, tries)) continue;
        if (!isRefusal(failure)) throw failure;
        refused(turn, failure.message);
        return;
      }
    }
  }

  /** @param {Turn} turn */
  async function attempt({ id, text, choice }) {
    await session.begin();
    typing.start();
    /** @type {{ messages: Message[] }} */
    const { messages } = await server.call('POST', '/chat/messages', { body: choice ? { id, choice } : { id, text } });
    settle(id);
    messages.forEach((message) => conversation.received(message));
  }

  /**
   * Do what may let the next try succeed. Whether there is to be one.
   * @param {Failure} failure
   * @param {{ failed: number, busy: number }} tries
   */
  async function recover({ status, code, lost }, tries) {
    if (lost && tries.failed < 2) {
      tries.failed += 1;
      conversation.lost();
    } else if (code === 'turn_in_progress' && tries.busy < 25) {
      tries.busy += 1;
      await pause(2);
    } else if (mayPass(status) && tries.failed < 4 && navigator.onLine) {
      if (status !== 429) trouble.show('trouble');
      log.toEnd();
      await pause(2 ** tries.failed++);
    } else {
      return false;
    }
    return true;
  }

  /**
   * @param {string} id
   * @param {string} [state] what remains to be said of it
   */
  function settle(id, state = '') {
    memory.drop(id);
    log.state(id, state);
    typing.stop();
  }

  /**
   * @param {Turn} turn
   * @param {string} reason
   */
  function refused({ id }, reason) {
    const text = `${chat.word('unsent')} ${reason}`;
    settle(id, text);
    chat.say(text);
  }

  /** Nothing goes through for now. */
  function stuck() {
    const { atEnd } = log;
    const [turn] = memory.pending;
    trouble.show(navigator.onLine ? 'trouble' : 'offline');
    if (turn) log.unsent(turn);
    if (atEnd) log.toEnd();
    later = setTimeout(send, LATER * 1000);
  }

  return { put, discard, send };
}

/** Failures of the line, a server that is down or overloaded, too many messages. @param {number} status */
const mayPass = (status) => !status || status === 429 || status >= 500;

/** The server understood and will never take it. @param {Failure} failure */
const isRefusal = ({ status }) => [400, 409, 413].includes(status);
