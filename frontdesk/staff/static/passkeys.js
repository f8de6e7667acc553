/** Has the browser make a passkey, or sign in with one, and sends its answer as a form. */

const kind = globalThis.PublicKeyCredential;
const steps = {
  create: (options) => navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(options) }),
};

/** @param {HTMLFormElement} form @param {string} text */
function say(form, text) {
  const trouble = form.querySelector('[role=alert]');
  trouble.textContent = text;
  trouble.hidden = !text;
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const answer = await fetch(`${form.action}/begin`, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  const said = await answer.json().catch(() => ({ trouble: 'This does not work right now. Please wait a minute.' }));
  if (said.trouble) return say(form, said.trouble);
  const credential = await steps[form.dataset.passkey](said.options);
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  if (form.elements.old) form.elements.old.value = '';
  form.submit();
}

/** @param {SubmitEvent} event */
function begin(event) {
  event.preventDefault();
  event.stopPropagation();
  const form = event.currentTarget;
  const button = form.querySelector('button');
  say(form, '');
  button.disabled = true;
  run(form)
    .catch(() => say(form, form.dataset.failed))
    .finally(() => { button.disabled = false; });
}

for (const form of document.querySelectorAll('[data-passkey]')) {
  if (!kind?.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener('submit', begin);
}
