"""Which of several appointments on one phone a message means."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from frontdesk.appointments.appointment import Appointment, Details, Period
from frontdesk.booking.mine import meant

START = datetime(2026, 12, 3, 23, 0, tzinfo=timezone.utc)
MOTHER = Appointment(
    id="a" * 32,
    reference="WXY-234",
    kind="booking",
    method="slots",
    status="booked",
    version=1,
    conversation_id="one",
    channel="sms",
    created_at=START - timedelta(days=5),
    due_at=None,
    details=Details(name="Rita Example"),
    start=START,
    end=START + timedelta(minutes=45),
)
DAUGHTER = replace(
    MOTHER, id="b" * 32, reference="CDM-D6B", details=Details(name="Fay Example"), start=START + timedelta(days=1)
)


@pytest.mark.parametrize(
    "text", ["cancel it please, its CDM-D6B", "cancel cdm d6b", "cancel Fay's visit", "it's for fay"]
)
def test_a_reference_or_a_first_name_says_which(text: str) -> None:
    assert meant([MOTHER, DAUGHTER], text) == [DAUGHTER]


def test_the_day_says_which() -> None:
    day = Period(START.replace(hour=7), START.replace(hour=7) + timedelta(days=1))
    assert meant([MOTHER, DAUGHTER], "cancel thursday", [day]) == [MOTHER]


@pytest.mark.parametrize("text", ["cancel my appointment", "cancel my daughters appointment", "cancel both"])
def test_what_does_not_say_means_any(text: str) -> None:
    assert meant([MOTHER, DAUGHTER], text) == [MOTHER, DAUGHTER]
