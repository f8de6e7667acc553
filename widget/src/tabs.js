/**
 * Tabs of one site share one conversation, though each remembers it by itself. Over a channel that only pages of one origin
 * hear
 *
 * 1. a tab without a chat asks the others for theirs (`ask`); one that has a chat hands it over (`to`);
 * 2. a tab that has renewed its chat tells those that held the same one (`was`);
 * 3. a tab that has ended its chat tells them too (`ended`).
 */

import { newId, pause } from './tools.js';

/** @import { Grant } from './types.js' */
/** @import { Memory } from './memory.js' */

/** @typedef {Partial<Grant> & { ask?: string, to?: string, was?: string | null, ended?: string }} News */

/** How long a tab waits for another's answer, in seconds. */
const PATIENCE = 0.1;

/**
 * @param {Memory} memory its name is the channel's too
 * @param {() => void} onEnded another tab has ended this tab's chat
 */
export function createTabs(memory, onEnded) {
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(memory.name);
  /** @type {string | undefined} */
  let asking;
  /** @type {((found: boolean) => void) | undefined} */
  let found;

  /** @param {News} news */
  const tell = (news) => channel?.postMessage(news);

  /** @param {News} news */
  function hear({ ask, ended, to, was, token, expires_at, clinic }) {
    const own = memory.token;
    if (ask && own) tell({ to: ask, token: own, expires_at: memory.expires_at, clinic: memory.clinic });
    else if (ended && ended === own) onEnded();
    else if (token && (own ? was === own : to && to === asking)) {
      memory.set({ token, expires_at, clinic });
      found?.(true);
    }
  }

  /** Take over the chat of another tab. Whether there was one. */
  async function borrow() {
    asking = newId();
    tell({ ask: asking });
    return Promise.race([new Promise((resolve) => { found = resolve; }), pause(PATIENCE)]);
  }

  if (channel) channel.onmessage = ({ data }) => hear(data);
  return { tell, borrow };
}
