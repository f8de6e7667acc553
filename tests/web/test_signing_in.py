"""Passkeys, codes and the clinic's OpenID provider in a real browser, with Chromium's own virtual authenticator."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.support.browser import Chat, broken, watch
from tests.support.console import PASSWORD
from tests.support.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, openid_provider
from tests.support.server import ConsoleAlone, free_port

_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_NUMBERS = count()


class ConsoleByName(ConsoleAlone):
    """The console under a name, as passkeys need it."""

    def __init__(self, *arguments: Any, **environment: str) -> None:
        self.chosen = free_port()
        address = f"http://localhost:{self.chosen}"
        super().__init__(*arguments, FRONTDESK_STAFF_URL=address, **environment)

    def start(self) -> None:
        self.staff_port = self.chosen
        self.console_url = f"http://localhost:{self.chosen}"
        self.environment["FRONTDESK_STAFF_PORT"] = str(self.chosen)
        super().start()


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        running.asks_first = True
        yield running


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, provider: OpenIdProvider) -> Iterator[ConsoleByName]:
    running = ConsoleByName(
        tmp_path_factory.mktemp("console"),
        FRONTDESK_OPENID_ISSUER=provider.issuer,
        FRONTDESK_OPENID_CLIENT_ID=CLIENT_ID,
        FRONTDESK_OPENID_CLIENT_SECRET=CLIENT_SECRET,
        FRONTDESK_OPENID_NAME="Clinic login",
    )
    yield running
    running.stop()


class Device:
    """A browser with an authenticator."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        self.authenticator = {"authenticatorId": added["authenticatorId"]}

    @property
    def credentials(self) -> list[dict[str, Any]]:
        return list(self.cdp.send("WebAuthn.getCredentials", self.authenticator)["credentials"])

    def leave(self) -> None:
        """Be there no more."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", self.authenticator)

    def replace_counter(self, counter: int) -> None:
        """Be a copy of the device, made when it had signed so often."""
        (kept,) = self.credentials
        self.cdp.send("WebAuthn.clearCredentials", self.authenticator)
        self.cdp.send("WebAuthn.addCredential", self.authenticator | {"credential": kept | {"signCount": counter}})


@pytest.fixture
def desk(console: ConsoleByName, browser: Browser) -> Iterator[Callable[[], tuple[str, Page]]]:
    """A new owner who is signed in: the sign-in name and the page, Today. A fault of the page fails the test."""
    contexts, troubles = [], []

    def sign_in() -> tuple[str, Page]:
        context = browser.new_context(viewport={"width": 1100, "height": 900}, locale="en-CA")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, troubles)
        name = f"sam.{next(_NUMBERS)}"
        page.goto(console.invitation())
        page.get_by_label("Sign-in name").fill(name)
        page.get_by_label("Name that patients and colleagues see").fill("Sam")
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Make the account and sign in").click()
        expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
        return name, page

    yield sign_in
    for context in contexts:
        context.close()
    assert not troubles


def make_passkey(console: ConsoleByName, page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{console.console_url}/account")
    form = page.locator("form[data-passkey=create]")
    form.get_by_label("Name of the passkey").fill(name)
    form.get_by_label("Present password").fill(password)
    form.get_by_role("button", name="Make a passkey").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Front desk")).to_be_visible()


def is_today(page: Page) -> None:
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()


def test_a_passkey_signs_in_without_a_name_and_can_be_removed(
    console: ConsoleByName, desk: Callable[[], tuple[str, Page]]
) -> None:
    _, page = desk()
    device = Device(page)
    make_passkey(console, page, "Desk computer")
    expect(page.locator(".keys")).to_contain_text("Desk computer")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    is_today(page)
    (kept,) = device.credentials
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)

    page.goto(f"{console.console_url}/account")
    expect(page.locator(".keys")).to_contain_text("last used")
    assert broken(Chat(page)) == []
    page.get_by_role("button", name="Remove the passkey Desk computer").click()
    expect(page.locator(".keys")).to_have_count(0)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("This passkey does not fit")


def test_two_passkeys_of_one_account_have_names(console: ConsoleByName, desk: Callable[[], tuple[str, Page]]) -> None:
    _, page = desk()
    for name in ("Desk computer", "Key on my ring"):
        device = Device(page)
        make_passkey(console, page, name)
        expect(page.locator(".keys")).to_contain_text(name)
        make_passkey(console, page, "The same again")
        expect(page.locator("form[data-passkey=create] [role=alert]")).to_contain_text("has one already")
        device.leave()
    expect(page.locator(".keys li")).to_have_count(2)


def test_making_a_passkey_takes_the_password(console: ConsoleByName, desk: Callable[[], tuple[str, Page]]) -> None:
    _, page = desk()
    Device(page)
    make_passkey(console, page, "Desk computer", "another four words")
    expect(page.locator("form[data-passkey=create] [role=alert]")).to_contain_text("present password is not right")
    expect(page.locator(".keys")).to_have_count(0)


def test_a_copy_of_a_passkey_lets_nobody_in(console: ConsoleByName, desk: Callable[[], tuple[str, Page]]) -> None:
    _, page = desk()
    device = Device(page)
    make_passkey(console, page, "Desk computer")
    expect(page.locator(".keys")).to_contain_text("Desk computer")
    for _ in range(2):
        sign_out(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        is_today(page)
    sign_out(page)
    device.replace_counter(1)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("This passkey does not fit")


def test_a_passkey_needs_no_code_and_the_password_does(
    console: ConsoleByName, desk: Callable[[], tuple[str, Page]]
) -> None:
    name, page = desk()
    Device(page)
    make_passkey(console, page, "Desk computer")
    expect(page.locator(".keys")).to_contain_text("Desk computer")
    form = page.locator("form[action='/account/second-factor']")
    form.get_by_label("Present password").fill(PASSWORD)
    form.get_by_role("button", name="Set it up").click()
    expect(page.locator(".qr svg")).to_be_visible()
    assert broken(Chat(page)) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert broken(Chat(page)) == []
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text(re.compile("On since today"))).to_be_visible()
    assert broken(Chat(page)) == []
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    is_today(page)
    sign_out(page)
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    assert broken(Chat(page)) == []
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    is_today(page)


def test_the_clinics_own_sign_in_leads_back_to_today(
    console: ConsoleByName, desk: Callable[[], tuple[str, Page]], provider: OpenIdProvider
) -> None:
    name, page = desk()
    page.goto(f"{console.console_url}/team")
    assert broken(Chat(page)) == []
    row = page.get_by_role("row", name=name)
    row.get_by_role("textbox").fill(f"{name}@clinic.example")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("textbox")).to_have_value(f"{name}@clinic.example")
    sign_out(page)
    assert broken(Chat(page)) == []
    provider.email = f"{name}@clinic.example"
    page.get_by_role("link", name="Sign in with Clinic login").click()
    page.get_by_role("link", name="Go on").click()  # on another site: our cookies must survive the way back
    is_today(page)
    page.reload()
    is_today(page)
