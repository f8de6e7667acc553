/**
 * What one tab remembers, and nothing outlives the tab: a shared family computer keeps nothing. Where the browser refuses
 * storage, it is remembered until the page is left.
 */

/** @import { Clinic, Turn } from './types.js' */

/**
 * @typedef {object} State
 * @property {string | null} token of the running chat
 * @property {string} [expires_at] when the token does
 * @property {Clinic} [clinic] as the server describes it
 * @property {boolean} [open] whether the panel is
 * @property {string | null} last id of the last message received
 * @property {Turn[]} pending what the server hasn't answered yet, oldest first
 * @property {string[]} helped ids of the answers that the patient has rated
 * @property {string} draft what stands in the text field
 */

/** @typedef {ReturnType<typeof createMemory>} Memory */

/** @type {State} */
const EMPTY = { token: null, last: null, pending: [], helped: [], draft: '' };

/** @param {string} name its key in the storage */
export function createMemory(name) {
  const memory = {
    .../** @type {State} */ ({ ...EMPTY, ...read(name) }),
    name,

    /** @param {Partial<State>} values */
    set(values) {
      Object.assign(memory, values);
      write(name, memory);
    },

    /** Forget the conversation. */
    clear() {
      memory.set(EMPTY);
    },

    /** A turn is settled. @param {string} turn its id */
    drop(turn) {
      memory.set({ pending: memory.pending.filter(({ id }) => id !== turn) });
    },
  };
  memory.set({}); // the record is there from the start, empty
  return memory;
}

/** @param {string} name */
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? '{}');
  } catch { /* no storage */ }
}

/**
 * @param {string} name
 * @param {object} memory
 */
function write(name, memory) {
  try {
    sessionStorage.setItem(name, JSON.stringify(memory));
  } catch { /* no storage */ }
}
