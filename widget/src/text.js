/** Links and numbers in what the clinic says. Pure functions. */

// A full stop or bracket after a link is not part of it.
const WEB = /https:\/\/[^\s<>"]*[^\s<>".,;:!?)']/;
const MAIL = /[\w.+-]+@[\w-]+\.[\w.-]*\w/;
/** North American. */
const PHONE = /(?:\+?1[ -])?(?:\(\d{3}\) ?|\b\d{3}[ -])\d{3}[ -]\d{4}\b/;

/** @param {string} number */
export const telephone = (number) => `tel:${number.replace(/[^\d+]/g, '')}`;

/** The length as the server counts it: in code points. @param {string} text */
export const length = (text) => [...text].length;

/**
 * No line may begin with a mark that a language writes behind a space, nor end with one before it: « oui », Source : X.
 * @param {string} text
 */
export const bound = (text) => text.replace(/« | (?=»)| (?=:(?:\s|$))/g, (found) => found.replace(' ', '\u00a0'));

/** @param {string} word */
function target(word) {
  if (word.startsWith('https:')) return word;
  return word.includes('@') ? `mailto:${word}` : telephone(word);
}

/** @param {string} number a short number such as 911, which no general pattern would dare to match */
const asPattern = (number) => `\\b${number.replace(/\D/g, '\\$&')}\\b`;

/**
 * Cut a text where it holds something to follow.
 * @param {string} text
 * @param {string[]} [numbers] short numbers to look for as well; empty ones are passed over
 * @returns {{ text: string, href?: string }[]}
 */
export function split(text, numbers = []) {
  const short = numbers.filter((number) => number).map(asPattern);
  const pattern = new RegExp([WEB.source, MAIL.source, PHONE.source, ...short].join('|'), 'g');
  const parts = [];
  let done = 0;
  for (const { 0: word, index } of text.matchAll(pattern)) {
    parts.push({ text: text.slice(done, index) }, { text: word, href: target(word) });
    done = index + word.length;
  }
  return [...parts, { text: text.slice(done) }];
}
