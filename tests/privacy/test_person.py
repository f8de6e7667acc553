"""Everything that is kept of one person: handed out whole, and deleted so that nothing of it is found anywhere."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.privacy.erasing import Eraser, StandingError
from frontdesk.privacy.exporting import export
from frontdesk.privacy.person import Person, PersonError
from frontdesk.storage.booking_models import appointments, audit, outbox, reservations
from frontdesk.storage.database import writing
from frontdesk.storage.models import conversations, metadata
from frontdesk.storage.store import Store
from frontdesk.texting.opt_outs import OptOuts
from tests.support.console import Desk
from tests.support.traces import (
    CANARIES,
    EMAIL,
    NAME,
    OTHER,
    PHONE,
    STAFF_WORDS,
    WORDS,
    Left,
    found_in_files,
    found_in_tables,
    leave_everywhere,
)

BY_PHONE, BY_EMAIL = Person(phone=PHONE), Person(email=EMAIL)
# What they hold names nobody: places of messages, and counts.
_COUNTS = {"gaps", "gap_groups", "conversation_outcomes", "daily_figures"}
_SIGN_IN = {
    "staff_failures",
    "staff_pages",
    "staff_passkeys",
    "staff_recovery_codes",
    "staff_second_factors",
    "staff_steps",
}
EMPTY_ANYWAY = {"takeovers", "hits"} | _SIGN_IN | _COUNTS


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=True):
        yield


@pytest.fixture
def left(desk: Desk, tmp_path: Path) -> Left:
    desk.person("sam")
    return leave_everywhere(desk.store, desk.account("sam"), tmp_path)


def count(store: Store, table: sa.Table) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_patient_of_these_tests_is_in_every_table(store: Store, left: Left) -> None:
    assert {table.name for table in metadata.sorted_tables if not count(store, table)} <= EMPTY_ANYWAY
    assert len({place.partition(".")[0] for place in found_in_tables(store)}) >= 11


@pytest.mark.parametrize("person", [BY_PHONE, BY_EMAIL], ids=["phone", "email"])
def test_nothing_is_found_of_who_was_deleted(
    store: Store, left: Left, tmp_path: Path, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    erased = Eraser(store, tmp_path).erase(person, even_standing=True)
    assert erased.files == 1
    stays = {"opt_outs.phone_hash"} if person is BY_PHONE else {"opt_outs.phone_hash", *OF_THE_PHONE}
    assert {place.partition(":")[0] for place in found_in_tables(store)} <= stays
    if store.engine.dialect.name == "sqlite":  # what was deleted is overwritten, in the file and in its log
        gone = (store.lookup.hash(EMAIL),)
        assert found_in_files(tmp_path, gone if person is BY_EMAIL else ()) == []
    assert not [canary for canary in CANARIES if canary in caplog.text]


# A phone that never gave the address is another person's for all we know.
OF_THE_PHONE = {
    "contacts.phone_hash",
    "contacts.phone",
    "contacts.offered",
    "contacts.rest",
    "consents.phone_hash",
    "inbound_texts.phone_hash",
    "inbound_texts.content",
    "messages.content",
    "outbox.payload",
}


def test_nothing_of_anybody_else_is_deleted(store: Store, left: Left, tmp_path: Path) -> None:
    Eraser(store, tmp_path).erase(BY_PHONE, even_standing=True)
    with store.engine.connect() as connection:
        assert list(connection.execute(sa.select(appointments.c.id)).scalars()) == [left.other.id]
        assert list(connection.execute(sa.select(conversations.c.id)).scalars()) == [left.other_conversation]
        (summary,) = connection.execute(sa.select(outbox.c.payload).where(outbox.c.kind == "staff_summary")).scalars()
        assert OptOuts(store.lookup).is_out(connection, PHONE)
    assert [item["appointment"]["details"]["name"] for item in json.loads(store.vault.open(summary))["items"]] == [
        OTHER.name
    ]
    assert count(store, reservations) == 0
    assert count(store, audit) > 3


def test_what_stands_is_named_and_nothing_is_deleted(store: Store, left: Left, tmp_path: Path) -> None:
    before = found_in_tables(store)
    with pytest.raises(StandingError, match="Nothing was deleted") as refused:
        Eraser(store, tmp_path).erase(BY_PHONE)
    assert set(refused.value.references) == {item.reference for item in (left.booked, left.waiting, left.requested)}
    assert refused.value.unsent > 0
    assert found_in_tables(store) == before


def test_what_is_handed_out_is_everything(store: Store, left: Left) -> None:
    file = json.dumps(export(store, BY_PHONE), ensure_ascii=False)
    for canary in (NAME, WORDS, STAFF_WORDS, PHONE, EMAIL, left.booked.reference, left.waiting.reference, "Sam"):
        assert canary in file, canary
    handed_out = json.loads(file)
    assert len(handed_out["appointments"]) == 3
    assert {each["channel"] for each in handed_out["conversations"]} == {"web", "sms"}
    assert len(handed_out["texts_received"]) == 2
    assert handed_out["read_and_changed_by"][0]["action"] == "read"
    assert OTHER.name not in json.dumps([handed_out["appointments"], handed_out["conversations"]])


def test_a_turn_that_runs_comes_to_its_end_first(
    store: Store, left: Left, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frontdesk.conversations.turns import Turns
    from frontdesk.privacy import erasing

    monkeypatch.setattr(erasing, "_LONGEST_TURN", 0.5)
    turn = Turns(store.engine, store.vault).claim(left.web, "late", "one more thing")
    Eraser(store, tmp_path).erase(BY_PHONE, even_standing=True)
    assert Turns(store.engine, store.vault).finish(turn.id, []) is None


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("call 780 555 0187 please", True),
        ("+1 (780) 555-0187", True),
        ("780.555.0187;ext=4", True),
        ("17805550187", True),
        ("78055501875", False),
        ("780-555-0186", False),
    ],
)
def test_a_number_is_known_however_it_is_written(text: str, is_in: bool) -> None:
    assert BY_PHONE.is_in(text) is is_in


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        (f"write to {EMAIL.upper()}.", True),
        (f"<{EMAIL}>", True),
        (f"not{EMAIL}", False),
        (f"{EMAIL}.au", False),
    ],
)
def test_an_address_is_known_in_any_letters(text: str, is_in: bool) -> None:
    assert BY_EMAIL.is_in(text) is is_in


@pytest.mark.parametrize("typed", ["", "12", "ada@", "Ada Example"])
def test_what_is_no_number_and_no_address_is_refused(typed: str) -> None:
    with pytest.raises(PersonError):
        Person.read(typed, "CA")


def test_somebody_who_is_not_known_is_nobody(store: Store, left: Left, tmp_path: Path) -> None:
    before = found_in_tables(store)
    assert Eraser(store, tmp_path).erase(Person(phone="+17805550199")).rows == 0
    assert found_in_tables(store) == before


def test_the_owner_hands_out_and_deletes_and_it_is_written_down(desk: Desk, left: Left) -> None:
    owner = desk.person("olga")
    assert "What is kept of one person" in owner.get("/privacy").text
    file = owner.post("/privacy/export", contact="780-555-0187")
    assert file.headers["content-disposition"].startswith("attachment")
    assert NAME in file.text
    assert owner.post("/privacy/erase", contact=PHONE).status_code == 400
    stands = owner.post("/privacy/erase", contact=PHONE, sure="yes")
    assert (stands.status_code, left.booked.reference in stands.text) == (409, True)
    done = owner.post("/privacy/erase", contact=PHONE, sure="yes", even_standing="yes")
    assert "Deleted:" in done.text
    activity = owner.get("/activity").text
    assert "erase person" in activity
    assert "export person" in activity
    with writing(desk.store.engine) as connection:
        assert connection.execute(sa.select(appointments.c.id)).scalars().all() == [left.other.id]
