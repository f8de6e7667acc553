"""A number in reply to a reminder or an offer: the time is taken or passed on by text, once. On SQLite and PostgreSQL."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import BOOKED, PATIENT
from frontdesk.channels.sms.notice_replies import NoticeReplies
from frontdesk.texting.appointment_words import KEEP, PASS, TAKE, offer_options, reminder_options
from tests.support.slots import DETAILS, MONDAY, clinic, new, slot_at, stored_appointments


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def replies(slots: Slots) -> NoticeReplies:
    return NoticeReplies(clinic(), slots)


def offered(slots: Slots) -> str:
    """The id of somebody on the wait list who has been offered a time."""
    booked = slots.confirm(slots.hold(new(), slot_at("09:00"), MONDAY).id, DETAILS, MONDAY)
    waiting = slots.join(new(), "visit")
    slots.cancel(booked, MONDAY, PATIENT, "web")
    return waiting.id


def status_of(database: Engine, appointment_id: str) -> str:
    with database.connect() as connection:
        found = stored_appointments().find(connection, appointment_id)
    assert found is not None
    return found.status


def test_an_offered_time_is_taken_once(database: Engine, slots: Slots, replies: NoticeReplies) -> None:
    waiting = offered(slots)
    first = replies.reply(f"{TAKE}{waiting}", "en")
    assert first is not None
    assert first.startswith("Booked: ")
    assert replies.reply(f"{TAKE}{waiting}", "en") == first
    assert status_of(database, waiting) == BOOKED


def test_an_offered_time_is_passed_on_and_then_gone(database: Engine, slots: Slots, replies: NoticeReplies) -> None:
    waiting = offered(slots)
    assert "next person" in (replies.reply(f"{PASS}{waiting}", "en") or "")
    assert "no longer free" in (replies.reply(f"{TAKE}{waiting}", "en") or "")
    assert status_of(database, waiting) == "proposed"


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("oh great I'll take the 9 am", True),
        ("I'll grab that spot", True),
        ("i'll take the 5 oclock", False),
        ("1", True),
    ],
)
def test_an_offer_is_taken_in_words_unless_they_name_another_hour(
    slots: Slots, replies: NoticeReplies, said: str, taken: bool
) -> None:
    waiting = offered(slots)
    booked = replies.reply(f"{TAKE}{waiting}", "en", said)
    assert (booked or "").startswith("Booked: ") is taken


def test_who_keeps_an_appointment_is_thanked(replies: NoticeReplies) -> None:
    assert "stays as it is" in (replies.reply(f"{KEEP}a", "en") or "")


def test_a_phone_that_writes_french_is_replied_to_in_french(slots: Slots, replies: NoticeReplies) -> None:
    waiting = offered(slots)
    assert (replies.reply(f"{TAKE}{waiting}", "fr") or "").startswith("C'est réservé : mar. ")
    assert "rien ne change" in (replies.reply(f"{KEEP}a", "fr") or "")


@pytest.mark.parametrize("choice", ["cancel", "reschedule", "side_effects"])
def test_every_other_choice_is_the_conversations(replies: NoticeReplies, choice: str) -> None:
    assert replies.reply(choice, "en") is None


def test_what_is_offered_names_the_appointment() -> None:
    assert [choice for choice, _ in offer_options("a")] == [f"{TAKE}a", f"{PASS}a"]
    assert all("ABC-DEF" in title for choice, title in reminder_options("a", "ABC-DEF") if choice != f"{KEEP}a")
