"""Holding, confirming, moving and cancelling a time, on SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from frontdesk.appointments import reservations as reservations_module
from frontdesk.appointments import slots as slots_module
from frontdesk.appointments.appointment import Appointment, Period, Slot
from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.reservations import TakenError, take, taken
from frontdesk.appointments.slots import Slots, UnknownSlotError
from frontdesk.appointments.states import PATIENT, STAFF, SYSTEM, TRANSITIONS, TransitionError, target_of
from frontdesk.storage.booking_models import audit, reservations
from frontdesk.storage.contention import in_turn
from tests.support.slots import (
    DETAILS,
    MONDAY,
    SHORT,
    clinic,
    events,
    free,
    new,
    owners,
    queue,
    slot_at,
    slots_of,
    stored_appointments,
    trail,
)

SECOND = timedelta(seconds=1)
HOLD = timedelta(minutes=10)
NINE, TEN = slot_at("09:00"), slot_at("10:00")


def book(slots: Slots, slot: Slot = NINE, now: datetime = MONDAY) -> Appointment:
    return slots.confirm(slots.hold(new(), slot, now).id, DETAILS, now)


def stored(database: Engine, appointment_id: str) -> Appointment:
    with database.connect() as connection:
        found = stored_appointments().find(connection, appointment_id)
    assert found is not None
    return found


# Which stretch of a practitioner's time gets in the way of 9:00 to 10:00 (buffer included).
@pytest.mark.parametrize(
    ("start", "minutes", "collides"),
    [
        pytest.param(0, 60, True, id="the same"),
        pytest.param(-30, 60, True, id="over the beginning"),
        pytest.param(30, 60, True, id="over the end"),
        pytest.param(50, 60, True, id="only into the buffer"),
        pytest.param(15, 15, True, id="contained"),
        pytest.param(-30, 120, True, id="enclosing"),
        pytest.param(0, 30, True, id="same beginning"),
        pytest.param(30, 30, True, id="same end"),
        pytest.param(-60, 60, False, id="touching before"),
        pytest.param(60, 60, False, id="touching after"),
    ],
)
def test_overlapping_times_of_one_practitioner_collide(
    database: Engine, slots: Slots, start: int, minutes: int, collides: bool
) -> None:
    other = book(slots, slot_at("13:00", "bob"))
    book(slots)
    begins = NINE.start + timedelta(minutes=start)
    ends = begins + timedelta(minutes=minutes)
    stretch = Slot("ann", "visit", begins, ends, ends)

    def work(connection: Connection) -> None:
        take(connection, other.id, replace(stretch, practitioner="bob"), MONDAY, None)  # never in the way
        take(connection, other.id, stretch, MONDAY, None)

    if collides:
        with pytest.raises(TakenError):
            in_turn(database, work, TakenError)
    else:
        in_turn(database, work, TakenError)
    assert len(owners(database, "ann")) == (1 if collides else 2)


def test_a_held_slot_is_pending_and_nobody_elses(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    assert (held.status, held.version, held.practitioner, held.service) == ("pending", 1, "ann", "visit")
    assert (held.start, held.end) == (NINE.start, NINE.end)
    assert stored(database, held.id) == held
    with pytest.raises(TakenError):
        slots.hold(new(), NINE, MONDAY)
    assert slots.hold(new(), slot_at("09:00", "bob"), MONDAY).status == "pending"


def test_a_hold_ends_by_the_clock_without_any_job(database: Engine, slots: Slots) -> None:
    first = slots.hold(new(), NINE, MONDAY)
    with pytest.raises(TakenError):
        slots.hold(new(), NINE, MONDAY + HOLD - SECOND)
    assert NINE not in free(database, slots.schedule, MONDAY + HOLD - SECOND, practitioner="ann")
    assert NINE in free(database, slots.schedule, MONDAY + HOLD + SECOND, practitioner="ann")
    second = slots.hold(new(), NINE, MONDAY + HOLD + SECOND)
    assert owners(database) == [second.id]
    with pytest.raises(TakenError):
        slots.confirm(first.id, DETAILS, MONDAY + HOLD + SECOND)


def test_a_hold_moves_with_its_appointment(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    moved = slots.hold(held, TEN, MONDAY)
    assert (moved.version, moved.start) == (2, TEN.start)
    assert owners(database) == [held.id]
    assert NINE in free(database, slots.schedule, practitioner="ann")
    assert trail(database, held.id) == ["hold", "move"]


def test_a_hold_that_cannot_move_stays(database: Engine, slots: Slots) -> None:
    book(slots, TEN)
    held = slots.hold(new(), NINE, MONDAY)
    with pytest.raises(TakenError):
        slots.hold(held, TEN, MONDAY)
    assert stored(database, held.id) == held
    assert slots.confirm(held.id, DETAILS, MONDAY).start == NINE.start


def test_a_hold_can_move_to_a_time_that_overlaps_its_own(database: Engine) -> None:
    slots = slots_of(database)
    held = slots.hold(new(), NINE, MONDAY)
    moved = slots.hold(held, slot_at("09:30", service=SHORT), MONDAY)
    assert (moved.service, moved.start) == ("short", NINE.start + timedelta(minutes=30))
    assert owners(database) == [held.id]


def test_a_made_up_time_is_refused(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    for slot in (slot_at("09:10"), slot_at("12:00"), slot_at("09:00", "bob", SHORT), slot_at("09:00", "eve")):
        with pytest.raises(UnknownSlotError):
            slots.hold(new(), slot, MONDAY)
        with pytest.raises(UnknownSlotError):
            slots.reschedule(booked, slot, MONDAY, PATIENT, "web")
    with pytest.raises(UnknownSlotError):
        slots.hold(new(), NINE, NINE.start - timedelta(minutes=119))  # within the lead time
    assert len(stored_ids(database)) == 1


def stored_ids(database: Engine) -> list[str]:
    with database.connect() as connection:
        return [each.id for each in stored_appointments().all(connection)]


def test_a_time_that_another_calendar_has_is_taken(database: Engine) -> None:
    def busy(_start: datetime, _end: datetime) -> Sequence[Period]:
        return [Period(NINE.start, NINE.start + timedelta(minutes=5))]

    slots = Slots(database, stored_appointments(), clinic(), queue, busy)
    with pytest.raises(TakenError):
        slots.hold(new(), NINE, MONDAY)
    assert slots.hold(new(), TEN, MONDAY).status == "pending"


def test_confirming_books_with_the_final_details_and_reports(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    booked = slots.confirm(held.id, replace(DETAILS, note="second floor"), MONDAY)
    assert (booked.status, booked.details.note, booked.version) == ("booked", "second floor", 2)
    assert events(database) == ["booked"]
    with database.connect() as connection:
        assert [item.state for item in taken(connection, NINE.start, NINE.end, MONDAY + timedelta(days=900))] == [
            "booked"
        ]


def test_confirming_twice_books_once(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    assert slots.confirm(booked.id, DETAILS, MONDAY + timedelta(days=1)) == booked
    assert trail(database, booked.id) == ["hold", "confirm"]
    assert events(database) == ["booked"]


def test_a_hold_that_ran_out_can_be_confirmed_while_the_time_is_free(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    assert slots.confirm(held.id, DETAILS, MONDAY + HOLD + SECOND).status == "booked"
    with pytest.raises(TakenError):
        slots.hold(new(), NINE, MONDAY + HOLD + SECOND)


def test_a_hold_that_somebody_else_took_and_lost_can_be_confirmed(database: Engine, slots: Slots) -> None:
    first = slots.hold(new(), NINE, MONDAY)
    second = slots.hold(new(), NINE, MONDAY + HOLD)
    slots.cancel(second, MONDAY + HOLD, PATIENT, "web")
    assert slots.confirm(first.id, DETAILS, MONDAY + HOLD).status == "booked"
    assert owners(database) == [first.id]


def test_a_time_that_has_begun_can_no_longer_be_confirmed(slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    with pytest.raises(TakenError):
        slots.confirm(held.id, DETAILS, NINE.start)


def test_moving_takes_the_new_time_and_gives_the_old_one_back(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    moved = slots.reschedule(booked, slot_at("13:00", "bob"), MONDAY, PATIENT, "web")
    assert (moved.status, moved.version, moved.practitioner) == ("booked", 3, "bob")
    assert (owners(database, "ann"), owners(database, "bob")) == ([], [booked.id])
    assert NINE in free(database, slots.schedule, practitioner="ann")
    assert events(database) == ["booked", "rescheduled"]


def test_moving_twice_to_one_time_moves_once(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    moved = slots.reschedule(booked, TEN, MONDAY, PATIENT, "web")
    assert slots.reschedule(booked, TEN, MONDAY, PATIENT, "web") == moved
    assert trail(database, booked.id) == ["hold", "confirm", "reschedule"]


def test_moving_to_a_taken_time_keeps_the_old_one(database: Engine, slots: Slots) -> None:
    booked, other = book(slots), book(slots, TEN)
    with pytest.raises(TakenError):
        slots.reschedule(booked, TEN, MONDAY, PATIENT, "web")
    assert owners(database) == [booked.id, other.id]
    assert stored(database, booked.id) == booked


class PulledPlugError(Exception):
    """What a test breaks a transaction with."""


@pytest.mark.parametrize("step", ["take", "update", "report"])
def test_a_move_that_breaks_between_its_steps_leaves_the_old_time(
    database: Engine, slots: Slots, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    booked = book(slots)

    def then_break(done: Any) -> Any:
        def wrapper(*arguments: Any, **named: Any) -> None:
            done(*arguments, **named)
            raise PulledPlugError

        return wrapper

    if step == "take":
        monkeypatch.setattr(slots_module, "take", then_break(reservations_module.take))
    elif step == "update":
        appointments = stored_appointments()
        monkeypatch.setattr(appointments, "update", then_break(appointments.update))
        slots = Slots(database, appointments, clinic(), queue)
    else:
        slots = slots_of(database, report=then_break(queue))
    with pytest.raises(PulledPlugError):
        slots.reschedule(booked, TEN, MONDAY, PATIENT, "web")
    assert stored(database, booked.id) == booked
    with database.connect() as connection:
        held = taken(connection, NINE.start, TEN.busy_until, MONDAY)
    assert [(item.appointment_id, item.start) for item in held] == [(booked.id, NINE.start)]
    assert trail(database, booked.id) == ["hold", "confirm"]
    assert events(database) == ["booked"]


def test_cancelling_frees_the_time_at_once(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    assert slots.cancel(booked, MONDAY, PATIENT, "web").status == "cancelled"
    assert book(slots).status == "booked"
    assert events(database, booked.id) == ["booked", "cancelled"]


def test_cancelling_twice_cancels_once(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    cancelled = slots.cancel(booked, MONDAY, PATIENT, "web")
    again = book(slots)
    assert slots.cancel(booked, MONDAY, PATIENT, "web") == cancelled
    assert slots.cancel(cancelled, MONDAY, PATIENT, "web") == cancelled
    assert owners(database) == [again.id]
    assert trail(database, booked.id) == ["hold", "confirm", "cancel"]


def test_who_acts_on_what_has_changed_is_told_so(database: Engine, slots: Slots) -> None:
    booked = book(slots)
    slots.reschedule(booked, TEN, MONDAY, STAFF, "console")
    with pytest.raises(StaleError):
        slots.cancel(booked, MONDAY, PATIENT, "web")
    with pytest.raises(StaleError):
        slots.reschedule(booked, slot_at("11:00"), MONDAY, PATIENT, "web")
    with pytest.raises(StaleError):
        slots.confirm("0" * 32, DETAILS, MONDAY)
    assert trail(database, booked.id) == ["hold", "confirm", "reschedule"]


def test_what_is_over_cannot_be_taken_up_again(database: Engine, slots: Slots) -> None:
    cancelled = slots.cancel(book(slots), MONDAY, PATIENT, "web")
    with pytest.raises(TransitionError):
        slots.confirm(cancelled.id, DETAILS, MONDAY)
    with pytest.raises(TransitionError):
        slots.hold(cancelled, TEN, MONDAY)
    with pytest.raises(TransitionError):
        slots.reschedule(cancelled, TEN, MONDAY, PATIENT, "web")
    assert owners(database) == []


def test_abandoned_holds_are_cancelled_an_hour_after_they_ran_out(database: Engine, slots: Slots) -> None:
    held, booked = slots.hold(new(), NINE, MONDAY), book(slots, TEN)
    over = MONDAY + HOLD + timedelta(minutes=60)
    assert slots.expire(over - SECOND) == 0
    assert slots.expire(over) == 1
    assert slots.expire(over) == 0
    assert trail(database, held.id) == ["hold", "expire"]
    assert owners(database) == [booked.id]


def test_an_abandoned_hold_whose_time_is_somebody_elses_leaves_it_to_them(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    other = book(slots, now=MONDAY + HOLD)
    assert slots.expire(MONDAY + timedelta(hours=2)) == 1
    assert trail(database, held.id) == ["hold", "expire"]
    assert owners(database) == [other.id]


def test_a_reference_in_use_is_drawn_again(slots: Slots) -> None:
    first = slots.hold(new(), NINE, MONDAY)
    second = slots.hold(new(reference=first.reference), TEN, MONDAY)
    assert second.reference != first.reference


def test_a_database_that_is_gone_is_not_called_taken(slots: Slots, database: Engine) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE reservations RENAME TO elsewhere")
    try:
        with pytest.raises(sa.exc.DBAPIError):
            slots.hold(new(), NINE, MONDAY)
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO reservations")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_offered_time_can_be_booked_at_once_and_no_two_bookings_overlap(
    database: Engine, data: st.DataObject
) -> None:
    slots = slots_of(database)
    now = MONDAY + timedelta(minutes=data.draw(st.integers(0, 3 * 24 * 60)))
    offered = free(
        database,
        slots.schedule,
        now,
        service=data.draw(st.sampled_from(["visit", "short"])),
        limit=data.draw(st.integers(1, 40)),
        practitioner=data.draw(st.sampled_from([None, "ann"])),
    )
    chosen = data.draw(st.integers(0, 39))  # what is offered depends on the examples before, and may not be drawn from
    starts = [slot.start for slot in offered]
    assert starts == sorted(set(starts))
    if offered:
        booked = book(slots, offered[chosen % len(offered)], now)
        assert booked.status == "booked"
    with database.connect() as connection:
        by_practitioner = connection.execute(
            sa.select(reservations.c.practitioner, reservations.c.starts_at, reservations.c.busy_until)
            .where(reservations.c.state == "booked")
            .order_by(reservations.c.practitioner, reservations.c.starts_at)
        ).all()
    for one, other in pairwise(by_practitioner):
        assert one.practitioner != other.practitioner or one.busy_until <= other.starts_at


STAFF_ONLY = ("schedule", "noshow", "attempt", "complete")
SYSTEM_ONLY = ("offer", "lapse", "expire")


def test_a_patient_cannot_take_the_actions_of_the_staff_or_the_system() -> None:
    for action, transition in TRANSITIONS.items():
        for source in transition.sources or {None}:
            for actor in (PATIENT, STAFF, SYSTEM):
                allowed = not ((action in STAFF_ONLY and actor != STAFF) or (action in SYSTEM_ONLY and actor != SYSTEM))
                if allowed:
                    assert target_of(action, source, actor)
                else:
                    with pytest.raises(TransitionError):
                        target_of(action, source, actor)


@pytest.mark.parametrize("action", [*STAFF_ONLY, *SYSTEM_ONLY])
def test_a_refused_action_changes_nothing(database: Engine, slots: Slots, action: str) -> None:
    held = slots.hold(new(), NINE, MONDAY)
    with pytest.raises(TransitionError), database.begin() as connection:
        stored_appointments().update(connection, held, held, action, PATIENT, "web")
    assert stored(database, held.id) == held
    assert trail(database, held.id) == ["hold"]


@pytest.mark.parametrize("statement", [audit.update().values(action="cancel"), audit.delete()])
def test_audit_rows_are_never_changed_and_not_deleted_soon(database: Engine, slots: Slots, statement: Any) -> None:
    booked = book(slots)
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed, and not deleted within a year"),
        database.begin() as connection,
    ):
        connection.execute(statement)
    assert trail(database, booked.id) == ["hold", "confirm"]
