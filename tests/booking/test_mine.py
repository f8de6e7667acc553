"""Which of several appointments on one phone a message means."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from frontdesk.appointments.appointment import Appointment, Details, Period
from frontdesk.booking.mine import is_of_another, meant, says_same_time, with_same_time

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


def test_mine_is_the_one_that_is_for_nobody_else() -> None:
    for_her = replace(DAUGHTER, details=Details(name="Fay Example", for_whom="daughter"))
    assert meant([MOTHER, for_her], "can you move mine") == [MOTHER]


@pytest.mark.parametrize(
    ("named", "text", "is_it"),
    [
        ("Noah Other", "cancel Noah Other's visit", True),
        ("Rita Example", "cancel for rita example", False),
        ("Noah Other", "cancel CDM-D6B for Noah Other", False),
        ("", "cancel it", False),
    ],
)
def test_an_appointment_of_somebody_else_is_none_of_these(named: str, text: str, is_it: bool) -> None:
    assert is_of_another(named, [MOTHER, DAUGHTER], text) is is_it


def test_the_same_time_is_put_into_words() -> None:
    assert says_same_time("monday at the same time please")
    assert with_same_time("monday at the same time please", "at 4 p.m.") == "monday at 4 p.m."
    assert not says_same_time("at the same clinic")
