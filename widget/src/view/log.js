/** The conversation on screen. */

import { button, holdsFocus, make } from './dom.js';
import { createMessage } from './message.js';

/** @import { Message, Turn } from '../types.js' */
/** @import { Chat } from '../chat.js' */
/** @import { Child } from './dom.js' */

/** So many pixels from the end still count as being at the end. */
const NEAR = 60;

/** @param {Chat} chat */
export function createLog(chat) {
  const { typing, word } = chat;
  /** By the message's id. @type {Map<string, { item: HTMLElement, message: Message }>} */
  const items = new Map();
  const list = make('ol', { role: 'list' });
  const newest = button(word('newest'), () => {
    toEnd();
    element.focus();
  }, { class: 'solid newest', hidden: true });
  const element = make(
    'div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off', 'aria-label': word('log'), tabindex: 0, onscroll: scrolled },
    list, newest,
  );

  const isAtEnd = () => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;

  function scrolled() {
    if (isAtEnd()) newest.hidden = true;
  }

  function toEnd() {
    element.scrollTop = element.scrollHeight;
  }

  /** Its item, yet to be placed. @param {Message} message */
  function add(message) {
    const item = createMessage(message, chat);
    items.set(message.id, { item, message });
    return item;
  }

  /** Say a message's labels again, once the words of its language are there. @param {string} id */
  function renew(id) {
    const known = items.get(id);
    if (!known || holdsFocus(known.item)) return;
    const item = createMessage(known.message, chat);
    if (known.item.querySelector('.replies [aria-disabled]')) useUpReplies(item);
    known.item.replaceWith(item);
    known.item = item;
  }

  /** What the patient sent, with room for what becomes of it. @param {Turn} turn */
  function addTurn(turn) {
    const item = add({ ...turn, from: 'patient', kind: 'message' });
    item.append(make('div', { class: 'meta row state' }));
    place(item, true);
  }

  /**
   * Put an item at the end. Anyone who reads further up is not moved, unless it is their own.
   * @param {HTMLElement} item
   * @param {boolean} own
   */
  function place(item, own) {
    const follow = own || isAtEnd();
    list.append(item, typing.element);
    if (follow) element.scrollTop = item.offsetTop - 8;
    else newest.hidden = false;
  }

  /** @param {Child[]} content */
  const divider = (...content) => make('li', { class: 'divider' }, ...content);

  /**
   * What becomes of a turn; nothing once it is settled.
   * @param {string} id
   * @param {(Node | string)[]} content
   */
  function state(id, ...content) {
    const room = items.get(id)?.item.querySelector('.state');
    if (!room) return;
    if (holdsFocus(room)) element.focus(); // it would be lost with a button that goes away
    if (content[0]) room.replaceChildren(...content);
    else room.remove();
  }

  /** @param {Turn} turn */
  function unsent(turn) {
    const { outbox } = chat;
    state(turn.id, word('unsent'), button(word('retry'), outbox.send), button(word('discard'), () => outbox.discard(turn)));
    chat.say(word('unsent'));
  }

  /** @param {string} id */
  function remove(id) {
    items.get(id)?.item.remove();
    items.delete(id);
  }

  /** @param {HTMLElement[]} rest what is shown instead */
  function clear(...rest) {
    items.clear();
    if (holdsFocus(list)) element.focus();
    list.replaceChildren(...rest);
  }

  /** Nothing stays. @param {() => void} restart */
  function end(restart) {
    clear(divider(word('ended'), button(word('again'), restart, { class: 'solid' })));
  }

  /** Old replies stay readable. They are not `disabled`, with which the focus would be lost. @param {Element} within */
  function useUpReplies(within = list) {
    for (const reply of /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll('.replies button'))) {
      reply.setAttribute('aria-disabled', 'true');
      reply.tabIndex = -1;
    }
  }

  return {
    element, add, renew, addTurn, place, divider, state, unsent, remove, clear, end, toEnd, useUpReplies,
    get atEnd() { return isAtEnd(); },
    has: (/** @type {string} */ id) => items.has(id),
    messages: () => [...items.values()].map(({ message }) => message),
  };
}
