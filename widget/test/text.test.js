import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bound, length, split, telephone } from '../src/text.js';

/** The links of a text, as [text, href]. */
const links = (text, numbers) => split(text, numbers).filter(({ href }) => href).map((part) => [part.text, part.href]);

test('a text without anything to follow stays whole', () => {
  assert.deepEqual(split('Come at 3. It takes 30 minutes.'), [{ text: 'Come at 3. It takes 30 minutes.' }]);
});

test('French quotation marks and colons stay with their words', () => {
  assert.equal(bound('« Oui » : on envoie. Source : le guide'), '«\u00a0Oui\u00a0»\u00a0: on envoie. Source\u00a0: le guide');
  assert.equal(bound('At 8:30 or 9: as you wish.'), 'At 8:30 or 9: as you wish.');
});

test('nothing of a text is lost', () => {
  const text = 'See https://a.example/b?c=1, write to desk@clinic.example, or call (780) 555-0100.';
  assert.equal(split(text).map((part) => part.text).join(''), text);
});

test('a full stop, comma or bracket after an address is not part of it', () => {
  assert.deepEqual(links('(https://a.example/b). https://c.example/d, https://e.example/f?g=h!'), [
    ['https://a.example/b', 'https://a.example/b'],
    ['https://c.example/d', 'https://c.example/d'],
    ['https://e.example/f?g=h', 'https://e.example/f?g=h'],
  ]);
});

test('only https becomes a link', () => {
  assert.deepEqual(links('http://a.example javascript:alert(1) ftp://b.example <b>'), []);
});

test('e-mail addresses and phone numbers can be followed', () => {
  assert.deepEqual(links('desk@clinic.example, 780-555-0100, +1 (780) 555-0100'), [
    ['desk@clinic.example', 'mailto:desk@clinic.example'],
    ['780-555-0100', 'tel:7805550100'],
    ['+1 (780) 555-0100', 'tel:+17805550100'],
  ]);
});

test('short numbers are found only where they are looked for, and only whole', () => {
  assert.deepEqual(links('Call 911 now.'), []);
  assert.deepEqual(links('Call 911 or 988, not 9112.', ['911', '988']), [['911', 'tel:911'], ['988', 'tel:988']]);
});

test('a clinic without a number has none to look for', () => {
  assert.deepEqual(split('Call us.', ['', '911']), [{ text: 'Call us.' }]);
});

test('a number with signs in it is looked for as it is written', () => {
  assert.deepEqual(links('Call 1.1.2 or 1x1x2.', ['1.1.2']), [['1.1.2', 'tel:112']]);
});

test('a phone number is dialled without its signs', () => {
  assert.equal(telephone('+1 (780) 555-0100'), 'tel:+17805550100');
});

test('the length counts what the server counts', () => {
  assert.equal(length('né 🙂'), 4);
});
