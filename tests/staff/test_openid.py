"""Signing in with the clinic's OpenID provider, over real HTTP, with every answer that must not be believed."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from frontdesk.settings.environment import Settings, read_settings
from frontdesk.settings.values import SettingsError
from frontdesk.staff.roles import DESK
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.staff_models import staff_accounts
from frontdesk.storage.store import Store
from tests.support.console import PASSWORD, Browser, Desk, console_settings
from tests.support.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, openid_provider
from tests.support.second_factor import set_up
from tests.support.server import SECRET

EMAIL = "sam.lee@clinic.example"


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        yield running


def variables(provider: OpenIdProvider, **values: str) -> dict[str, str]:
    names = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET} | values
    return {f"FRONTDESK_OPENID_{name}": value for name, value in names.items()}


def desk_with(config: Settings, store: Store, provider: OpenIdProvider, **values: str) -> Desk:
    environment = {"FRONTDESK_DATA_DIR": str(config.data_dir), "FRONTDESK_SECRET_KEYS": SECRET}
    openid = read_settings(environment | variables(provider, **values)).openid
    url = store.engine.url.render_as_string(hide_password=False)
    return Desk(console_settings(config, database_url=url, openid=openid), store)


@pytest.fixture
def desk(config: Settings, store: Store, provider: OpenIdProvider) -> Desk:
    return desk_with(config, store, provider)


def know(desk: Desk, name: str = "sam", email: str = EMAIL) -> Browser:
    """The owner, who has entered the address of somebody's account."""
    owner = desk.person("robin")
    desk.person(name, DESK)
    owner.get("/team")
    assert owner.post(f"/team/{desk.account(name).id}/email", email=email).status_code == 303
    return owner


def come_back(desk: Desk, browser: Browser | None = None) -> tuple[Browser, int, str]:
    """To the provider and back."""
    browser = browser or Browser(desk.app)
    sent = browser.get("/sign-in/openid")
    assert sent.status_code == 303, sent.text
    back = requests.get(sent.headers["location"], allow_redirects=False, timeout=10).headers["Location"]
    answer = browser.get(back.removeprefix(browser.address))
    return browser, answer.status_code, answer.text


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def test_who_has_an_account_with_the_address_gets_in(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk, email=" Sam.Lee@Clinic.example ")
    assert "Sign in with the clinic" in Browser(desk.app).get("/sign-in").text
    provider.email = "Sam.Lee@clinic.example"
    browser, status, shown = come_back(desk)
    assert (status, 'content="0;url=/"' in shown) == (200, True)
    assert is_signed_in(browser)
    asked = provider.requests[0]
    assert asked["scope"].split() == ["openid", "email"]
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_nobody_gets_an_account_by_it(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk)
    provider.email = "mallory@clinic.example"
    browser, status, shown = come_back(desk)
    assert (status, "No account here" in shown) == (403, True)
    assert not is_signed_in(browser)
    with desk.store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(staff_accounts)).scalar() == 2


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    desk: Desk, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    know(desk)
    provider.claims = claims
    browser, status, _ = come_back(desk)
    assert status in (403, 502)
    assert not is_signed_in(browser)


def test_a_token_that_somebody_else_has_signed_lets_nobody_in(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk)
    provider.other_key = True
    browser, status, _ = come_back(desk)
    assert (status, is_signed_in(browser)) == (502, False)


def test_a_provider_that_calls_itself_otherwise_is_not_used(desk: Desk, provider: OpenIdProvider) -> None:
    provider.says_of_itself = {"issuer": "https://evil.example"}
    assert Browser(desk.app).get("/sign-in/openid").status_code == 502


@pytest.mark.parametrize("change", ["state", "code", "iss"])
def test_an_answer_to_another_request_lets_nobody_in(desk: Desk, provider: OpenIdProvider, change: str) -> None:
    know(desk)
    browser = Browser(desk.app)
    address = browser.get("/sign-in/openid").headers["location"]
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    path = back.removeprefix(browser.address) + "&iss=https://evil.example" * (change == "iss")
    assert browser.get(path.replace(f"{change}=", f"{change}=x") if change != "iss" else path).status_code == 502
    assert browser.get(back.removeprefix(browser.address)).status_code == 403  # a step is taken once
    assert not is_signed_in(browser)


def test_an_answer_in_another_browser_lets_nobody_in(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk)
    address = Browser(desk.app).get("/sign-in/openid").headers["location"]
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    victim = Browser(desk.app)
    assert victim.get(back.removeprefix(victim.address)).status_code == 403
    victim.get("/sign-in/openid")
    assert victim.get(back.removeprefix(victim.address)).status_code == 502
    assert not is_signed_in(victim)


def test_only_allowed_addresses_get_in(config: Settings, store: Store, provider: OpenIdProvider) -> None:
    desk = desk_with(config, store, provider, ALLOWED="robin@clinic.example, @partner.example")
    owner = know(desk)
    assert come_back(desk)[1] == 403
    for email in ("robin@clinic.example", "sam@partner.example"):
        owner.get("/team")
        owner.post(f"/team/{desk.account('sam').id}/email", email=email)
        provider.email = email
        assert come_back(desk)[1] == 200
    provider.email = "sam@evil.partner.example"
    assert come_back(desk)[1] == 403


def test_who_has_a_second_factor_is_asked_for_its_code(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk)
    sam = Browser(desk.app)
    sam.post("/sign-in", name="sam", password=PASSWORD)
    _, codes = set_up(sam)
    browser, _, shown = come_back(desk)
    assert 'content="0;url=/sign-in/code"' in shown
    assert not is_signed_in(browser)
    assert browser.post("/sign-in/code", code=codes[0]).headers["location"] == "/"
    assert is_signed_in(browser)


def test_closed_accounts_stay_out(desk: Desk, provider: OpenIdProvider) -> None:
    owner = know(desk)
    owner.get("/team")
    owner.post(f"/team/{desk.account('sam').id}/close")
    assert come_back(desk)[1] == 403


def test_an_address_belongs_to_one_account_and_can_be_taken_away(desk: Desk, provider: OpenIdProvider) -> None:
    owner = know(desk)
    owner.get("/team")
    robin, sam = desk.account("robin").id, desk.account("sam").id
    assert owner.post(f"/team/{robin}/email", email=EMAIL).status_code == 409
    assert owner.post(f"/team/{sam}/email", email="no address").status_code == 409
    assert EMAIL in owner.get("/team").text
    assert owner.post(f"/team/{sam}/email", email="").status_code == 303
    assert come_back(desk)[1] == 403


def test_the_address_is_kept_sealed_and_found_under_every_key(desk: Desk, provider: OpenIdProvider) -> None:
    know(desk)
    with desk.store.engine.connect() as connection:
        assert EMAIL not in repr(connection.execute(sa.select(staff_accounts)).all())
    keys = ["a-newer-secret-for-tests-0123456789abcdef", SECRET]
    rotated = Desk(desk.config, Store(desk.store.engine, Vault(keys), Lookup(keys)))
    assert come_back(rotated)[1] == 200


def test_a_provider_that_does_not_answer_is_said_and_logged_without_names(
    desk: Desk, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    know(desk)
    provider.says_of_itself = {"jwks_uri": f"{provider.issuer}/nothing"}
    assert come_back(desk)[1] == 502
    assert "OpenID provider failed with HTTPError" in caplog.text
    assert "sam" not in caplog.text


def test_without_a_provider_there_is_no_such_place(config: Settings, store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    browser = Browser(Desk(console_settings(config, database_url=url), store).app)
    assert browser.get("/sign-in/openid").status_code == 404
    assert "/sign-in/openid" not in browser.get("/sign-in").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ISSUER": ""}, "FRONTDESK_OPENID_CLIENT_ID is set, but FRONTDESK_OPENID_ISSUER is not"),
        ({"ISSUER": "http://login.example"}, "is not encrypted"),
        ({"ISSUER": "login.example"}, "is not an address"),
        ({"CLIENT_SECRET": ""}, "FRONTDESK_OPENID_CLIENT_SECRET is missing"),
    ],
)
def test_settings_that_do_not_go_together_are_explained(
    config: Settings, provider: OpenIdProvider, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings({"FRONTDESK_DATA_DIR": str(config.data_dir)} | variables(provider, **changed))
