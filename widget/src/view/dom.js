/** Making elements. Text only ever becomes a text node, so that nobody's words can turn into markup. */

import { bound, split } from '../text.js';

/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} Attributes */
/** @typedef {Node | string | false | null | undefined} Child */

/**
 * Attributes that begin with `on` are listeners; those that are false or missing are left out, as are such children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

/**
 * @param {string} label
 * @param {() => unknown} press
 * @param {Attributes} [attributes]
 */
export const button = (label, press, attributes) => make('button', { type: 'button', onclick: press, ...attributes }, label);

/**
 * A button that shows a sign; its label is for screen readers and as a tip.
 * @param {string} sign
 * @param {string} label
 * @param {() => unknown} press
 * @param {Attributes} [attributes]
 */
export const icon = (sign, label, press, attributes) =>
  button(sign, press, { class: 'icon', 'aria-label': label, title: label, ...attributes });

/**
 * A link out of the page, which learns nothing of where the patient comes from.
 * @param {string} href
 * @param {string} text
 */
export const link = (href, text) => make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text);

/**
 * A text as nodes, with its links and numbers to follow.
 * @param {string} text
 * @param {string[]} numbers short numbers to look for as well
 */
export const linked = (text, numbers) => split(text, numbers).map(({ text: part, href }) => {
  if (!href) return bound(part);
  return href.startsWith('https:') ? link(href, part) : make('a', { href }, part);
});

/** Whether the focus is inside a node. @param {Node} node */
export const holdsFocus = (node) => node.contains(/** @type {ShadowRoot} */ (node.getRootNode()).activeElement);

/**
 * A constructed style sheet, because `<style>` would need 'unsafe-inline' in the page's content security policy.
 * @param {ShadowRoot} root
 * @param {string} css
 */
export function style(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** On a touch screen, focusing a text field brings up a keyboard that covers half of the chat. */
export const TOUCH = matchMedia('(pointer: coarse)');
