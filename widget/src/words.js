/** Finds the words for what is said. Nothing else in the widget holds a word that a patient reads. */

import { ENGLISH } from './words/en.js';

/** @typedef {typeof ENGLISH} Catalogue */
/** @typedef {((name: keyof Catalogue, values?: object) => string) & { words: Record<string, string> }} Word */

/** By primary language subtag. */
const CATALOGUES = new Map([['en', ENGLISH]]);

/**
 * The words of a language; English if there are none yet.
 * @param {string} language a language tag, such as `fr-CA`
 * @returns {Catalogue}
 */
export function catalogue(language) {
  return CATALOGUES.get(language.split('-')[0]) ?? ENGLISH;
}

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
