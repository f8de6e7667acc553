"""Phone numbers and stretches of time in words."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from frontdesk.appointments.appointment import Period
from frontdesk.appointments.wording import phone_in_words, stretch, stretches

START = datetime(2026, 11, 26, 16, 0, tzinfo=timezone.utc)
DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("+17805550123", "(780) 555-0123"),
        ("+17805550123;ext=12", "(780) 555-0123 ext. 12"),
        ("+442079460000", "+44 20 7946 0000"),
        ("call me\nmaybe", "call me maybe"),
    ],
)
def test_numbers_read_as_people_of_the_region_write_them(phone: str, words: str) -> None:
    assert phone_in_words(phone, "CA") == words


def test_stretches_read_in_the_clinics_zone() -> None:
    morning, night = Period(START, START + timedelta(hours=3)), Period(START, START + timedelta(hours=20))
    assert stretch(morning, DENVER) == "Thursday 26 November 2026, 9:00 a.m. to 12:00 noon"
    assert stretch(night, DENVER) == "Thursday 26 November 2026, 9:00 a.m. to Friday 27 November 2026, 5:00 a.m."
    assert "; or " in stretches([morning, night], DENVER)
