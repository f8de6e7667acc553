/**
 * Speaks the language of the conversation. The words of a language are a file of their own, fetched when the first message in
 * it comes; the page's own words stay. The words of a consent are not translated: the server keeps what was agreed to.
 */

/** @import { Chat } from './chat.js' */

// The build puts in each language's file by its integrity.
/* global WORDS */

const LABELS = ['aria-label', 'placeholder', 'title'];

/** @param {Chat} chat @param {ShadowRoot} root @param {string} url */
export function createLanguages({ host, word }, root, url) {
  let spoken = host.lang.split('-')[0];

  /** @param {string | undefined} language of a message */
  async function speak(language) {
    // A page's first file from before an upgrade does not hand over its words.
    if (!language || language === spoken || !word.words || !(language in WORDS)) return;
    spoken = language;
    try {
      const answer = await fetch(`${url}/frontdesk-${language}.json`, { integrity: WORDS[language] });
      const before = { ...word.words };
      Object.assign(word.words, await answer.json());
      relabel(root, before, word.words);
    } catch {
      spoken = '';
    }
  }

  return { speak };
}

/**
 * Says again what stands on screen in other words.
 * @param {ShadowRoot} root
 * @param {Record<string, string>} before
 * @param {Record<string, string>} after
 */
function relabel(root, before, after) {
  const changed = new Map(Object.keys(before).map((name) => [before[name], after[name]]));
  for (const element of root.querySelectorAll('*')) {
    for (const label of LABELS) {
      const said = changed.get(element.getAttribute(label) ?? '');
      if (said) element.setAttribute(label, said);
    }
    const said = changed.get(ownText(element));
    if (said) element.textContent = said;
  }
}

/** What an element says, if that is all there is in it; nothing of what was said in the chat. @param {Element} element */
function ownText(element) {
  const alone = !element.children[0] && !element.closest('[part~="log"]');
  return alone ? element.textContent ?? '' : '';
}
