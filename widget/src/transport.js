/** The server's chat routes (docs/http.md). The token is only ever in a header, never in an address. */

/** @import { Message } from './types.js' */
/** @import { Memory } from './memory.js' */

/** @typedef {{ body?: object, token?: string | null, headers?: Record<string, string>, signal?: AbortSignal }} Options */
/** @typedef {ReturnType<typeof createServer>} Server */

/** A request that failed. */
export class Failure extends Error {
  /**
   * @param {number} status 0 if the server could not be reached or sent no JSON
   * @param {{ code?: string, message?: string }} [error] what the server said
   */
  constructor(status, { code, message } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    /** The server doesn't know this chat any more. */
    this.lost = status === 401 || code === 'unknown_conversation';
  }
}

/**
 * Everything that fails throws a Failure.
 * @param {string} url
 * @param {Memory} memory holds the token
 */
export function createServer(url, memory) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {Options} options
   */
  async function request(method, path, { body, token = memory.token, headers, ...options }) {
    try {
      return await fetch(url + path, {
        method,
        ...options,
        body: body && JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        headers: {
          ...headers,
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
        },
      });
    } catch {
      throw new Failure(0);
    }
  }

  /**
   * @template T
   * @param {string} method
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<T>}
   */
  async function call(method, path, options) {
    const response = await request(method, path, { signal: AbortSignal.timeout(20_000), ...options });
    const data = await json(response);
    if (data.ok) return data;
    throw new Failure(response.ok ? 0 : response.status, data.error);
  }

  /**
   * The transcript from a message on, page by page.
   * @param {string | null | undefined} after
   * @param {(message: Message) => void} take
   */
  async function history(after, take) {
    for (let more = true; more;) {
      const from = after ? `&after=${encodeURIComponent(after)}` : '';
      /** @type {{ messages: Message[], more: boolean }} */
      const page = await call('GET', `/chat/messages?limit=100${from}`);
      page.messages.forEach(take);
      after = page.messages.at(-1)?.id;
      more = page.more && !!after;
    }
  }

  /**
   * Read the event stream until it ends. `EventSource` would put the token into the address.
   * @param {string | null} after
   * @param {AbortSignal} signal
   * @param {(type: string, data: string) => void} take
   */
  async function listen(after, signal, take) {
    const response = await request('GET', '/chat/events', { signal, ...(after && { headers: { 'Last-Event-ID': after } }) });
    if (!response.ok) throw new Failure(response.status, (await json(response)).error);
    const stream = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body);
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const { value, done } = await reader.read().catch(() => ({ done: true, value: '' }));
      if (done) return;
      const events = (text + value).split('\n\n');
      text = /** @type {string} */ (events.pop());
      events.forEach((event) => dispatch(event, take));
    }
  }

  return { call, history, listen };
}

/** A proxy may answer with HTML. @param {Response} response */
const json = (response) => response.json().catch(() => ({}));

/**
 * @param {string} event one block of the stream; those without a type only keep the connection alive
 * @param {(type: string, data: string) => void} take
 */
function dispatch(event, take) {
  const [, type] = event.match(/^event: ?(.*)$/m) ?? [];
  if (type) take(type, event.match(/^data: ?(.*)$/m)?.[1] ?? '');
}
