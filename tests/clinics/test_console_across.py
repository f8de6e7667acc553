"""Every place of the front desk's page, asked by one clinic for what belongs to another: as if it were not there."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk.settings.clinics import LOBBY, Clinics
from frontdesk.staff.accounts import invite
from frontdesk.staff.clinics import ManyConsoles, without_settings
from frontdesk.staff.roles import OWNER
from frontdesk.staff.server import Console, create_app
from frontdesk.staff.visits import Place
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.database import writing
from frontdesk.storage.insight_models import gap_groups
from frontdesk.storage.models import conversations
from frontdesk.storage.staff_models import staff_accounts, staff_invitations, staff_passkeys
from frontdesk.wiring import OpenClinic, open_clinics
from tests.support.clinics import MAIN, NAMES, WEST, rows_of, two_clinics
from tests.support.console import PASSWORD, Browser
from tests.support.rows import Filling
from tests.support.traces import CANARIES, leave_everywhere

UNKNOWN = "f" * 32
# What a part of an address names.
NAMED = {
    "/requests/{id}": appointments.c.id,
    "/conversations/{id}": conversations.c.id,
    "/gaps/{id}": gap_groups.c.id,
    "/team/{account}": staff_accounts.c.id,
    "/account/passkeys/{passkey}": staff_passkeys.c.id,
}
# Parts of addresses that name no row.
PLAIN = {"/insight/plots/{name}": "conversations.svg"}
# More than any form asks for.
FORM = {
    "version": 1, "text": "hello", "note": "hello", "query": "Zabriskie", "q": "Zabriskie", "name": "Zabriskie",
    "who": "+17805550187", "phone": "+17805550187", "even": "1", "confirm": "yes", "role": "reception", "email": "a@b.ca",
    "state": "new", "decision": "accept", "topic": "cost", "day": "2026-12-01", "time": "09:00", "minutes": 30,
    "practitioner": "ann", "outcome": "reached", "id": "m1", "from": "2026-11-01", "to": "2026-12-31",
}  # fmt: skip


class Two:
    """The consoles of both clinics at one address, and somebody of west who has signed in."""

    def __init__(self, opened: list[OpenClinic], app: Any) -> None:
        self.opened = {each.config.clinic_id: each for each in opened}
        self.app = app

    def joined(self, clinic: str, name: str) -> Browser:
        store, browser = self.opened[clinic].store, Browser(self.app)
        with writing(store.engine) as connection:
            link = f"/invitation/{invite(connection, OWNER, None)}"
        assert browser.get(link).status_code == 200
        made = browser.post(link, name=name, shown_as=name.capitalize(), password=PASSWORD, again=PASSWORD)
        assert made.status_code == 303, made.text
        browser.get("/")
        return browser


@pytest.fixture
def two(database: Engine, tmp_path: Path) -> Iterator[Two]:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=True):
        clinics = two_clinics(tmp_path, database, FRONTDESK_STAFF_PORT="5006")
        opened = open_clinics(clinics, "staff")
        app, _ = create_app(clinics, opened)
        assert isinstance(app, ManyConsoles)
        yield Two(opened, app)
        opened[0].store.engine.dispose()


def left_behind(two: Two, folder: Path) -> None:
    """Main has something in every table."""
    store = two.opened[MAIN].store
    two.joined(MAIN, "sam")
    with store.engine.begin() as connection:
        account = connection.execute(sa.select(staff_accounts)).one()
        Filling("main").every_table(connection)
    leave_everywhere(store, account, folder)


def places(config: Any, store: Any) -> list[Place]:
    return [place for place in Console(config, store).places if place.needs is not None]


def named_in(path: str, engine: Engine) -> list[str]:
    """The addresses of a place that name the rows of an engine's clinic."""
    if "{" not in path:
        return [path]
    if path in PLAIN:
        return [re.sub(r"\{\w+\}", PLAIN[path], path)]
    (column,) = (column for start, column in NAMED.items() if path.startswith(start))
    with engine.connect() as connection:
        found = connection.execute(sa.select(column)).scalars().all()
    assert found, path
    return [re.sub(r"\{\w+\}", row_id, path) for row_id in found]


def asked(browser: Browser, place: Place, path: str) -> tuple[int, str]:
    answer = browser.get(path) if place.method == "GET" else browser.post(path, **FORM)
    return answer.status_code, answer.text


def test_no_place_shows_or_changes_what_belongs_to_another_clinic(two: Two, tmp_path: Path) -> None:
    left_behind(two, tmp_path)
    main, west = two.opened[MAIN], two.opened[WEST]
    spy = two.joined(WEST, "kim")
    before = rows_of(main.store.engine, MAIN)
    tried = 0
    for place in places(west.config, west.store):
        if place.path in ("/sign-out", "/account/password"):
            continue
        for path in named_in(place.path, main.store.engine):
            spy.get("/account")
            status, text = asked(spy, place, path.replace(" ", "%20"))
            assert not [canary for canary in CANARIES if canary in text and canary not in map(str, FORM.values())], path
            assert NAMES[MAIN] not in text, path
            tried += 1
            if "{" in place.path and place.path not in PLAIN:
                unknown = re.sub(r"\{\w+\}", UNKNOWN, place.path)
                there = re.sub(r"\{\w+\}", "", place.path)
                assert status == asked(spy, place, unknown)[0], (path, there)
    assert tried > 60
    assert rows_of(main.store.engine, MAIN) == before


def test_every_part_of_an_address_is_known_to_this_test(two: Two) -> None:
    west = two.opened[WEST]
    parts = {place.path for place in places(west.config, west.store) if "{" in place.path}
    assert not [path for path in parts if path not in PLAIN and not any(path.startswith(start) for start in NAMED)]


def test_the_account_chooses_the_clinic(two: Two) -> None:
    two.joined(MAIN, "sam")
    two.joined(WEST, "kim")
    for name, clinic in (("sam", MAIN), ("kim", WEST)):
        browser = Browser(two.app)
        assert browser.get("/").headers["location"] == "/sign-in"
        assert not any(clinic in browser.get("/sign-in").text for clinic in NAMES.values())
        assert browser.post("/sign-in", name=name, password=PASSWORD).status_code == 303
        assert NAMES[clinic] in browser.get("/").text


def test_a_session_counts_in_its_own_clinic_alone(two: Two) -> None:
    browser = two.joined(WEST, "kim")
    (cookie,) = (name for name in browser.cookies if name.endswith("clinic"))
    browser.cookies[cookie] = MAIN
    assert browser.get("/").headers["location"] == "/sign-in"
    browser.cookies[cookie] = "elsewhere"
    assert browser.get("/").headers["location"] == "/sign-in"


def test_a_wrong_password_says_what_a_wrong_name_says(two: Two) -> None:
    two.joined(WEST, "kim")
    said = []
    for name in ("kim", "nobody"):
        browser = Browser(two.app)
        answer = browser.post("/sign-in", name=name, password="not the password")
        assert not browser.cookies
        said.append((answer.status_code, answer.text.replace(name, "NAME")))
    assert said[0] == said[1]
    assert said[0][0] == 403


def test_a_name_that_another_clinic_has_is_taken(two: Two) -> None:
    two.joined(MAIN, "sam")
    store, browser = two.opened[WEST].store, Browser(two.app)
    with writing(store.engine) as connection:
        link = f"/invitation/{invite(connection, OWNER, None)}"
    made = browser.post(link, name="sam", shown_as="Sam", password=PASSWORD, again=PASSWORD)
    assert made.status_code == 422
    assert "taken" in made.text
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(staff_invitations.c.used_at)).scalar_one() is None


def test_a_clinic_can_be_named_where_no_name_is_typed(two: Two) -> None:
    browser = Browser(two.app)
    browser.get(f"/sign-in?clinic={WEST}")
    assert WEST in browser.cookies.values()
    browser = Browser(two.app)
    browser.get("/sign-in?clinic=elsewhere")
    assert not browser.cookies


def test_one_clinic_alone_has_no_lobby(two: Two) -> None:
    west = two.opened[WEST]
    alone = OpenClinic(replace(west.config, path=""), west.store)
    app, _ = create_app(Clinics(alone.config, {WEST: alone.config}), [alone])
    assert NAMES[WEST] in Browser(app).get("/sign-in").text


def test_what_nobody_typed_in_the_lobby_is_kept_apart(two: Two) -> None:
    Browser(two.app).post("/sign-in", name="nobody", password="not the password")
    engine = two.opened[MAIN].store.engine
    assert {clinic: len(rows_of(engine, clinic)["staff_failures"]) for clinic in (LOBBY, *NAMES)} == {
        LOBBY: 1,
        MAIN: 0,
        WEST: 0,
    }


def test_a_clinic_without_a_folder_is_named(two: Two) -> None:
    two.joined(WEST, "kim")
    engine = two.opened[MAIN].store.engine
    assert without_settings(engine, NAMES) == []
    assert without_settings(engine, [MAIN]) == [WEST]
