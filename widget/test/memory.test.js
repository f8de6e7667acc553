import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { createMemory } from '../src/memory.js';

afterEach(() => delete globalThis.sessionStorage);

/** Storage as a browser has it, or one that refuses everything. */
function store({ refuses = false, ...kept } = {}) {
  const refuse = () => { if (refuses) throw new Error('SecurityError'); };
  globalThis.sessionStorage = {
    getItem: (name) => { refuse(); return kept[name] ?? null; },
    setItem: (name, value) => { refuse(); kept[name] = value; },
  };
}

test('what is set is there after a reload', () => {
  store();
  createMemory('a').set({ token: 't', draft: 'how much is' });
  const { token, draft } = createMemory('a');
  assert.deepEqual([token, draft], ['t', 'how much is']);
  assert.equal(createMemory('b').token, null);
});

test('a chat that ends leaves nothing of it behind, also in the storage', () => {
  store();
  const memory = createMemory('a');
  memory.set({ token: 't', last: 'm1', pending: [{ id: '1', at: '', text: 'secret' }], helped: ['m1'], draft: 'secret' });
  memory.clear();
  assert.doesNotMatch(sessionStorage.getItem('a'), /secret|m1|"t"/);
});

test('a settled turn is dropped and the others stay in order', () => {
  store();
  const memory = createMemory('a');
  memory.set({ pending: ['1', '2', '3'].map((id) => ({ id, at: '', text: id })) });
  memory.drop('2');
  assert.deepEqual(createMemory('a').pending.map(({ id }) => id), ['1', '3']);
});

test('without storage it remembers until the page is left', () => {
  store({ refuses: true });
  const memory = createMemory('a');
  memory.set({ token: 't' });
  assert.equal(memory.token, 't');
});

test('what cannot be read is forgotten', () => {
  store({ a: '{not json' });
  assert.equal(createMemory('a').token, null);
});
