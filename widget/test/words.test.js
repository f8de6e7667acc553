import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { wording } from '../src/words.js';
import { ENGLISH } from '../src/words/en.js';

test('values stand where the words have a place for them', () => {
  const word = wording({ ...ENGLISH, left: '{count} of {most}' });
  assert.equal(word('left', { count: 3, most: 10 }), '3 of 10');
});

test('a place without a value stays as it is', () => {
  assert.equal(wording(ENGLISH)('unread'), '{count} new');
});

test('a value is never read as a pattern or as another place', () => {
  assert.equal(wording(ENGLISH)('alarm', { number: '$& {number}' }), 'Emergency: call $& {number}');
});

test('French has every word, with the same places for values', async () => {
  const french = JSON.parse(await readFile(new URL('../src/words/fr.json', import.meta.url), 'utf8'));
  const names = Object.keys(ENGLISH);
  assert.deepEqual(Object.keys(french).sort(), names.sort());
  const places = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();
  const english = /** @type {Record<string, string>} */ (ENGLISH);
  for (const name of names) assert.deepEqual(places(french[name]), places(english[name]), name);
});

test('words that change are said by whoever asks after that', () => {
  const word = wording(ENGLISH);
  word.words.send = 'Envoyer';
  assert.equal(word('send'), 'Envoyer');
  assert.equal(ENGLISH.send, 'Send');
});
