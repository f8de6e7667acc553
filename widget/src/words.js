/** Finds the words for what is said. Nothing else in the widget holds a word that a patient reads. */

/** @typedef {typeof import('./words/en.js').ENGLISH} Catalogue */
/** @typedef {((name: keyof Catalogue, values?: object) => string) & { words: Record<string, string> }} Word */

/**
 * @param {Catalogue} words
 * @returns {Word} a placeholder without a value is left as it is
 */
export function wording(words) {
  const spoken = { ...words };
  /** @param {keyof Catalogue} name */
  const word = (name, values = {}) => {
    const known = /** @type {Record<string, unknown>} */ (values);
    return spoken[name].replace(/\{(\w+)\}/g, (whole, key) => String(known[key] ?? whole));
  };
  return Object.assign(word, { words: spoken });
}
