"""The wait list, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Appointment, Period
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import PATIENT, STAFF, TransitionError
from tests.support.slots import (
    DETAILS,
    MONDAY,
    SHORT,
    clinic,
    events,
    free,
    new,
    owners,
    slot_at,
    slots_of,
    stored_appointments,
    trail,
)

SECOND = timedelta(seconds=1)
OFFER = timedelta(minutes=120)
NINE = slot_at("09:00")


@pytest.fixture
def booked(slots: Slots) -> Appointment:
    return slots.confirm(slots.hold(new(), NINE, MONDAY).id, DETAILS, MONDAY)


def now_of(database: Engine, appointment: Appointment) -> Appointment:
    with database.connect() as connection:
        found = stored_appointments().find(connection, appointment.id)
    assert found is not None
    return found


def cancel(slots: Slots, appointment: Appointment) -> None:
    slots.cancel(appointment, MONDAY, PATIENT, "web")


def test_joining_is_proposed_without_a_time_and_happens_once(database: Engine, slots: Slots) -> None:
    wish = new()
    joined = slots.join(wish, "visit", "ann")
    assert (joined.status, joined.service, joined.practitioner, joined.start) == ("proposed", "visit", "ann", None)
    assert slots.join(wish, "visit", "ann") == joined
    assert events(database) == ["waiting"]
    assert trail(database, joined.id) == ["request"]


def test_freed_time_is_offered_to_the_first_and_kept_for_them(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    cancel(slots, booked)
    offered = now_of(database, first)
    assert (offered.status, offered.start, offered.practitioner) == ("proposed", NINE.start, "ann")
    assert (events(database, first.id), events(database, second.id)) == (["waiting", "offered"], ["waiting"])
    assert owners(database) == [first.id]
    assert NINE not in free(database, slots.schedule, MONDAY + OFFER - SECOND, practitioner="ann")
    assert NINE in free(database, slots.schedule, MONDAY + OFFER + SECOND, practitioner="ann")


def test_who_accepts_is_booked_once(database: Engine, slots: Slots, booked: Appointment) -> None:
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    accepted = slots.accept(first.id, MONDAY)
    assert (accepted.status, accepted.start) == ("booked", NINE.start)
    assert slots.accept(first.id, MONDAY) == accepted
    assert trail(database, first.id) == ["request", "offer", "accept"]
    assert events(database, first.id) == ["waiting", "offered", "booked"]


def test_who_has_no_offer_cannot_accept_or_decline(slots: Slots, booked: Appointment) -> None:
    slots.join(new(), "visit")
    second = slots.join(new(), "visit")
    cancel(slots, booked)
    for answer in (slots.accept, slots.decline):
        with pytest.raises(TakenError):
            answer(second.id, MONDAY)


def test_who_declines_passes_the_time_on_and_keeps_the_place(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    later = slots.confirm(slots.hold(new(), slot_at("11:00"), MONDAY).id, DETAILS, MONDAY)
    cancel(slots, booked)
    declined = slots.decline(first.id, MONDAY)
    assert (declined.status, declined.start, declined.practitioner) == ("proposed", None, None)
    assert slots.accept(second.id, MONDAY).start == NINE.start
    cancel(slots, later)
    assert slots.accept(first.id, MONDAY).start == later.start


def test_an_offer_that_runs_out_goes_to_the_next(database: Engine, slots: Slots, booked: Appointment) -> None:
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    cancel(slots, booked)
    assert slots.lapse(MONDAY + OFFER - SECOND) == 0
    assert slots.lapse(MONDAY + OFFER) == 1
    assert slots.lapse(MONDAY + OFFER) == 0
    assert events(database, first.id) == ["waiting", "offered", "offer_lapsed"]
    assert trail(database, first.id) == ["request", "offer", "lapse"]
    with pytest.raises(TakenError):
        slots.accept(first.id, MONDAY + OFFER)
    assert slots.accept(second.id, MONDAY + OFFER).status == "booked"


def test_a_lapsed_offer_names_the_missed_time(database: Engine, booked: Appointment) -> None:
    told: list[tuple[str, Appointment]] = []
    slots = slots_of(database, report=lambda _, appointment, event: told.append((event, appointment)))
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    slots.lapse(MONDAY + OFFER)
    event, appointment = told[-1]
    assert (event, appointment.id, appointment.start) == ("offer_lapsed", first.id, NINE.start)
    assert now_of(database, first).start is None


def test_who_missed_an_offer_comes_after_who_has_not(database: Engine, slots: Slots, booked: Appointment) -> None:
    later = slots.confirm(slots.hold(new(), slot_at("11:00"), MONDAY).id, DETAILS, MONDAY)
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    slots.lapse(MONDAY + OFFER)
    second = slots.join(new(), "visit")
    cancel(slots, later)
    assert now_of(database, second).start == later.start
    assert now_of(database, first).start is None


def test_nobody_is_offered_the_same_time_twice(database: Engine, slots: Slots, booked: Appointment) -> None:
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    slots.lapse(MONDAY + OFFER)
    assert owners(database) == []
    assert events(database, first.id).count("offered") == 1


def test_after_two_missed_offers_the_place_is_given_up(database: Engine, slots: Slots, booked: Appointment) -> None:
    later = slots.confirm(slots.hold(new(), slot_at("11:00"), MONDAY).id, DETAILS, MONDAY)
    first = slots.join(new(), "visit")
    for appointment in (booked, later):
        cancel(slots, appointment)
        slots.lapse(MONDAY + OFFER)
    assert events(database, first.id) == ["waiting", "offered", "offer_lapsed", "offered", "offer_lapsed", "cancelled"]
    assert trail(database, first.id) == ["request", "offer", "lapse", "offer", "lapse", "expire"]
    assert now_of(database, first).status == "cancelled"


def test_an_offer_that_ran_out_can_be_accepted_while_nobody_else_has_the_time(
    slots: Slots, booked: Appointment
) -> None:
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    assert slots.accept(first.id, MONDAY + OFFER + SECOND).status == "booked"


def test_an_offer_that_ran_out_is_void_once_somebody_else_has_the_time(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    other = slots.hold(new(), NINE, MONDAY + OFFER + SECOND)
    with pytest.raises(TakenError):
        slots.accept(first.id, MONDAY + OFFER + SECOND)
    assert slots.lapse(MONDAY + OFFER + SECOND) == 1
    assert owners(database) == [other.id]


def test_an_offer_never_lasts_beyond_the_beginning_of_the_visit(slots: Slots, booked: Appointment) -> None:
    assert booked.start
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    now = booked.start - timedelta(minutes=119)
    slots.cancel(booked, now, PATIENT, "web")
    for each in (first, second):  # too late for anybody: the lead time is two hours
        with pytest.raises(TakenError):
            slots.accept(each.id, now)


def test_an_offer_made_in_quiet_hours_is_kept_for_its_whole_time_from_their_end(database: Engine) -> None:
    slots = slots_of(database, clinic(quiet_hours=(time(21), time(8))))
    late = slot_at("11:00")
    booked = slots.confirm(slots.hold(new(), late, MONDAY).id, DETAILS, MONDAY)
    slots.join(new(), "visit")
    cancel(slots, booked)
    nine_fifty_nine = MONDAY + timedelta(hours=3, minutes=59)
    assert late not in free(database, slots.schedule, nine_fifty_nine, practitioner="ann")
    assert late in free(database, slots.schedule, nine_fifty_nine + timedelta(minutes=2), practitioner="ann")


def test_with_a_short_lead_time_an_offer_ends_when_the_visit_begins(database: Engine, booked: Appointment) -> None:
    assert booked.start
    slots = slots_of(database, clinic(lead_hours=0))
    first = slots.join(new(), "visit")
    slots.cancel(booked, booked.start - timedelta(minutes=30), PATIENT, "web")
    assert slots.lapse(booked.start - SECOND) == 0
    with pytest.raises(TakenError):
        slots.accept(first.id, booked.start)
    assert slots.lapse(booked.start) == 1


def test_only_whom_the_time_fits_is_asked(database: Engine, slots: Slots, booked: Appointment) -> None:
    tomorrow = Period(NINE.start + timedelta(days=1), NINE.end + timedelta(days=1))
    same_day = Period(NINE.start - timedelta(hours=1), NINE.end)
    with_bob = slots.join(new(), "visit", "bob")
    other_day = slots.join(new(replace(DETAILS, windows=(tomorrow,))), "visit")
    fits = slots.join(new(replace(DETAILS, windows=(tomorrow, same_day))), "visit", "ann")
    cancel(slots, booked)
    assert [now_of(database, each).start for each in (with_bob, other_day, fits)] == [None, None, NINE.start]


def test_a_shorter_visit_fits_into_the_time_of_a_longer_one_but_not_the_other_way(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    brief = slots.confirm(slots.hold(new(), slot_at("11:00", service=SHORT), MONDAY).id, DETAILS, MONDAY)
    slots.confirm(slots.hold(new(), slot_at("11:30", service=SHORT), MONDAY).id, DETAILS, MONDAY)
    long, short = slots.join(new(), "visit", "ann"), slots.join(new(), "short")
    cancel(slots, brief)
    assert now_of(database, long).start is None
    assert now_of(database, short).start == brief.start
    cancel(slots, booked)
    assert now_of(database, long).start == booked.start


def test_who_cancels_leaves_the_list_and_passes_an_offer_on(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    cancel(slots, booked)
    cancel(slots, now_of(database, first))
    assert owners(database) == [second.id]
    with pytest.raises((TakenError, TransitionError)):
        slots.accept(first.id, MONDAY)


def test_who_was_cancelled_by_other_means_holds_nobody_up(database: Engine, slots: Slots, booked: Appointment) -> None:
    later = slots.confirm(slots.hold(new(), slot_at("11:00"), MONDAY).id, DETAILS, MONDAY)
    gone, offered, last = slots.join(new(), "visit"), slots.join(new(), "visit"), slots.join(new(), "visit")
    with database.begin() as connection:
        stored_appointments().update(connection, gone, gone, "cancel", STAFF, "console")
    cancel(slots, booked)
    with database.begin() as connection:
        before = stored_appointments().find(connection, offered.id)
        assert before
        assert before.start == booked.start
        stored_appointments().update(connection, before, before, "cancel", STAFF, "console")
    assert slots.lapse(MONDAY + OFFER) == 0
    cancel(slots, later)
    assert now_of(database, last).start == later.start


def test_time_freed_by_a_move_or_an_abandoned_hold_is_offered_too(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first, second = slots.join(new(), "visit"), slots.join(new(), "visit")
    slots.hold(new(), slot_at("11:00"), MONDAY)
    slots.reschedule(booked, slot_at("10:00"), MONDAY, PATIENT, "web")
    assert now_of(database, first).start == NINE.start
    slots.expire(MONDAY + timedelta(minutes=70))
    assert now_of(database, second).start == slot_at("11:00").start


def test_an_accepted_offer_can_be_moved_and_cancelled_like_any_booking(
    database: Engine, slots: Slots, booked: Appointment
) -> None:
    first = slots.join(new(), "visit")
    cancel(slots, booked)
    moved = slots.reschedule(slots.accept(first.id, MONDAY), slot_at("10:00"), MONDAY, PATIENT, "web")
    assert owners(database) == [first.id]
    cancel(slots, moved)
    assert owners(database) == []
    assert trail(database, first.id) == ["request", "offer", "accept", "reschedule", "cancel"]
