"""People of the front desk, each in a browser of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import watch
from tests.support.console import PASSWORD


class Inviting(Protocol):
    def invitation(self) -> str: ...


class FrontDesk:
    """Makes accounts: `desk("Sam")` is Sam's page, signed in. What went wrong in a page is in `troubles`."""

    def __init__(self, browser: Browser, console: Inviting) -> None:
        self.troubles: list[str] = []
        self._browser = browser
        self._console = console
        self._contexts: list[Any] = []

    def __call__(self, shown_as: str, **options: Any) -> Page:
        wide = {"viewport": {"width": 1100, "height": 900}, "locale": "en-CA"}
        context = self._browser.new_context(**wide | options)
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        watch(page, self.troubles)
        page.goto(self._console.invitation())
        page.get_by_label("Sign-in name").fill(f"{shown_as.lower()}.{len(self._contexts)}{id(context) % 10_000}")
        page.get_by_label("Name that patients and colleagues see").fill(shown_as)
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Make the account and sign in").click()
        expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@contextmanager
def front_desk(browser: Browser, console: Inviting) -> Iterator[FrontDesk]:
    desk = FrontDesk(browser, console)
    yield desk
    desk.close()
