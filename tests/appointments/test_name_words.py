"""Names are found by how their words begin, though they are sealed."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Details
from frontdesk.appointments.name_hashing import NameHashing
from frontdesk.appointments.name_words import beginnings, fits
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import STAFF
from frontdesk.storage.booking_models import appointment_words
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import writing
from tests.support.slots import new
from tests.support.stores import store_over

OLD, NEW = "an old secret that is long enough for it", "a new secret that is long enough for it"


def stored(keys: list[str]) -> Appointments:
    return Appointments(Vault(keys), Lookup(keys))


def found(database: Engine, text: str, keys: list[str]) -> list[str]:
    with database.connect() as connection:
        named = stored(keys).some(connection, stored(keys).named(text), (sa.text("reference"),), 99)
        return [item.details.name for item in named if fits(item.details.name, text)]


def add(database: Engine, *names: str, keys: list[str]) -> None:
    with writing(database) as connection:
        for name in names:
            stored(keys).create_numbered(connection, new(Details(name=name)), "request", STAFF)


@pytest.mark.parametrize("text", ["ada", "exä", "EXAMPLE", "example ada", "exampl"])
def test_the_beginnings_of_words_find_a_name(database: Engine, text: str) -> None:
    add(database, "Ada Exämple", "Rosa Other", keys=[NEW])
    assert found(database, text, [NEW]) == ["Ada Exämple"]


@pytest.mark.parametrize("text", ["ample", "zoe", "ada other", "examples"])
def test_what_no_word_begins_with_finds_nothing(database: Engine, text: str) -> None:
    add(database, "Ada Exämple", "Rosa Other", keys=[NEW])
    assert found(database, text, [NEW]) == []


def test_short_and_endless_words_are_found(database: Engine) -> None:
    long = "Wolfeschlegelsteinhausen"
    add(database, f"Bo {long}", keys=[NEW])
    for text in ("bo", long, long[:20]):
        assert found(database, text, [NEW]) == [f"Bo {long}"]


@pytest.mark.parametrize("text", ["tran", "lee-tran", "o'brien", "brien"])
def test_parts_of_a_word_are_words(database: Engine, text: str) -> None:
    add(database, "Kim Lee-Tran O'Brien", keys=[NEW])
    assert found(database, text, [NEW]) == ["Kim Lee-Tran O'Brien"]


def test_a_changed_name_is_found_and_the_old_one_no_longer(database: Engine) -> None:
    with writing(database) as connection:
        made = stored([NEW]).create_numbered(connection, new(Details(name="Ada Example")), "request", STAFF)
        renamed = replace(made, details=replace(made.details, name="Ada Other"))
        stored([NEW]).update(connection, made, renamed, "change", STAFF, "console")
    assert found(database, "other", [NEW]) == ["Ada Other"]
    assert found(database, "example", [NEW]) == []


def test_names_stay_findable_after_a_change_of_keys(database: Engine) -> None:
    add(database, "Ada Example", keys=[OLD])
    assert found(database, "example", [NEW, OLD]) == ["Ada Example"]
    assert found(database, "example", [NEW]) == []


def test_names_from_before_there_were_hashes_are_made_findable(database: Engine) -> None:
    add(database, "Ada Example", "", "Rosa Other", keys=[NEW])
    with writing(database) as connection:
        connection.execute(appointment_words.delete())
    hashing = NameHashing(store_over(database, [NEW]))
    for _ in range(3):
        hashing.go_on()
    assert found(database, "rosa", [NEW]) == ["Rosa Other"]


def test_no_part_of_a_name_is_stored_as_it_is(database: Engine) -> None:
    add(database, "Ada Example", keys=[NEW])
    with database.connect() as connection:
        hashes = list(connection.execute(sa.select(appointment_words.c.word_hash)).scalars())
    assert len(hashes) == len(beginnings("Ada Example")) == 6
    assert all(len(each) == 64 for each in hashes)
