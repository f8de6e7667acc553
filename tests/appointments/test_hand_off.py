"""Requests, call-backs and links, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.states import PATIENT, STAFF, TransitionError
from tests.support.slots import DETAILS, MONDAY, clinic, events, new, queue, stored_appointments, trail

EIGHT = datetime(2026, 6, 1, 14, 0, tzinfo=timezone.utc)  # the clinic opens: 8:00 in Edmonton


@pytest.fixture
def desk(database: Engine) -> HandOff:
    return HandOff(database, stored_appointments(), clinic(method="request"), queue)


def test_a_request_is_due_some_opening_hours_after_it_was_made(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="request"))
    assert (made.status, made.version, made.due_at) == ("proposed", 1, EIGHT + timedelta(hours=4))
    assert events(database) == ["requested"]
    assert trail(database, made.id) == ["request"]


def test_a_call_back_is_reported_as_one(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="request", kind="callback"))
    assert made.due_at == EIGHT + timedelta(hours=4)
    assert events(database) == ["callback"]


def test_a_link_is_recorded_and_the_front_desk_looks_after_it(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="link"))
    assert made.status == "proposed"
    assert made.due_at is not None
    assert events(database) == ["requested"]


def test_the_same_request_again_is_the_same_request(database: Engine, desk: HandOff) -> None:
    wish = new(method="request")
    made = desk.request(wish)
    assert desk.request(wish) == made
    assert desk.request(replace(wish, details=replace(DETAILS, note="again"))) == made
    assert events(database) == ["requested"]
    assert trail(database, made.id) == ["request"]


def test_a_reference_in_use_is_drawn_again(desk: HandOff) -> None:
    first = desk.request(new(method="request"))
    second = desk.request(new(method="request", reference=first.reference))
    assert second.reference != first.reference


def test_changed_wishes_are_due_anew(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="request"))
    with time_machine.travel(EIGHT + timedelta(hours=2), tick=False):
        changed = desk.change(made, replace(DETAILS, when="any morning"), PATIENT, "web")
    assert (changed.version, changed.details.when) == (2, "any morning")
    assert changed.due_at == EIGHT + timedelta(hours=6)
    assert sorted(events(database)) == ["changed", "requested"]


def test_who_changes_or_cancels_an_older_version_is_told_so(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="request"))
    desk.change(made, DETAILS, STAFF, "console")
    with pytest.raises(StaleError):
        desk.change(made, DETAILS, PATIENT, "web")
    with pytest.raises(StaleError):
        desk.cancel(made, PATIENT, "web")
    assert trail(database, made.id) == ["request", "change"]


def test_cancelling_twice_cancels_once(database: Engine, desk: HandOff) -> None:
    made = desk.request(new(method="request"))
    cancelled = desk.cancel(made, PATIENT, "web")
    assert cancelled.status == "cancelled"
    assert desk.cancel(made, PATIENT, "web") == cancelled
    assert events(database) == ["requested", "cancelled"]


def test_what_is_cancelled_cannot_be_changed(desk: HandOff) -> None:
    cancelled = desk.cancel(desk.request(new(method="request")), PATIENT, "web")
    with pytest.raises(TransitionError):
        desk.change(cancelled, DETAILS, PATIENT, "web")


def test_what_cannot_be_reported_is_not_stored(database: Engine) -> None:
    def broken(*_: object) -> None:
        raise OSError

    desk = HandOff(database, stored_appointments(), clinic(method="request"), broken)
    wish = new(method="request", created_at=MONDAY)
    with pytest.raises(OSError):  # noqa: PT011
        desk.request(wish)
    with database.connect() as connection:
        assert stored_appointments().find(connection, wish.id) is None
