/** Waits for what comes by itself: messages of staff, late replies, what is said in another tab or by text message. */

import { pause } from './tools.js';

/** @import { Chat } from './chat.js' */
/** @import { Failure } from './transport.js' */

/** @param {Chat} chat */
export function createListener({ memory, server, conversation }) {
  /** @type {AbortController | null} */
  let ear;

  function stop() {
    ear?.abort();
    ear = null;
  }

  /**
   * Listen until told to stop. A stream that ends is opened again, later each time that it brings nothing; where streams do
   * not get through at all, it polls.
   */
  async function start() {
    if (ear || document.hidden || !memory.token) return;
    const { signal } = ear = new AbortController();
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        if (failures > 2) await server.history(memory.last, (message) => conversation.received(message));
        await server.listen(memory.last, signal, (type, data) => {
          // Another tab has taken the stream; the two must not take it from each other in turns.
          failures = type === 'replaced' ? 4 : 0;
          hear(type, data);
        });
      } catch (failure) {
        if (/** @type {Failure} */ (failure).lost) conversation.lost();
      }
      await pause(delay(failures));
    }
  }

  /**
   * @param {string} type
   * @param {string} data
   */
  function hear(type, data) {
    if (type === 'message') conversation.received(JSON.parse(data));
    else if (type !== 'replaced') conversation.lost();
  }

  return { start, stop };
}

/** Up to fifteen seconds, spread so that not all browsers come back at once. @param {number} failures */
const delay = (failures) => Math.min(15, 2 ** failures) * (0.7 + 0.6 * Math.random());
