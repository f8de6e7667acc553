"""What patients hear of the bookings that were made in their conversation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.standing import in_words, standing, standing_of
from frontdesk.appointments.states import BOOKED, CANCELLED, PATIENT, PENDING, PROPOSED
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.schema import migrate
from tests.support.databases import open_only
from tests.support.stores import store_of

CLINIC = read_clinic(Path("tests/conversations/booking/slots.clinic"))
APPOINTMENT = Appointment(
    id="a" * 32,
    reference="WXY-234",
    kind="booking",
    method="slots",
    status=BOOKED,
    version=1,
    conversation_id="chat",
    channel="web",
    created_at=datetime(2026, 11, 24, 16, tzinfo=timezone.utc),
    due_at=None,
    details=Details(),
    service="first_visit",
    practitioner="room_one",
    start=datetime(2026, 12, 1, 21, tzinfo=timezone.utc),
    end=datetime(2026, 12, 1, 21, 45, tzinfo=timezone.utc),
)
REQUEST = replace(
    APPOINTMENT,
    status=PROPOSED,
    start=None,
    end=None,
    practitioner=None,
    details=Details(when="any day, in the morning"),
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(APPOINTMENT.created_at + timedelta(hours=1), tick=False):
        yield


def store(config: Settings, appointment: Appointment) -> None:
    engine = open_only(config.database_url)
    migrate(engine)
    with engine.begin() as connection:
        appointments = Appointments(Vault(config.secret_keys), Lookup(config.secret_keys))
        appointments.create(connection, appointment, "hold", PATIENT)


def test_a_booked_time_is_told_with_whom_it_is() -> None:
    assert in_words([APPOINTMENT], CLINIC) == (
        "In this chat you booked Tuesday 1 December, 3 p.m., with the physiotherapist in room one (WXY-234)."
    )


def test_a_request_is_not_called_booked() -> None:
    assert in_words([REQUEST], CLINIC) == (
        "In this chat you asked for an appointment, any day, in the morning (WXY-234); it is not confirmed yet."
    )


def test_a_call_back_is_no_appointment() -> None:
    assert in_words([replace(REQUEST, kind="callback")], CLINIC) == "In this chat you asked for a call-back (WXY-234)."


@pytest.mark.parametrize(("status", "stands"), [(PROPOSED, True), (BOOKED, True), (PENDING, False), (CANCELLED, False)])
def test_what_is_only_held_or_over_does_not_stand(status: str, stands: bool) -> None:
    assert bool(standing([replace(APPOINTMENT, status=status)])) is stands


def test_another_conversation_hears_nothing(config: Settings) -> None:
    store(config, APPOINTMENT)
    assert "WXY-234" in standing_of(config.clinic, store_of(config))("chat")
    assert standing_of(config.clinic, store_of(config))("another") == ""


def test_a_visit_that_is_over_is_not_told(config: Settings) -> None:
    store(config, replace(APPOINTMENT, start=APPOINTMENT.created_at, end=APPOINTMENT.created_at))
    assert standing_of(config.clinic, store_of(config))("chat") == ""


def test_a_database_that_cannot_be_read_is_not_the_patients_trouble(config: Settings) -> None:
    assert standing_of(config.clinic, store_of(config))("chat") == ""


def test_each_is_named_where_several_people_come() -> None:
    theirs = [replace(REQUEST, details=replace(REQUEST.details, name=name)) for name in ("Don Petrie", "Marge Petrie")]
    told = in_words(theirs, CLINIC)
    assert "(Don, WXY-234)" in told
    assert "(Marge, WXY-234)" in told
