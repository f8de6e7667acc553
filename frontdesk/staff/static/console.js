/** Keeps an open page as things are: loads its live parts again when the server says that something has changed. */

const { page, self } = document.body.dataset;
let loading = false;
let again = false;

/** Where the focus is, by a name that lasts. */
const focused = () => document.activeElement?.dataset?.key;

/** @param {Element} part @param {Element} fresh */
function renew(part, fresh) {
  if (part.innerHTML === fresh.innerHTML) return;
  const key = part.contains(document.activeElement) ? focused() : undefined;
  const open = [...part.querySelectorAll('details[open][data-key]')].map((each) => each.dataset.key);
  const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 60;
  part.innerHTML = fresh.innerHTML;
  for (const each of open) part.querySelector(`details[data-key="${each}"]`)?.setAttribute('open', '');
  if (key) part.querySelector(`[data-key="${key}"]`)?.focus();
  if (atEnd) part.scrollTop = part.scrollHeight;
}

async function load() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    const answer = await fetch(self, { headers: { 'X-Live': '1' } });
    if (answer.status === 401) return location.assign('/sign-in');
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // The line is gone; the stream comes back by itself and says so.
  } finally {
    loading = false;
    if (again) {
      again = false;
      load();
    }
  }
}

/** @param {Document} fresh */
function show(fresh) {
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = fresh.getElementById(part.id);
    if (other) renew(part, other);
  }
  // The reply form comes and goes with the takeover; what is typed in it stays.
  if (Boolean(document.getElementById('reply')) !== Boolean(fresh.getElementById('reply'))) location.assign(self);
  if (document.title !== fresh.title) {
    document.title = fresh.title;
    document.getElementById('news').textContent = fresh.title;
  }
}

if (page) {
  const events = new EventSource(`/events?page=${encodeURIComponent(page)}`);
  events.addEventListener('changed', load);
  events.addEventListener('signed-out', () => location.assign('/sign-in'));
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  });
  addEventListener('pagehide', () => events.close());
}

const log = document.getElementById('log');
if (log) log.scrollTop = log.scrollHeight;

// Enter sends, Shift and Enter begins a line; nothing is sent twice.
document.querySelector('[data-send]')?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (!event.submitter?.formAction.endsWith('/export')) event.target.dataset.sent = '1';
});
