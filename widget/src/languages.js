/**
 * Speaks the language of the page, then that of the newest message: no warning stands under words of another language. The
 * words of a language are a file of their own, fetched when they are first needed.
 */

import { ENGLISH } from './words/en.js';

/** @import { Word } from './words.js' */

/** @typedef {ReturnType<typeof createLanguages>} Languages */

// The build puts in each language's file by its integrity.
/* global WORDS */

const LABELS = ['aria-label', 'placeholder', 'title'];

/** The language of a tag such as `fr-CA`. @param {string} tag */
const primary = (tag) => tag.split('-')[0].toLowerCase();

/** Whether there are words in the language of a tag. @param {string} tag */
export const isSpoken = (tag) => primary(tag) === 'en' || primary(tag) in WORDS;

/**
 * @param {HTMLElement} host its `lang` is that of the page until another language is spoken
 * @param {ShadowRoot} root
 * @param {Word} word
 * @param {Record<string, string>} own the page's words, in its language
 * @param {string} url
 */
export function createLanguages(host, root, word, own, url) {
  const page = host.lang;
  const ofPage = isSpoken(page) ? primary(page) : 'en';
  /** @type {Map<string, Record<string, string>>} */
  const known = new Map([['en', ENGLISH]]);
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let spoken = 'en';

  /**
   * Speak a language from now on.
   * @param {string | undefined} language
   * @returns {Promise<void> | undefined} nothing if its words are there already
   */
  function speak(language) {
    if (!language || language === spoken || !isSpoken(language)) return undefined;
    spoken = language;
    const words = known.get(language);
    if (!words) return load(language);
    change(words);
    return undefined;
  }

  /** @param {string} language */
  async function load(language) {
    try {
      const answer = await fetch(`${url}/frontdesk-${language}.json`, { integrity: WORDS[language] });
      const words = await answer.json();
      known.set(language, words);
      if (spoken === language) change(words);
    } catch {
      if (spoken === language) spoken = '';
    }
  }

  /** @param {Record<string, string>} words */
  function change(words) {
    const before = { ...word.words };
    Object.assign(word.words, words, spoken === ofPage && own);
    host.lang = spoken === ofPage ? page : `${spoken}-CA`;
    relabel(root, before, word.words);
    for (const tell of listeners) tell();
  }

  if (ofPage !== 'en') speak(ofPage);
  return { page, speak, whenChanged: (/** @type {() => void} */ tell) => listeners.add(tell) };
}

/**
 * Says again what stands on screen in other words, but for what was said in the chat.
 * @param {ShadowRoot} root
 * @param {Record<string, string>} before
 * @param {Record<string, string>} after
 */
function relabel(root, before, after) {
  const changed = new Map(Object.keys(before).map((name) => [before[name], after[name]]));
  for (const element of root.querySelectorAll(':not(li, li *)')) {
    for (const label of LABELS) {
      const said = changed.get(element.getAttribute(label) ?? '');
      if (said) element.setAttribute(label, said);
    }
    for (const node of element.childNodes) {
      const said = node instanceof Text && changed.get(node.data);
      if (said) node.replaceWith(said);
    }
  }
}
