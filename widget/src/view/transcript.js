/** The conversation as a text file that the patient may keep. */

import { make } from './dom.js';

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function saveTranscript({ clinic, host, log, word }) {
  const time = (/** @type {string} */ at) => new Date(at).toLocaleString(host.lang);
  const lines = log.messages().map(({ from, text, at }) => `${time(at)} ${word(from)}: ${text}\n`);
  const url = URL.createObjectURL(new Blob([`${clinic.name}\n\n`, ...lines], { type: 'text/plain;charset=utf-8' }));
  make('a', { href: url, download: word('saved') }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
