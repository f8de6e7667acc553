/** One message of the conversation. */

import { split, telephone } from '../text.js';
import { link, linked, make } from './dom.js';
import { createFeedback } from './feedback.js';
import { createReplies } from './replies.js';

/** @import { Clinic, Message, Source } from '../types.js' */
/** @import { Word } from '../words.js' */
/** @import { Chat } from '../chat.js' */

/**
 * @param {Message} message
 * @param {Chat} chat
 */
export function createMessage(message, chat) {
  const { clinic, word } = chat;
  const { at, from, kind, text } = message;
  const urgent = kind === 'emergency' || kind === 'urgent';
  const known = urgent ? urgentNumbers(clinic) : [];
  const numbers = numbersIn(text, known);
  // In what patients write themselves nothing becomes a link.
  const nodes = from === 'patient' ? [text] : linked(text, known);
  return make(
    'li', { part: `message ${from}`, 'data-from': from, 'data-kind': kind },
    make(
      'div', { class: `text ${kind}`, dir: 'auto', lang: message.lang ?? '' },
      make('span', { class: 'quiet' }, `${word(from)}: `), urgent && make('strong', {}, word(kind)), ...nodes,
    ),
    numbers[0] && make('div', { class: 'row' }, ...numbers.flatMap((number) => numberButtons(number, kind, chat))),
    ...below(message, chat),
    make('div', { class: 'meta' }, from === 'staff' && `${word(from)}, `, time(at, chat.host.lang)),
  );
}

/**
 * What an answer brings with it.
 * @param {Message} message
 * @param {Chat} chat
 */
const below = ({ id, kind, source, buttons }, chat) => [
  source && kind !== 'smalltalk' && sourceLine(source, chat.word),
  buttons?.[0] && createReplies(buttons, chat),
  kind === 'answer' && createFeedback(id, chat),
];

/**
 * A number that patients are told of can be called; the crisis line can be texted, too.
 * @param {string} number
 * @param {string} kind
 * @param {Chat} chat
 */
function numberButtons(number, kind, { clinic, word }) {
  const button = (/** @type {string} */ href, /** @type {'callNumber' | 'textNumber'} */ name) =>
    make('a', { class: `phone ${kind}`, href }, word(name, { number }));
  const call = button(telephone(number), 'callNumber');
  return number === clinic.crisis_number ? [call, button(`sms:${number}`, 'textNumber')] : [call];
}

/** @param {Clinic} clinic */
const urgentNumbers = ({ emergency_number, health_line, crisis_number }) =>
  [emergency_number, health_line, crisis_number].filter((number) => number !== undefined);

/**
 * The numbers that the message tells the patient to call, if it tells of something urgent.
 * @param {string} text
 * @param {string[]} known
 */
function numbersIn(text, known) {
  const found = split(text, known).filter((part) => part.href && known.includes(part.text));
  return [...new Set(found.map((part) => part.text))];
}

/**
 * @param {Source} source
 * @param {Word} word
 */
function sourceLine({ title, section, url, reviewed }, word) {
  const text = word(sourceName(title), { title, section });
  return make(
    'p', { class: 'meta', part: 'source' },
    url?.startsWith('https:') ? link(url, text) : text, !reviewed && `. ${word('unreviewed')}`,
  );
}

/** Patients know the clinic, not the titles of its papers. @param {string} title */
function sourceName(title) {
  if (title.endsWith('(clinic document)')) return 'guide';
  return title === 'Clinic settings' ? 'settings' : 'source';
}

/**
 * The date only if it is another day.
 * @param {string} at
 * @param {string} lang
 */
function time(at, lang) {
  const moment = new Date(at);
  const dateStyle = moment.toDateString() === new Date().toDateString() ? undefined : 'medium';
  return make('time', { datetime: at }, new Intl.DateTimeFormat(lang, { dateStyle, timeStyle: 'short' }).format(moment));
}
