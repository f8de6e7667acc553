/** The demonstration page's own behaviour: example questions go to the chat, and the footer says whether the assistant answers. */

for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => document.querySelector('frontdesk-chat').ask(button.dataset.ask));
}

const state = document.getElementById('state');
try {
  const { ok } = await (await fetch('/health/ready')).json();
  state.textContent = ok ? '(ready)' : '(starting)';
} catch {
  state.textContent = '(not reachable)';
}
