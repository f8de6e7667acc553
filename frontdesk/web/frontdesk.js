/** The clinic's chat as a custom element. docs/widget.md gives its rules. */

const WORDS = {
  launch: 'Chat with us', close: 'Close chat', dismiss: 'Dismiss', unread: '{count} new', menu: 'Chat options', log: 'Conversation',
  notice: 'Automated assistant. Nobody watches this chat.', alarm: 'Emergency: call {number}', patient: 'You', bot: 'Assistant', staff: 'Front desk',
  replies: 'Suggested replies', chosen: 'chosen', input: 'Your message', hint: 'Your question', send: 'Send',
  left: '{count} left of {most}', over: '{count} too many. Please shorten your message.', typing: 'The assistant is writing',
  sending: 'Sending', retrying: 'Trying again', unsent: 'Not sent. Your text is kept.', retry: 'Try again', discard: 'Take it back',
  offline: 'You are offline. What you write is kept and sent once the connection is back. You can call {phone}. In an emergency call {emergency_number}.',
  trouble: 'The chat cannot be reached. Trying again. You can call {phone}. In an emergency call {emergency_number}.', renewed: 'The earlier chat has expired. A new one begins here.',
  guide: "From the clinic's guide: {section}", settings: 'From the clinic: {section}', source: 'From {title}: {section}', unreviewed: 'Not yet reviewed by the clinic.',
  emergency: 'Emergency', urgent: 'Please read this first', callNumber: 'Call {number}', newest: 'New message', helpful: 'Did this help?', yes: 'Yes', no: 'No', comment: 'What was missing? (optional)',
  sendComment: 'Send comment', skip: 'No comment', thanks: 'Thank you.', text: 'Continue by text', textAsk: 'Your mobile number. You agree that the clinic texts you about this chat. Message rates may apply; STOP ends it.', textSend: 'Send me a code', textCode: 'The six digits we sent you (if none: text START)', textConfirm: 'Go on by text', save: 'Save this chat', saved: 'chat.txt', again: 'New chat', end: 'End chat',
  sureAgain: 'Start a new chat? This one will be removed from this browser.', sureEnd: 'End this chat? It will be removed from this browser.',
  keep: 'Keep this chat', ended: 'This chat has ended and was removed from this browser.',
};

const COLOURS = {
  accent: '#0b5a66 #86d3df', 'on-accent': '#fff #04272d', header: 'var(--accent) #123a41', 'on-header': 'var(--on-accent) #e9efef', surface: '#fff #141c1e', text: '#1b2527 #e9efef',
  muted: '#505e61 #b0bfc2', bubble: '#edf3f3 #243235', line: '#7d8b8e #84959a', alarm: '#b3261e #ffb4ab', 'alarm-surface': '#fff0ee #3b1310', 'alarm-text': '#5c0f0a #ffdad6',
  warn: '#7a4d00 #f1c063', 'warn-surface': '#fff5df #33270c', 'warn-text': '#4b3000 #ffe9c2',
};
const colours = (mode) => Object.entries(COLOURS).map(([name, values]) => `--${name}: var(--frontdesk-${mode ? 'dark-' : ''}${name}, ${values.split(' ')[mode]});`).join('');
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host { ${colours(0)} --radius: var(--frontdesk-radius, 14px); --shadow: 0 4px 16px #0004; color-scheme: light; }
.frame { all: initial; color-scheme: inherit; position: fixed; z-index: 2147483000; inset: auto 1em 1em auto; font: medium/1.45 var(--frontdesk-font, system-ui, sans-serif); color: var(--text); }
:host([position=left]) .frame { inset: auto auto 1em 1em; }
:host([dark]) { ${colours(1)} color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; }
button, .phone { min-height: 2.75em; min-width: 2.75em; padding: .4em .9em; border: 1px solid var(--accent); border-radius: 999px; background: var(--surface); color: var(--accent); cursor: pointer; }
button:hover { text-decoration: underline; }
button[aria-disabled=true] { border-color: var(--line); border-style: dashed; color: var(--muted); cursor: default; text-decoration: none; }
.solid, .launcher, .phone { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; box-shadow: 0 0 0 2px var(--surface); }
a { color: inherit; text-underline-offset: .15em; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher::before { content: ''; width: 1.15em; height: .9em; border: 2px solid; border-radius: .4em .4em .4em 0; }
.launcher { display: flex; align-items: center; gap: .5em; margin-inline-start: auto; min-height: 3.5em; padding: .75em 1.2em; font-weight: 600; box-shadow: var(--shadow); }
.badge { min-width: 1.6em; padding: 0 .4em; border-radius: 999px; background: var(--on-accent); color: var(--accent); font-size: .875em; }
.invite, .panel, .menu { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); }
.invite { display: flex; align-items: start; gap: .5em; max-width: 18em; margin-bottom: .6em; padding: .6em .4em .6em 1em; }
.invite p { padding-top: .55em; }
.icon { min-height: 2em; min-width: 2em; padding: 0; border-color: transparent; background: none; color: inherit; font-size: 1.4em; line-height: 1; }
.panel { display: flex; flex-direction: column; width: min(25em, calc(100vw - 2em)); height: min(42em, calc(100dvh - 2em)); overflow: auto; overscroll-behavior: contain; }
.panel:focus-visible { outline-offset: -3px; }
.head { position: relative; background: var(--header); color: var(--on-header); }
.head :focus-visible { outline-color: var(--on-header); box-shadow: none; outline-offset: -3px; }
.bar { display: flex; align-items: center; padding: .3em .3em 0 1em; }
h2 { flex: 1; font-size: 1.0625em; overflow-wrap: anywhere; }
.notice { display: flex; flex-wrap: wrap; gap: 0 .6em; padding: 0 1.14em .5em; font-size: .875em; }
.notice a { font-weight: 700; display: inline-block; min-height: 1.5em; }
.menu { position: absolute; z-index: 2; top: 3.1em; inset-inline-end: .5em; display: grid; padding: .3em; }
.menu button { border-color: transparent; text-align: start; }
.menu :focus-visible { outline-color: var(--accent); }
.log { position: relative; flex: 1; min-height: 7em; overflow-y: auto; padding: 1em; }
.log:focus-visible { outline-offset: -3px; }
.log ol { list-style: none; padding: 0; display: grid; gap: .9em; }
.log li { display: grid; justify-items: start; gap: .35em; min-width: 0; }
.text { max-width: 92%; padding: .6em .9em; border-radius: var(--radius); background: var(--bubble); overflow: hidden; overflow-wrap: anywhere; white-space: pre-line; unicode-bidi: isolate; border: 1px solid transparent; }
[data-from=patient] { justify-items: end !important; }
[data-from=patient] .text { background: var(--accent); color: var(--on-accent); white-space: pre-wrap; }
[data-from=staff] .text { border-color: var(--accent); }
.divider { justify-self: center; text-align: center; color: var(--muted); font-size: .875em; }
.meta { font-size: .8125em; color: var(--muted); max-width: 92%; overflow-wrap: anywhere; }
.row .meta { max-width: none; }
.row { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; }
.small button { min-height: 2.5em; padding: .1em .8em; font-size: .875em; }
.text.emergency, .text.urgent { width: 100%; max-width: none; border: 3px solid var(--alarm); background: var(--alarm-surface); color: var(--alarm-text); }
.text.urgent { border-color: var(--warn); background: var(--warn-surface); color: var(--warn-text); }
strong { display: block; margin-bottom: .3em; }
strong::before { content: '!'; display: inline-block; width: 1.5em; margin-inline-end: .4em; border-radius: 50%; background: currentColor; text-align: center; -webkit-text-fill-color: var(--surface); }
.chosen::after { content: ' ✓'; }
.phone { display: inline-flex; align-items: center; font-weight: 700; text-decoration: none; }
.phone.emergency { background: var(--alarm); border-color: var(--alarm); color: var(--surface); }
.trouble { padding: .5em 1em; border-top: 1px solid var(--warn); background: var(--warn-surface); color: var(--warn-text); font-size: .9375em; }
.typing { display: flex; gap: .3em; padding: .9em; }
.typing i { width: .5em; height: .5em; border-radius: 50%; background: var(--muted); animation: beat 1.2s infinite; }
.typing i + i { animation-delay: .2s; } .typing i + i + i { animation-delay: .4s; }
@keyframes beat { 30% { opacity: .25; } }
.newest { position: sticky; bottom: 0; display: block; margin: .5em auto 0; box-shadow: var(--shadow); }
form { display: grid; grid-template-columns: 1fr auto; align-items: end; gap: .5em; padding: .6em .8em; border-top: 1px solid var(--line); }
textarea, input { width: 100%; min-height: 2.75em; max-height: 9em; padding: .6em .8em; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); resize: none; field-sizing: content; }
textarea::placeholder { color: var(--muted); opacity: 1; }
form p { grid-column: 1 / -1; font-size: .875em; color: var(--muted); }
.over { color: var(--alarm); }
.ask { grid-template-columns: 1fr; }
@media (max-width: 30em), (max-height: 30em) {
  .panel { position: fixed; inset: 0; width: 100%; height: var(--visible, 100dvh); border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: reduce) { .typing i { animation: none; } }
@media (forced-colors: active) { .badge, .head { border: 1px solid; } .typing i { background: CanvasText; } }
@media print { :host { display: none; } }
`);

const LINK = /https:\/\/[^\s<>"]*[^\s<>".,;:!?)']|[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:\+?1[ -])?(?:\(\d{3}\) ?|\b\d{3}[ -])\d{3}[ -]\d{4}\b/g;
const EMPTY = { token: null, last: null, pending: [], helped: [], draft: '' };
const COARSE = matchMedia('(pointer: coarse)');
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const telephone = (number) => `tel:${number.replace(/[^\d+]/g, '')}`;
const newId = () => crypto.getRandomValues(new Uint32Array(4)).join('');
const length = (text) => [...text].length;

/** An element; attributes that begin with `on` are listeners, texts among the children become text nodes. */
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

const link = (href, text) => make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text);

/** Text with links; `called` are the short `numbers` in it. */
function linked(text, numbers) {
  const short = numbers.filter(Boolean).map((number) => `|\\b${number.replace(/\D/g, '\\$&')}\\b`);
  const nodes = [];
  let done = 0;
  const found = [...text.matchAll(new RegExp(LINK.source + short.join(''), 'g'))];
  for (const { 0: word, index } of found) {
    const target = word.includes('@') ? make('a', { href: `mailto:${word}` }, word) : make('a', { href: telephone(word) }, word);
    nodes.push(text.slice(done, index), word.startsWith('https:') ? link(word, word) : target);
    done = index + word.length;
  }
  return { nodes: [...nodes, text.slice(done)], called: [...new Set(found.map(([word]) => word))].filter((word) => numbers.includes(word)) };
}

/** A failed request; `status` 0: the network. */
class Failure extends Error {
  constructor(status, { code, message } = {}) {
    super(message);
    Object.assign(this, { status, code });
    this.lost = status === 401 || code === 'unknown_conversation';
  }
}

/** What one tab remembers. */
class Memory {
  constructor(name) {
    Object.assign(this, EMPTY, { name });
    try { Object.assign(this, JSON.parse(sessionStorage.getItem(name))); } catch { /* no storage */ }
  }

  set(values) {
    Object.assign(this, values);
    try { sessionStorage.setItem(this.name, JSON.stringify(this)); } catch {}
  }

  clear() { this.set(EMPTY); }

  drop(turn) { this.set({ pending: this.pending.filter(({ id }) => id !== turn.id) }); }
}

/** The server's chat routes (docs/http.md). Every failure is a Failure. */
class Server {
  constructor(url, memory) { Object.assign(this, { url, memory }); }

  async fetch(method, path, { body, token = this.memory.token, headers, ...options } = {}) {
    try {
      return await fetch(this.url + path, {
        method, credentials: 'omit', cache: 'no-store', body: body && JSON.stringify(body), ...options,
        headers: { ...headers, ...(token && { Authorization: `Bearer ${token}` }), ...(body && { 'Content-Type': 'application/json' }) },
      });
    } catch {
      throw new Failure(0);
    }
  }

  async call(method, path, options) {
    const response = await this.fetch(method, path, { signal: AbortSignal.timeout(20_000), ...options });
    const data = await response.json().catch(() => ({}));
    if (data.ok) return data;
    throw new Failure(response.ok ? 0 : response.status, data.error);
  }

  async history(after, take) {
    for (let more = true; more;) {
      const page = await this.call('GET', `/chat/messages?limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`);
      page.messages.forEach(take);
      after = page.messages.at(-1)?.id;
      more = page.more && after;
    }
  }

  async listen(after, signal, take) {
    const response = await this.fetch('GET', '/chat/events', { signal, headers: after && { 'Last-Event-ID': after } });
    if (!response.ok) throw new Failure(response.status, (await response.json().catch(() => ({}))).error);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const { value, done } = await reader.read().catch(() => ({ done: true }));
      if (done) return;
      const events = (text + value).split('\n\n');
      text = events.pop();
      for (const event of events) {
        const [, type] = event.match(/^event: ?(.*)$/m) ?? [];
        if (type) take(type, event.match(/^data: ?(.*)$/m)?.[1]);
      }
    }
  }
}

class FrontdeskChat extends HTMLElement {
  #root = this.attachShadow({ mode: 'open' });
  #items = new Map();
  #unread = 0;
  #spoken = 0;
  #narrow = matchMedia('(max-width: 30em), (max-height: 30em)');
  #dark = matchMedia('(prefers-color-scheme: dark)');

  connectedCallback() {
    if (this.memory) return;
    const server = this.getAttribute('server') || location.origin;
    this.memory = new Memory(`frontdesk ${server}`);
    this.http = new Server(server, this.memory);
    this.id ||= 'frontdesk';
    this.lang ||= 'en';
    this.words = WORDS;
    try {
      this.words = { ...WORDS, ...JSON.parse(this.getAttribute('words')) };
      Intl.getCanonicalLocales(this.lang);
    } catch (error) {
      console.error(error);
      this.lang = 'en';
    }
    this.#root.adoptedStyleSheets = [SHEET];
    this.#build();
    this.#follow();
    if (this.memory.token) this.#resume();
    else if (this.hasAttribute('invite')) setTimeout(() => this.#invite(), 1000 * this.getAttribute('invite-after'));
    if (this.memory.open) this.#show();
    if (location.hash === '#frontdesk') this.open();
  }

  get #clinic() {
    return { name: this.getAttribute('clinic') || this.#word('bot'), phone: this.getAttribute('phone') ?? '', emergency_number: this.getAttribute('emergency') || '911', max_characters: 1000, ...this.memory.clinic };
  }

  #word(name, values = {}) { return this.words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole); }

  #button(name, press, attributes, sign) {
    const word = this.#word(name);
    return make('button', { type: 'button', onclick: press, ...(sign && { class: 'icon', 'aria-label': word, title: word }), ...attributes }, sign ?? word);
  }

  #build() {
    const word = (name) => this.#word(name);
    this.badge = make('span', { class: 'badge', hidden: true });
    this.launcher = make('button', { type: 'button', class: 'launcher', part: 'launcher', 'aria-haspopup': 'dialog', onclick: () => this.open() }, word('launch'), this.badge);
    this.bubble = make('div', { class: 'invite', part: 'invite', role: 'region', 'aria-label': word('launch'), hidden: true }, make('p'), this.#button('dismiss', () => { this.bubble.hidden = true; this.launcher.focus(); }, {}, '×'));
    this.heading = make('h2', { id: 'title' });
    this.alarm = make('a');
    this.menuButton = this.#button('menu', () => this.#menu(this.menu.hidden), { 'aria-expanded': false, 'aria-controls': 'menu' }, '•••');
    this.menu = make('div', { class: 'menu', id: 'menu', hidden: true }, this.textButton = this.#button('text', () => this.#text()), this.#button('save', () => this.#save()),
      this.#button('again', () => this.#confirm('sureAgain', 'again', () => this.#restart())), this.#button('end', () => this.#confirm('sureEnd', 'end', () => this.#end())));
    this.list = make('ol', { role: 'list' });
    this.newest = this.#button('newest', () => { this.#toEnd(); this.log.focus(); }, { class: 'solid newest', hidden: true });
    this.log = make('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off', 'aria-label': word('log'), tabindex: 0, onscroll: () => { if (this.#atEnd) this.newest.hidden = true; } }, this.list, this.newest);
    this.typing = make('li', { hidden: true, 'aria-hidden': true }, make('div', { class: 'text typing' }, make('i'), make('i'), make('i')));
    this.trouble = make('p', { class: 'trouble', part: 'trouble', hidden: true });
    this.input = make('textarea', { id: 'input', part: 'input', rows: 1, placeholder: word('hint'), enterkeyhint: 'send', autocomplete: 'off', 'aria-describedby': 'count', oninput: () => this.#typed(),
      onkeydown: (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#submit(); } } });
    this.count = make('p', { id: 'count', hidden: true });
    this.form = make('form', { part: 'form', onsubmit: (event) => { event.preventDefault(); this.#submit(); } },
      make('label', { for: 'input', class: 'quiet' }, word('input')), this.input, make('button', { class: 'solid' }, word('send')), this.count);
    this.sheet = make('div', { role: 'group', 'aria-labelledby': 'sure', hidden: true });
    this.panel = make('section', { class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true, onkeydown: (event) => { if (event.key === 'Escape') this.#escape(); }, onfocusin: ({ target }) => { if (target !== this.menuButton && !this.menu.contains(target)) this.#menu(false); } },
      make('div', { class: 'head', part: 'header' }, make('div', { class: 'bar' }, this.heading, this.menuButton, this.#button('close', () => this.close(), {}, '×')), make('p', { class: 'notice' }, word('notice'), this.alarm), this.menu),
      this.log, this.trouble, this.sheet, this.form);
    this.voices = ['status', 'status', 'alert'].map((role) => make('div', { class: 'quiet', role }));
    this.#root.append(make('div', { class: 'frame' }, this.bubble, this.panel, this.launcher, ...this.voices));
    this.input.value = this.memory.draft;
    this.#typed();
    this.#named();
    this.#coloured();
  }

  #named() {
    const { name, emergency_number: number, texting } = this.#clinic;
    this.textButton.hidden = !texting;
    this.heading.textContent = name;
    this.alarm.textContent = this.#word('alarm', { number });
    this.alarm.href = telephone(number);
  }

  #coloured() {
    const asked = this.getAttribute('theme');
    this.toggleAttribute('dark', asked === 'dark' || (asked !== 'light' && this.#dark.matches));
  }

  #follow() {
    this.#dark.addEventListener('change', () => this.#coloured());
    this.#narrow.addEventListener('change', () => this.#inert());
    addEventListener('hashchange', () => { if (location.hash === '#frontdesk') this.open(); });
    addEventListener('popstate', () => { if (this.modal && !history.state?.frontdesk) this.close(); });
    addEventListener('online', () => { this.#trouble(); this.#pump(); this.#listen(); });
    addEventListener('offline', () => this.#trouble('offline'));
    visualViewport?.addEventListener('resize', () => this.panel.style.setProperty('--visible', `${visualViewport.height * visualViewport.scale}px`));
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.hiding);
      if (document.hidden) this.hiding = setTimeout(() => this.#deafen(), 60_000);
      else this.#listen();
    });
    this.#meet();
  }

  /** Open the chat, which takes the focus. */
  open() {
    if (location.hash === '#frontdesk') history.replaceState(history.state, '', location.href.split('#')[0]);
    this.#show();
    (this.sheet.hidden ? COARSE.matches ? this.panel : this.input : this.sheet.querySelector('input, [type]')).focus();
    if (!this.memory.token) this.#pump();
  }

  /** Close the panel; the conversation goes on. */
  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.memory.set({ open: false });
    this.#menu(false);
    this.#inert();
    if (history.state?.frontdesk) history.back();
    this.launcher.focus();
  }

  /** Open the chat and send a text; a second tap sends nothing. */
  ask(text) {
    this.open();
    if (text === this.asked) return;
    this.asked = text;
    setTimeout(() => { this.asked = null; }, 1000);
    this.#put({ text });
  }

  #show() {
    this.panel.hidden = false;
    this.launcher.hidden = this.bubble.hidden = true;
    this.#badge(0);
    this.memory.set({ open: true });
    this.#inert();
    this.#toEnd();
  }

  #inert() {
    const modal = this.#narrow.matches && !this.panel.hidden;
    if (modal === this.modal) return;
    this.modal = modal;
    this.panel.setAttribute('aria-modal', modal);
    if (modal) {
      this.behind = [];
      for (let at = this; at !== document.body; at = at.parentElement) this.behind.push(...[...at.parentElement.children].filter((other) => other !== at && !other.inert));
      if (!history.state?.frontdesk) history.pushState({ ...history.state, frontdesk: true }, '');
    }
    this.behind?.forEach((other) => { other.inert = modal; });
  }

  #invite() {
    if (!this.panel.hidden || this.memory.token) return;
    this.bubble.firstChild.textContent = this.getAttribute('invite');
    this.bubble.hidden = false;
    this.#badge(1);
  }

  #badge(count) {
    this.#unread = count;
    this.badge.hidden = !count;
    this.badge.textContent = count ? this.#word('unread', { count }) : '';
  }

  #menu(open) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute('aria-expanded', open);
    if (open) this.menu.querySelector(':not([hidden])').focus();
  }

  #escape() {
    if (!this.menu.hidden) { this.#menu(false); this.menuButton.focus(); }
    else if (this.sheet.hidden) this.close();
    else this.sheet.querySelector('[type=button]').click();
  }

  /** Ask before `act` is done, in a field if there is one. */
  #confirm(question, verb, act, field) {
    this.#menu(false);
    const input = field && make('input', { 'aria-labelledby': 'sure', required: true, ...field });
    const problem = make('p', { class: 'over', role: 'alert' });
    const close = () => this.#asking(false);
    const keep = this.#button('keep', () => { close(); this.input.focus(); });
    const submit = async (event) => {
      event.preventDefault();
      try {
        close();
        await act(input?.value);
      } catch (failure) {
        this.#asking(true);
        (input ?? keep).focus();
        problem.textContent = failure.message || this.#word('unsent');
      }
    };
    this.sheet.replaceChildren(make('form', { class: 'ask', onsubmit: submit }, make('p', { id: 'sure' }, this.#word(question)), input, problem,
      make('div', { class: 'row' }, make('button', { class: 'solid' }, this.#word(verb)), keep)));
    this.#asking(true);
    (input ?? keep).focus();
  }

  #asking(on) {
    this.sheet.hidden = !on;
    this.form.inert = on;
  }

  #text() {
    const tell = (body) => this.http.call('POST', '/chat/text', { body });
    this.#confirm('textAsk', 'textSend', async (phone) => {
      await tell({ phone });
      this.#confirm('textCode', 'textConfirm', async (code) => { await tell({ phone, code }); this.input.focus(); }, { inputmode: 'numeric', autocomplete: 'one-time-code' });
    }, { type: 'tel', autocomplete: 'tel' });
  }

  get #atEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60; }

  #toEnd() { this.log.scrollTop = this.log.scrollHeight; }

  /** Who reads further up is not moved. */
  #place(item, own) {
    const follow = own || this.#atEnd;
    this.list.append(item, this.typing);
    if (follow) this.log.scrollTop = item.offsetTop - 8;
    else this.newest.hidden = false;
  }

  #received(message, quiet) {
    this.memory.set({ last: message.id });
    if (this.#items.has(message.id)) { this.#state(message); return; }
    const item = this.#item(message);
    const theirs = message.from !== 'patient';
    if (theirs || quiet) this.#useUp();
    this.#items.set(message.id, { item, message });
    this.#place(item, !theirs);
    if (quiet || !theirs) return;
    this.#say(`${this.#word(message.from)}: ${message.text}`, message.kind === 'emergency');
    if (this.panel.hidden) this.#badge(this.#unread + 1);
  }

  #item(message) {
    const { from, kind, text, at, source, buttons } = message;
    const clinic = this.#clinic;
    const urgent = kind === 'emergency' || kind === 'urgent';
    const { nodes, called } = from === 'patient' ? { nodes: [text], called: [] } : linked(text, urgent ? [clinic.emergency_number, clinic.health_line, clinic.crisis_number] : []);
    const moment = new Date(at);
    const form = moment.toDateString() === new Date().toDateString() ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' };
    return make('li', { part: `message ${from}`, 'data-from': from, 'data-kind': kind },
      make('div', { class: `text ${kind}`, dir: 'auto' }, make('span', { class: 'quiet' }, `${this.#word(from)}: `), urgent && make('strong', {}, this.#word(kind)), ...nodes),
      called.length > 0 && make('div', { class: 'row' }, ...called.map((number) => make('a', { class: `phone ${kind}`, href: telephone(number) }, this.#word('callNumber', { number })))),
      source && kind !== 'smalltalk' && this.#source(source), buttons?.length > 0 && this.#replies(buttons), kind === 'answer' && this.#helpful(message.id),
      make('div', { class: 'meta' }, from === 'staff' && `${this.#word('staff')}, `, make('time', { datetime: at }, new Intl.DateTimeFormat(this.lang, form).format(moment))));
  }

  #source({ title, section, url, reviewed }) {
    const name = title.endsWith('(clinic document)') ? 'guide' : title === 'Clinic settings' ? 'settings' : 'source';
    const text = this.#word(name, { title, section });
    return make('p', { class: 'meta', part: 'source' }, url?.startsWith('https:') ? link(url, text) : text, !reviewed && `. ${this.#word('unreviewed')}`);
  }

  #replies(buttons) {
    return make('div', { class: 'row replies', role: 'group', 'aria-label': this.#word('replies') }, ...buttons.map(({ id, title }) => make('button', { type: 'button', part: 'reply', onclick: (event) => {
      const button = event.currentTarget;
      if (button.ariaDisabled) return;
      button.classList.add('chosen');
      button.append(make('span', { class: 'quiet' }, ` (${this.#word('chosen')})`));
      this.#put({ choice: id, text: title });
      (COARSE.matches ? this.log : this.input).focus();
    } }, title)));
  }

  /** Old buttons stay readable. */
  #useUp() {
    for (const button of this.list.querySelectorAll('.replies button')) {
      button.ariaDisabled = true;
      button.tabIndex = -1;
    }
  }

  #helpful(id) {
    const box = make('div', { class: 'row small', role: 'group', 'aria-label': this.#word('helpful') });
    const label = (name, attributes) => make('span', { class: 'meta', ...attributes }, this.#word(name));
    const tell = (helpful, comment) => {
      this.memory.set({ helped: [...this.memory.helped, id] });
      this.http.call('POST', '/chat/feedback', { body: { message_id: id, helpful, ...(comment && { comment }) } }).catch(() => {});
    };
    const thank = () => { box.replaceChildren(label('thanks', { tabindex: -1 })); box.firstChild.focus(); };
    const ask = () => {
      tell(false);
      const field = make('textarea', { id: `why-${id}`, rows: 1, maxlength: 500 });
      box.replaceChildren(make('label', { for: field.id, class: 'meta' }, this.#word('comment')), field, this.#button('sendComment', () => { if (field.value.trim()) tell(false, field.value.trim()); thank(); }), this.#button('skip', thank));
      field.focus();
    };
    if (this.memory.helped.includes(id)) box.append(label('thanks'));
    else box.append(label('helpful'), this.#button('yes', () => { tell(true); thank(); }), this.#button('no', ask));
    return box;
  }

  /** Two places take turns, so that the same text is heard again. */
  #say(text, alarming) {
    const said = make('p', 0, text);
    this.voices[alarming ? 2 : (this.#spoken += 1) % 2].append(said);
    setTimeout(() => said.remove(), alarming ? 5000 : 1500);
  }

  #typed() {
    const most = this.#clinic.max_characters;
    const left = most - length(this.input.value);
    this.count.hidden = left > 150;
    this.count.textContent = left > 150 ? '' : this.#word(left < 0 ? 'over' : 'left', { count: Math.abs(left), most });
    this.input.ariaInvalid = left < 0;
    this.input.rows = Math.min(5, this.input.value.split('\n').length);
    this.memory.set({ draft: this.input.value });
  }

  #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    if (this.input.ariaInvalid === 'true') { this.#say(this.count.textContent); return; }
    this.input.value = '';
    this.#typed();
    this.#put({ text });
    this.input.focus();
  }

  #put(turn) {
    this.#useUp();
    const sent = { id: newId(), at: new Date().toISOString(), ...turn };
    this.memory.set({ pending: [...this.memory.pending, sent] });
    this.#outgoing(sent);
    this.#pump();
  }

  #outgoing(turn) {
    if (this.#items.has(turn.id)) return;
    const message = { ...turn, from: 'patient', kind: 'message' };
    const item = this.#item(message);
    item.append(make('div', { class: 'meta row state' }));
    this.#items.set(turn.id, { item, message });
    this.#place(item, true);
  }

  /** The focus is not lost with a button that goes away. */
  #state({ id }, ...content) {
    const state = this.#items.get(id)?.item.querySelector('.state');
    if (state?.contains(this.#root.activeElement)) this.log.focus();
    if (content[0]) state?.replaceChildren(...content);
    else state?.remove();
  }

  async #pump() {
    if (this.busy || (this.panel.hidden && !this.memory.pending.length)) return;
    this.busy = true;
    clearTimeout(this.later);
    try {
      await this.#begin();
      while (this.memory.pending.length) await this.#deliver(this.memory.pending[0]);
      this.#trouble();
    } catch (failure) {
      this.#stuck(failure);
    } finally {
      this.busy = false;
      this.#writing(false);
    }
  }

  async #deliver(turn) {
    const { id, text, choice } = turn;
    for (let failed = 0, busy = 0; ;) {
      this.#state(turn, this.#word(failed ? 'retrying' : 'sending'));
      try {
        await this.#begin();
        this.#writing(true);
        const { messages } = await this.http.call('POST', '/chat/messages', { body: choice ? { id, choice } : { id, text } });
        this.#settled(turn);
        messages.forEach((message) => this.#received(message));
        return;
      } catch (failure) {
        this.#writing(false);
        const { status, code, message, lost } = failure;
        if (lost && failed < 2) { failed += 1; this.#lose(); }
        else if (code === 'turn_in_progress' && busy < 25) { busy += 1; await pause(2); }
        else if ((!status || status === 429 || status >= 500) && failed < 4 && navigator.onLine) { if (status !== 429) this.#trouble('trouble'); this.#toEnd(); await pause(2 ** failed++); }
        else if (status === 400 || status === 409 || status === 413) { this.#settled(turn, `${this.#word('unsent')} ${message}`); return; }
        else throw failure;
      }
    }
  }

  #settled(turn, refusal) {
    this.memory.drop(turn);
    this.#state(turn, refusal);
    if (refusal) this.#say(refusal);
    this.#writing(false);
  }

  #stuck(failure) {
    if (!(failure instanceof Failure)) throw failure;
    const atEnd = this.#atEnd;
    this.#trouble(navigator.onLine ? 'trouble' : 'offline');
    const [turn] = this.memory.pending;
    if (turn) {
      this.#state(turn, this.#word('unsent'), this.#button('retry', () => this.#pump()), this.#button('discard', () => this.#discard(turn)));
      this.#say(this.#word('unsent'));
    }
    if (atEnd) this.#toEnd();
    this.later = setTimeout(() => this.#pump(), 30_000);
  }

  #discard(turn) {
    this.memory.drop(turn);
    this.#items.get(turn.id).item.remove();
    this.#items.delete(turn.id);
    this.input.value ||= turn.choice ? '' : turn.text;
    this.#typed();
    this.input.focus();
    this.#pump();
  }

  #trouble(name = navigator.onLine ? '' : 'offline') {
    if (name === this.trouble.dataset.name) return;
    this.trouble.dataset.name = name;
    this.trouble.hidden = !name;
    const text = name && this.#word(name, this.#clinic);
    this.trouble.replaceChildren(...linked(text, [this.#clinic.phone, this.#clinic.emergency_number]).nodes);
    if (name) this.#say(text);
  }

  #writing(on) {
    this.tell?.forEach(clearTimeout);
    this.typing.hidden = true;
    if (on) this.tell = [setTimeout(() => { this.typing.hidden = false; if (this.#atEnd) this.#toEnd(); }, 400), setTimeout(() => this.#say(this.#word('typing')), 2000)];
  }

  async #begin() {
    const { token: was, expires_at: expires } = this.memory;
    if (was && Date.parse(expires) - Date.now() > 1_800_000) return;
    if (!was && await this.#borrow()) { await this.#resume(); return; }
    const { token, expires_at, clinic, messages } = await this.http.call('POST', '/chat/session');
    this.memory.set({ token, expires_at, clinic });
    this.peers?.postMessage({ was, token, expires_at, clinic });
    this.#named();
    messages.forEach((message) => this.#received(message));
    this.#listen();
  }

  #lose() {
    if (!this.memory.token) return;
    this.#deafen();
    this.#useUp();
    this.memory.set({ token: null, last: null });
    this.#place(make('li', { class: 'divider' }, this.#word('renewed')), true);
  }

  /** Show the server's transcript, then what is still pending. */
  async #resume() {
    try {
      const { last } = this.memory;
      let fresh = false;
      await this.http.history(null, (message) => {
        this.#received(message, !fresh);
        fresh ||= message.id === last;
      });
      this.#toEnd();
      this.#listen();
    } catch (failure) {
      if (failure.lost) this.memory.set({ token: null, last: null });
      else { this.#trouble('trouble'); setTimeout(() => this.#resume(), 10_000); }
    }
    this.memory.pending.forEach((turn) => this.#outgoing(turn));
    this.#pump();
  }

  #deafen() {
    this.ear?.abort();
    this.ear = null;
  }

  async #listen() {
    if (this.ear || document.hidden || !this.memory.token) return;
    const { signal } = this.ear = new AbortController();
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        if (failures > 2) await this.http.history(this.memory.last, (message) => this.#received(message));
        await this.http.listen(this.memory.last, signal, (type, data) => {
          failures = type === 'replaced' ? 4 : 0;
          if (type === 'message') this.#received(JSON.parse(data));
          else if (type !== 'replaced') this.#lose();
        });
      } catch (failure) {
        if (failure.lost) this.#lose();
      }
      await pause(Math.min(15, 2 ** failures) * (0.7 + 0.6 * Math.random()));
    }
  }

  #meet() {
    if (!globalThis.BroadcastChannel) return;
    this.peers = new BroadcastChannel(this.memory.name);
    this.peers.onmessage = ({ data: { ask, ended, to, was, token, ...rest } }) => {
      const own = this.memory.token;
      if (ask && own) this.peers.postMessage({ to: ask, token: own, expires_at: this.memory.expires_at, clinic: this.memory.clinic });
      else if (ended && ended === own) this.#cleared();
      else if (token && (own ? was === own : to && to === this.asking)) { this.memory.set({ token, ...rest }); this.found?.(true); }
    };
  }

  async #borrow() {
    this.asking = newId();
    this.peers?.postMessage({ ask: this.asking });
    return Promise.race([new Promise((resolve) => { this.found = resolve; }), pause(0.1)]);
  }

  #cleared() {
    this.#deafen();
    this.memory.clear();
    this.#items.clear();
    this.#asking(false);
    this.input.value = '';
    if (this.list.contains(this.#root.activeElement)) this.log.focus();
    this.list.replaceChildren(make('li', { class: 'divider' }, this.#word('ended'), this.#button('again', () => this.#restart(), { class: 'solid' })));
    this.#typed();
  }

  async #end() {
    const { token } = this.memory;
    this.#cleared();
    this.log.focus();
    this.#say(this.#word('ended'));
    if (!token) return;
    this.peers?.postMessage({ ended: token });
    await this.http.call('DELETE', '/chat/session', { token }).catch(() => {});
  }

  async #restart() {
    await this.#end();
    this.list.replaceChildren();
    this.input.focus();
    this.#pump();
  }

  #save() {
    this.#menu(false);
    this.menuButton.focus();
    const lines = [...this.#items.values()].map(({ message: { from, text, at } }) => `${new Date(at).toLocaleString(this.lang)} ${this.#word(from)}: ${text}\n`);
    const url = URL.createObjectURL(new Blob([`${this.#clinic.name}\n\n`, ...lines], { type: 'text/plain;charset=utf-8' }));
    make('a', { href: url, download: this.#word('saved') }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

if (!customElements.get('frontdesk-chat')) {
  customElements.define('frontdesk-chat', FrontdeskChat);
  const script = [...document.scripts].find(({ src }) => src === import.meta.url);
  if (script && !document.querySelector('frontdesk-chat')) {
    const given = [...script.attributes].filter(({ name }) => name.startsWith('data-')).map(({ name, value }) => [name.slice(5), value]);
    document.body.append(make('frontdesk-chat', { server: new URL(script.src).origin, ...Object.fromEntries(given) }));
  }
}
