"""A real browser for the widget: Chromium as Debian or Playwright installs it. Where there is none, these tests fail."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.browser import Chat, watch
from tests.support.clock import seconds_ahead
from tests.support.server import WIDE_RATES, Server

_SYSTEM = ("chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker's servers for nothing: a test machine may not reach them.
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

# The browser's clock is the test's; only the widget's own dates are read, never its timers.
_CLOCK = """
{
  const Real = Date;
  const now = () => Real.now() + %d;
  globalThis.Date = class Date extends Real {
    constructor(...at) { at.length ? super(...at) : super(now()); }
    static now() { return now(); }
  };
}
"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this folder; while it runs, nothing else in this process can use asyncio."""
    installed = next(filter(None, map(shutil.which, _SYSTEM)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=_QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """Frontdesk with its demonstration page, for all tests that do not stop it."""
    server = Server(tmp_path_factory.mktemp("site"), **WIDE_RATES)
    yield server
    server.stop()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Chat]]:
    """Opens an address in a browser of its own: `visit(url, **context options)`. Errors of the page fail the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(url: str, **options: object) -> Chat:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-CA", **options})
        context.set_default_timeout(15_000)
        context.add_init_script(_CLOCK % (1000 * seconds_ahead()))
        contexts.append(context)
        page = context.new_page()
        watch(page, troubles)
        page.goto(url)
        return Chat(page)

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles
