/** frontdesk.js: defines the element, and puts one on the page for the script tag that loads it. */

import { FrontdeskChat } from './element.js';
import { SCRIPT } from './loader.js';
import { make } from './view/dom.js';

// A page may come to load the file twice.
if (!customElements.get('frontdesk-chat')) {
  customElements.define('frontdesk-chat', FrontdeskChat);
  if (SCRIPT) addFor(SCRIPT);
}

/** A page that has an element of its own gets no other. @param {HTMLScriptElement} script */
function addFor({ src, attributes }) {
  if (document.querySelector('frontdesk-chat')) return;
  const given = [...attributes].filter(({ name }) => name.startsWith('data-')).map(({ name, value }) => [name.slice(5), value]);
  document.body.append(make('frontdesk-chat', { server: new URL('.', src).href.slice(0, -1), ...Object.fromEntries(given) }));
}
