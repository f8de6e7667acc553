/** @param {number} seconds */
export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** An id that nobody guesses. `crypto.randomUUID` is missing on pages that are not encrypted. */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join('');
