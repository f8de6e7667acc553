import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
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

const WORDS = new URL('../src/words/', import.meta.url);
const places = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();

for (const file of (await readdir(WORDS)).filter((name) => name.endsWith('.json'))) {
  test(`${file} has every word, with the same places for values`, async () => {
    const words = JSON.parse(await readFile(new URL(file, WORDS), 'utf8'));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(ENGLISH).sort());
    for (const [name, english] of Object.entries(ENGLISH)) assert.deepEqual(places(words[name]), places(english), name);
  });
}

test('words that change are said by whoever asks after that', () => {
  const word = wording(ENGLISH);
  word.words.send = 'Envoyer';
  assert.equal(word('send'), 'Envoyer');
  assert.equal(ENGLISH.send, 'Send');
});
