"""How much one patient and one network address may ask for, on SQLite and PostgreSQL."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.limits import Limiter, TooManyError
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import PATIENT, STAFF
from frontdesk.conversations.turns import new_conversation
from frontdesk.settings.booking import Limits
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import writing
from tests.support.slots import DETAILS, MONDAY, SECRETS, clinic, new, queue, slot_at, stored_appointments

LIMITS = Limits(open=2, a_day=4, a_day_from_one_address=5)
ADMIT = Limiter(LIMITS, Lookup(SECRETS)).admit
OTHERS = [f"+178055501{number:02}" for number in range(30, 60)]


@pytest.fixture(autouse=True)
def clock() -> "Callable[[], None]":
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def desk(database: Engine) -> HandOff:
    return HandOff(database, stored_appointments(), clinic(method="request"), queue, ADMIT)


@pytest.fixture
def slots(database: Engine) -> Slots:
    return Slots(database, stored_appointments(), clinic(), queue, admit=ADMIT)


def wish(phone: str = DETAILS.phone, conversation: str = "", channel: str = "web") -> Appointment:
    return new(
        method="request",
        details=replace(DETAILS, phone=phone),
        conversation_id=conversation or secrets.token_hex(16),
        channel=channel,
        created_at=datetime.now(timezone.utc),
    )


def chat_at(database: Engine, address: str | None) -> str:
    with writing(database) as connection:
        return new_conversation(connection, "web", address)


def refused(make: Callable[[], object]) -> bool:
    try:
        make()
    except TooManyError:
        return True
    return False


def test_a_phone_has_only_so_many_requests_open(desk: HandOff) -> None:
    desk.request(wish())
    desk.request(wish())
    assert refused(lambda: desk.request(wish()))
    desk.request(wish(phone=OTHERS[0]))


def test_a_conversation_has_only_so_many_requests_open_whatever_numbers_it_gives(desk: HandOff) -> None:
    desk.request(wish(OTHERS[0], "c" * 32))
    desk.request(wish(OTHERS[1], "c" * 32))
    assert refused(lambda: desk.request(wish(OTHERS[2], "c" * 32)))


def test_a_strangers_requests_on_the_web_leave_the_phone_its_own_by_text(desk: HandOff) -> None:
    for _ in range(LIMITS.open):
        desk.request(wish())
    desk.request(wish(channel="sms"))


def test_the_same_request_again_is_no_other_one(desk: HandOff) -> None:
    made = [desk.request(wish()) for _ in range(LIMITS.open)]
    assert desk.request(made[0]) == made[0]


def test_what_was_answered_or_withdrawn_makes_room(desk: HandOff, clock: "time_machine.Coordinates") -> None:
    first, second = desk.request(wish()), desk.request(wish())
    desk.cancel(first, PATIENT, "web")
    third = desk.request(wish())
    assert second.due_at is not None
    clock.move_to(max(second.due_at, third.due_at or second.due_at) + timedelta(seconds=1))
    desk.request(wish())


def test_a_day_has_an_end_to_what_is_asked_for_and_withdrawn(desk: HandOff, clock: "time_machine.Coordinates") -> None:
    for _ in range(LIMITS.a_day):
        desk.cancel(desk.request(wish()), PATIENT, "web")
    assert refused(lambda: desk.request(wish()))
    clock.shift(timedelta(days=1, seconds=1))
    desk.request(wish())


def test_one_network_address_asks_for_only_so_much_a_day(database: Engine, desk: HandOff) -> None:
    for number in range(LIMITS.a_day_from_one_address):
        desk.request(wish(OTHERS[number], chat_at(database, "here")))
    assert refused(lambda: desk.request(wish(OTHERS[8], chat_at(database, "here"))))
    desk.request(wish(OTHERS[8], chat_at(database, "elsewhere")))


def test_conversations_without_an_address_are_not_taken_for_neighbours(database: Engine, desk: HandOff) -> None:
    for number in range(LIMITS.a_day_from_one_address + 3):
        desk.request(wish(OTHERS[number], chat_at(database, None)))


def test_what_staff_enters_is_not_counted_against_anybody(desk: HandOff) -> None:
    for _ in range(LIMITS.open + 2):
        desk.request(wish(), STAFF)


def test_holds_and_bookings_count_until_they_are_over(slots: Slots, clock: "time_machine.Coordinates") -> None:
    booked = slots.hold(wish(), slot_at("09:00"), MONDAY)
    slots.confirm(booked.id, None, MONDAY)
    slots.hold(wish(), slot_at("10:00"), MONDAY)
    assert refused(lambda: slots.hold(wish(), slot_at("11:00"), MONDAY))
    clock.shift(timedelta(minutes=11))  # the hold has run out
    slots.hold(wish(), slot_at("11:00"), MONDAY + timedelta(minutes=11))


def test_a_hold_moves_to_another_time_at_the_limit(slots: Slots) -> None:
    held = [slots.hold(wish(), slot_at(start), MONDAY) for start in ("09:00", "10:00")]
    assert slots.hold(held[0], slot_at("11:00"), MONDAY).start == slot_at("11:00").start


def test_the_wait_list_counts_too(slots: Slots) -> None:
    slots.join(wish(), "visit")
    joined = slots.join(wish(), "visit")
    assert slots.join(joined, "visit") == joined
    assert refused(lambda: slots.join(wish(), "visit"))


def test_requests_at_once_do_not_pass_a_limit_together(desk: HandOff) -> None:
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda _: refused(lambda: desk.request(wish())), range(6)))
    assert outcomes.count(False) == LIMITS.open
