import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { createServer } from '../src/transport.js';

const { fetch } = globalThis;
afterEach(() => { globalThis.fetch = fetch; });

/** A server that answers each request in turn, and what it was asked. */
function serve(...answers) {
  const asked = [];
  globalThis.fetch = async (url, options) => {
    asked.push({ url, ...options });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, server: createServer('https://desk.example', { token: 'secret' }) };
}

test('the token is in a header and never in the address', async () => {
  const { asked, server } = serve(Response.json({ ok: true }));
  await server.call('POST', '/chat/messages', { body: { id: '1' } });
  assert.equal(asked[0].url, 'https://desk.example/chat/messages');
  assert.equal(asked[0].headers.Authorization, 'Bearer secret');
  assert.equal(asked[0].credentials, 'omit');
});

test('every way to fail is a failure with its status', async () => {
  const refused = { ok: false, error: { code: 'wrong_code', message: 'The code does not fit.' } };
  const { server } = serve(
    new TypeError('Failed to fetch'),
    new Response('<html>', { status: 502 }),
    new Response('<html>'),
    Response.json(refused, { status: 400 }),
  );
  await assert.rejects(server.call('GET', '/'), { status: 0, lost: false });
  await assert.rejects(server.call('GET', '/'), { status: 502, lost: false });
  await assert.rejects(server.call('GET', '/'), { status: 0, lost: false });
  await assert.rejects(server.call('GET', '/'), { status: 400, code: 'wrong_code', message: 'The code does not fit.' });
});

test('a chat that the server does not know is lost', async () => {
  const { server } = serve(
    Response.json({ ok: false, error: { code: 'expired_token' } }, { status: 401 }),
    Response.json({ ok: false, error: { code: 'unknown_conversation' } }, { status: 404 }),
  );
  await assert.rejects(server.call('GET', '/'), { lost: true });
  await assert.rejects(server.call('GET', '/'), { lost: true });
});

test('the transcript is read to its last page', async () => {
  const { asked, server } = serve(
    Response.json({ ok: true, messages: [{ id: 'a' }, { id: 'b c' }], more: true }),
    Response.json({ ok: true, messages: [{ id: 'd' }], more: false }),
  );
  const seen = [];
  await server.history(null, ({ id }) => seen.push(id));
  assert.deepEqual(seen, ['a', 'b c', 'd']);
  assert.deepEqual(asked.map(({ url }) => url.split('?')[1]), ['limit=100', 'limit=100&after=b%20c']);
});

test('events are read however the network cuts them', async () => {
  const text = 'event: message\ndata: {"text":"né"}\n\n: still here\n\nevent: ended\ndata: {}\n\nevent: mess';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size < 40; size += 1) {
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const { server } = serve(new Response(stream));
    const seen = [];
    await server.listen('m1', undefined, (...event) => seen.push(event));
    assert.deepEqual(seen, [['message', '{"text":"né"}'], ['ended', '{}']]);
  }
});
