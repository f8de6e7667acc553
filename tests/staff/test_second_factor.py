"""Codes after the password: set-up, use, recovery codes, the lock, rotation of keys, and the owner who takes them off."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.staff.roles import DESK
from frontdesk.staff.sessions import MOST_FAILURES
from frontdesk.staff.steps import LASTS
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now
from frontdesk.storage.staff_models import (
    staff_audit,
    staff_passkeys,
    staff_recovery_codes,
    staff_second_factors,
    staff_steps,
)
from frontdesk.storage.store import Store
from tests.support.console import PASSWORD, Browser, Desk
from tests.support.second_factor import set_up
from tests.support.server import SECRET

STEP = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-24T16:00:05+00:00", tick=False) as moved:
        yield moved


def with_password(desk: Desk) -> Browser:
    """Somebody who has typed the right password and is asked for a code."""
    browser = Browser(desk.app)
    assert browser.post("/sign-in", name="sam", password=PASSWORD).headers["location"] == "/sign-in/code"
    assert browser.get("/").headers["location"] == "/sign-in"
    assert browser.get("/sign-in/code").status_code == 200
    return browser


def trail_of(desk: Desk) -> list[str]:
    with desk.store.engine.connect() as connection:
        said = connection.execute(sa.select(staff_audit.c.action).order_by(staff_audit.c.id)).scalars()
        return [action for action in said if action != "read"]


def test_after_set_up_the_password_alone_lets_nobody_in(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, _ = set_up(desk.person("sam"))
    clock.shift(STEP)
    browser = with_password(desk)
    assert browser.post("/sign-in/code", code=f"{maker.now()[:3]} {maker.now()[3:]}").headers["location"] == "/"
    assert browser.get("/").status_code == 200
    assert trail_of(desk) == ["join", "second_factor_on", "sign_in"]


def test_the_picture_and_the_letters_say_the_same(desk: Desk) -> None:
    person = desk.person("sam")
    person.get("/account")
    person.post("/account/second-factor", old=PASSWORD)
    shown = person.get("/account/second-factor").text
    assert "<svg" in shown
    assert "style=" not in shown
    assert "<script" not in shown.partition("<svg")[2].partition("</svg>")[0]


def test_a_secret_that_no_code_has_confirmed_asks_for_nothing(desk: Desk) -> None:
    person = desk.person("sam")
    person.get("/account")
    person.post("/account/second-factor", old=PASSWORD)
    person.get("/account/second-factor")
    assert person.post("/account/second-factor/confirm", code="000000").status_code == 422
    assert Browser(desk.app).post("/sign-in", name="sam", password=PASSWORD).headers["location"] == "/"


@pytest.mark.parametrize("place", ["", "/codes", "/off"])
def test_an_open_page_alone_changes_nothing(desk: Desk, place: str) -> None:
    person = desk.person("sam")
    set_up(person)
    person.get("/account")
    assert person.post(f"/account/second-factor{place}", old="wrong").status_code == 422
    assert trail_of(desk) == ["join", "second_factor_on"]


def test_a_code_is_taken_once_and_none_from_before_it(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, _ = set_up(desk.person("sam"))
    assert with_password(desk).post("/sign-in/code", code=maker.now()).status_code == 403  # it confirmed the secret
    clock.shift(2 * STEP)
    code, before = maker.now(), maker.at(utc_now().timestamp() - 30)
    first, second = with_password(desk), with_password(desk)
    assert first.post("/sign-in/code", code=code).status_code == 303
    assert second.post("/sign-in/code", code=code).status_code == 403
    assert second.post("/sign-in/code", code=before).status_code == 403


@pytest.mark.parametrize(("off", "status"), [(-2, 403), (-1, 303), (1, 303), (2, 403)])
def test_a_clock_may_be_half_a_minute_off(desk: Desk, clock: time_machine.Traveller, off: int, status: int) -> None:
    maker, _ = set_up(desk.person("sam"))
    clock.shift(10 * STEP)
    with time_machine.travel(utc_now() + off * STEP, tick=False):
        code = maker.now()
    assert with_password(desk).post("/sign-in/code", code=code).status_code == status


def test_a_recovery_code_stands_in_once_and_new_ones_end_the_old(desk: Desk, clock: time_machine.Traveller) -> None:
    person = desk.person("sam")
    _, codes = set_up(person)
    assert with_password(desk).post("/sign-in/code", code=codes[0].replace("-", " ").upper()).status_code == 303
    assert with_password(desk).post("/sign-in/code", code=codes[0]).status_code == 403
    assert "Recovery codes left: 7." in person.get("/account").text
    made = person.post("/account/second-factor/codes", old=PASSWORD).text
    assert codes[1] not in made
    assert with_password(desk).post("/sign-in/code", code=codes[1]).status_code == 403
    new = re.findall(r"<li><code>([\w-]+)</code>", made)
    assert with_password(desk).post("/sign-in/code", code=new[0]).status_code == 303
    assert trail_of(desk).count("recovery_code") == 2


def test_wrong_codes_lock_the_name_and_the_right_password_forgives_nothing(desk: Desk) -> None:
    set_up(desk.person("sam"))
    for _ in range(MOST_FAILURES):
        assert with_password(desk).post("/sign-in/code", code="000000").status_code == 403
    assert Browser(desk.app).post("/sign-in", name="sam", password=PASSWORD).status_code == 429
    assert trail_of(desk)[-1] == "locked"


def test_a_lock_holds_for_codes_whose_password_was_typed_before(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, codes = set_up(desk.person("sam"))
    waiting = with_password(desk)
    for _ in range(MOST_FAILURES):
        Browser(desk.app).post("/sign-in", name="sam", password="another four words")
    clock.shift(STEP)
    assert waiting.post("/sign-in/code", code=maker.now()).status_code == 429
    assert waiting.post("/sign-in/code", code=codes[0]).status_code == 429


def test_a_code_is_awaited_for_ten_minutes(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, _ = set_up(desk.person("sam"))
    browser = with_password(desk)
    clock.shift(LASTS + timedelta(seconds=1))
    assert browser.post("/sign-in/code", code=maker.now()).headers["location"] == "/sign-in"


def test_no_code_fits_without_the_password_before_it(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, _ = set_up(desk.person("sam"))
    clock.shift(STEP)
    browser = Browser(desk.app)
    assert browser.post("/sign-in/code", code=maker.now()).headers["location"] == "/sign-in"
    browser.cookies["frontdesk_staff_step"] = "made up"
    assert browser.post("/sign-in/code", code=maker.now()).headers["location"] == "/sign-in"


def test_switched_off_it_asks_no_more(desk: Desk) -> None:
    person = desk.person("sam")
    set_up(person)
    person.get("/account")
    assert person.post("/account/second-factor/off", old=PASSWORD).status_code == 303
    assert Browser(desk.app).post("/sign-in", name="sam", password=PASSWORD).headers["location"] == "/"
    assert "second_factor_off" in trail_of(desk)


def test_the_owner_takes_it_off_a_colleague_but_not_off_themselves(desk: Desk) -> None:
    owner, sam = desk.person("robin"), desk.person("sam", DESK)
    set_up(owner)
    set_up(sam)
    assert "Take off<span" in owner.get("/team").text
    assert owner.post(f"/team/{desk.account('robin').id}/second-factor-off").status_code == 409
    assert owner.post(f"/team/{desk.account('sam').id}/second-factor-off").status_code == 303
    assert Browser(desk.app).post("/sign-in", name="sam", password=PASSWORD).headers["location"] == "/"
    assert Browser(desk.app).post("/sign-in", name="robin", password=PASSWORD).headers["location"] == "/sign-in/code"
    assert "second factor off" in owner.get("/activity").text


def test_an_account_that_is_closed_keeps_nothing_and_takes_no_code(desk: Desk, clock: time_machine.Traveller) -> None:
    owner, sam = desk.person("robin"), desk.person("sam", DESK)
    maker, _ = set_up(sam)
    waiting = with_password(desk)
    clock.shift(STEP)
    owner.get("/team")
    owner.post(f"/team/{desk.account('sam').id}/close")
    assert waiting.post("/sign-in/code", code=maker.now()).headers["location"] == "/sign-in"
    with desk.store.engine.connect() as connection:
        for table in (staff_second_factors, staff_recovery_codes, staff_passkeys, staff_steps):
            assert connection.execute(sa.select(table)).all() == [], table


def test_no_secret_and_no_code_is_in_the_database_in_the_clear(desk: Desk) -> None:
    maker, codes = set_up(desk.person("sam"))
    browser = with_password(desk)
    with desk.store.engine.connect() as connection:
        stored = repr(
            [
                connection.execute(sa.select(table)).all()
                for table in (staff_second_factors, staff_recovery_codes, staff_steps)
            ]
        )
    for secret in (maker.secret, browser.cookies["frontdesk_staff_step"], *codes):
        assert secret not in stored
        assert secret.replace("-", "") not in stored


def test_each_sign_in_seals_the_secret_with_the_newest_key(desk: Desk, clock: time_machine.Traveller) -> None:
    maker, codes = set_up(desk.person("sam"))
    new = "a-newer-secret-for-tests-0123456789abcdef"
    for keys in ([new, SECRET], [new]):
        clock.shift(10 * STEP)
        store = Store(desk.store.engine, Vault(keys), desk.store.lookup)
        rotated = Desk(desk.config, store)
        assert with_password(rotated).post("/sign-in/code", code=maker.now()).status_code == 303
    gone = Desk(desk.config, Store(desk.store.engine, Vault(["some-other-secret-0123456789abcdefgh"]), store.lookup))
    clock.shift(10 * STEP)
    browser = with_password(gone)
    assert browser.post("/sign-in/code", code=maker.now()).status_code == 403
    assert browser.post("/sign-in/code", code=codes[0]).status_code == 303
