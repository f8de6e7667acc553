"""Several processes at one time, on SQLite and PostgreSQL: one wins, everybody else is told so, and nothing else happens."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import PATIENT, STAFF
from frontdesk.storage.booking_models import reservations
from frontdesk.storage.database import as_stored
from tests.support.crowd import Call
from tests.support.slots import (
    DETAILS,
    MONDAY,
    SHORT,
    clinic,
    events,
    new,
    owners,
    queue,
    slot_at,
    stored_appointments,
    trail,
)

AtOnce = Callable[[Sequence[Call]], list[str]]
LATER = MONDAY + timedelta(minutes=11)  # a hold of MONDAY has run out


def test_of_two_hundred_who_want_one_slot_one_gets_it(database: Engine, at_once: AtOnce) -> None:
    wish = slot_at("09:00")
    began = time.monotonic()
    outcomes = Counter(at_once([("hold", (new(), wish, MONDAY)) for _ in range(200)]))
    print(f"{database.dialect.name}: {dict(outcomes)} in {time.monotonic() - began:.1f} s")
    assert outcomes == {"pending": 1, "TakenError": 199}
    assert len(owners(database)) == 1


def test_of_many_who_want_overlapping_times_nobody_shares_any(database: Engine, at_once: AtOnce) -> None:
    wishes = [slot_at("09:00"), slot_at("09:00", service=SHORT), slot_at("09:30", service=SHORT)]
    outcomes = Counter(at_once([("hold", (new(), wishes[number % 3], MONDAY)) for number in range(60)]))
    assert set(outcomes) == {"pending", "TakenError"}
    assert outcomes["pending"] == len(owners(database))
    assert outcomes["pending"] in (1, 2)  # the visit, or both short ones


def test_confirming_and_cancelling_at_once_leaves_one_consistent_story(
    database: Engine, slots: Slots, at_once: AtOnce
) -> None:
    for round_ in range(4):
        held = slots.hold(new(), slot_at("09:00"), MONDAY)
        confirm, cancel = at_once([("confirm", (held.id, DETAILS, MONDAY)), ("cancel", (held, MONDAY, PATIENT, "web"))])
        assert (confirm, cancel) in {("booked", "StaleError"), ("TransitionError", "cancelled")}, round_
        assert trail(database, held.id) == ["hold", "confirm" if confirm == "booked" else "cancel"]
        assert owners(database) == ([held.id] if confirm == "booked" else [])
        if confirm == "booked":
            slots.cancel(slots.confirm(held.id, DETAILS, MONDAY), MONDAY, PATIENT, "web")


def test_of_many_who_move_to_one_slot_one_gets_it_and_the_others_keep_theirs(
    database: Engine, slots: Slots, at_once: AtOnce
) -> None:
    times = [("09:00", "ann"), ("11:00", "ann"), ("09:00", "bob"), ("11:00", "bob"), ("13:00", "bob"), ("14:00", "bob")]
    booked = [slots.confirm(slots.hold(new(), slot_at(*time_), MONDAY).id, DETAILS, MONDAY) for time_ in times]
    goal = slot_at("10:00")
    outcomes = at_once([("reschedule", (each, goal, MONDAY, PATIENT, "web")) for each in booked])
    assert Counter(outcomes) == {"booked": 1, "TakenError": len(booked) - 1}
    assert sorted(owners(database, "ann") + owners(database, "bob")) == sorted(each.id for each in booked)
    assert events(database).count("rescheduled") == 1


def test_of_two_moves_of_one_appointment_the_second_is_told_that_it_has_changed(
    database: Engine, slots: Slots, at_once: AtOnce
) -> None:
    booked = slots.confirm(slots.hold(new(), slot_at("09:00"), MONDAY).id, DETAILS, MONDAY)
    goals = [slot_at("10:00"), slot_at("11:00")]
    outcomes = at_once([("reschedule", (booked, goal, MONDAY, PATIENT, "web")) for goal in goals])
    assert sorted(outcomes) == ["StaleError", "booked"]
    assert owners(database) == [booked.id]


def test_staff_confirming_many_times_at_once_books_once(database: Engine, slots: Slots, at_once: AtOnce) -> None:
    held = slots.hold(new(), slot_at("09:00"), MONDAY)
    outcomes = at_once([("confirm", (held.id, None, MONDAY, STAFF, "console"))] * 20)
    assert set(outcomes) == {"booked"}
    assert trail(database, held.id) == ["hold", "confirm"]
    assert events(database) == ["booked"]


def test_of_two_run_out_holds_of_one_slot_only_one_can_be_confirmed(
    database: Engine, slots: Slots, at_once: AtOnce
) -> None:
    first = slots.hold(new(), slot_at("09:00"), MONDAY)
    second = slots.hold(new(), slot_at("09:00"), LATER)
    after_both = LATER + timedelta(minutes=11)
    outcomes = at_once([("confirm", (each.id, DETAILS, after_both)) for each in (first, second)] * 10)
    assert sorted(set(outcomes)) == ["TakenError", "booked"]
    winners = {each.id for each, outcome in zip((first, second) * 10, outcomes) if outcome == "booked"}
    assert len(winners) == 1
    assert owners(database) == list(winners)


def test_of_all_who_accept_only_the_one_who_has_the_offer_gets_it(
    database: Engine, slots: Slots, at_once: AtOnce
) -> None:
    booked = slots.confirm(slots.hold(new(), slot_at("09:00"), MONDAY).id, DETAILS, MONDAY)
    waiting = [slots.join(new(), "visit") for _ in range(10)]
    slots.cancel(booked, MONDAY, PATIENT, "web")
    outcomes = at_once([("accept", (each.id, MONDAY)) for each in waiting])
    assert outcomes == ["booked"] + ["TakenError"] * 9
    assert owners(database) == [waiting[0].id]


def test_one_request_sent_many_times_at_once_is_stored_once(database: Engine) -> None:
    desk = HandOff(database, stored_appointments(), clinic(method="request"), queue)
    wish = new(method="request")
    together = threading.Barrier(8)

    def send(answers: list[object]) -> None:
        together.wait()
        answers.append(desk.request(wish))

    answers: list[object] = []
    threads = [threading.Thread(target=send, args=(answers,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)
    assert events(database) == ["requested"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_what_comes_in_past_the_lock_is_caught_by_the_constraint(database: Engine, slots: Slots) -> None:
    """Something that writes without `in_turn`, as a person at the database's prompt may."""
    other = slots.confirm(slots.hold(new(), slot_at("11:00"), MONDAY).id, DETAILS, MONDAY)
    outcome: list[BaseException] = []

    def hold() -> None:
        try:
            slots.hold(new(), slot_at("09:00"), MONDAY)
        except BaseException as error:
            outcome.append(error)

    with database.begin() as connection:
        stranger = slot_at("09:30", service=SHORT)  # overlaps, with another start
        connection.execute(
            reservations.insert(),
            {
                "id": "stranger",
                "appointment_id": other.id,
                "practitioner": "ann",
                "starts_at": as_stored(stranger.start),
                "ends_at": as_stored(stranger.end),
                "busy_until": as_stored(stranger.busy_until),
                "state": "booked",
                "created_at": as_stored(MONDAY),
            },
        )
        thread = threading.Thread(target=hold)
        thread.start()
        deadline = time.monotonic() + 10
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while time.monotonic() < deadline:
            with database.connect() as watcher:
                if watcher.exec_driver_sql(waiting).scalar_one():
                    break
            time.sleep(0.02)
        assert not outcome
    thread.join()
    assert [type(error) for error in outcome] == [TakenError]
