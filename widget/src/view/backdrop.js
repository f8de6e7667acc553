/**
 * The page behind the chat. On a small screen the open chat covers it: it is then inert, and the phone's Back button
 * closes the chat instead of leaving the page.
 */

const NARROW = matchMedia('(max-width: 30em), (max-height: 30em)');

/**
 * @param {HTMLElement} host
 * @param {HTMLElement} panel
 */
export function createBackdrop(host, panel) {
  /** @type {HTMLElement[]} */
  let behind = [];
  const backdrop = { covered: /** @type {boolean | undefined} */ (undefined), update };

  function update() {
    const covered = NARROW.matches && !panel.hidden;
    if (covered === backdrop.covered) return;
    backdrop.covered = covered;
    panel.setAttribute('aria-modal', String(covered));
    if (covered) {
      behind = beside(host);
      if (!history.state?.frontdesk) history.pushState({ ...history.state, frontdesk: true }, '');
    }
    for (const other of behind) other.inert = covered;
  }

  NARROW.addEventListener('change', update);
  return backdrop;
}

/**
 * Everything that neither holds the chat nor is inert already.
 * @param {Element} host
 */
function beside(host) {
  const found = [];
  for (let at = host; at !== document.body && at.parentElement; at = at.parentElement) {
    const others = /** @type {HTMLElement[]} */ ([...at.parentElement.children]);
    found.push(...others.filter((other) => other !== at && !other.inert));
  }
  return found;
}
