/**
 * Loads the second file, frontdesk-chat.js, from where this one came. A page that pins this file to its content by an
 * `integrity` attribute gets the second one pinned too; any other page gets whichever the server has now.
 */

import { pause } from './tools.js';
import { make } from './view/dom.js';

// The build puts in what the second file's content is.
/* global CHAT_VERSION, CHAT_INTEGRITY */

const HERE = import.meta.url;

/** The tag by which the page loads this file, if it does. */
export const SCRIPT = [...document.scripts].find(({ src }) => src === HERE);

/**
 * Load it, however often it takes: someone is waiting for the chat.
 * @param {() => void} failed is called after each try that fails
 * @returns {Promise<typeof import('./chat.js')>}
 */
export async function loadChat(failed) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await load(address(tries));
    } catch {
      failed();
      await pause(Math.min(15, 2 ** tries));
    }
  }
}

/** Some browsers remember for good that an address could not be loaded. @param {number} tries */
function address(tries) {
  const again = tries > 1 ? `&try=${tries}` : '';
  return new URL(`frontdesk-chat.js?v=${CHAT_VERSION}${again}`, HERE).href;
}

/** @param {string} url */
async function load(url) {
  if (SCRIPT?.integrity) await verify(url, SCRIPT.nonce);
  return import(url);
}

/**
 * `import()` checks no integrity; a script tag does, and leaves what it loaded for `import()`.
 * @param {string} src
 * @param {string} nonce the page's content security policy may ask for it
 */
async function verify(src, nonce) {
  const script = make('script', { type: 'module', src, nonce, integrity: CHAT_INTEGRITY, crossorigin: 'anonymous' });
  const loaded = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
  });
  document.head.append(script);
  await loaded.finally(() => script.remove());
}
