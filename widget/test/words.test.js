import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catalogue, wording } from '../src/words.js';
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

test('a language without a catalogue is shown in English', () => {
  for (const language of ['en', 'en-CA', 'fr', 'constructor', '']) assert.equal(catalogue(language), ENGLISH);
});
