"""Opening hours as a clock. Times are local in Edmonton unless a zone is named."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.appointments.business_hours import due, next_opening
from frontdesk.appointments.wall_clock import instant
from frontdesk.settings.values import Hours
from tests.support.slots import UTC

EDMONTON, TORONTO = ZoneInfo("America/Edmonton"), ZoneInfo("America/Toronto")
HOURS: Hours = dict.fromkeys(["monday", "tuesday", "wednesday", "thursday"], ((time(8), time(18)),)) | {
    "friday": ((time(8), time(12)), (time(13), time(16)))
}
NIGHTS: Hours = {"saturday": ((time(22), time(23, 59)),), "sunday": ((time(0), time(6)),)}
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})


def local(text: str, zone: ZoneInfo = EDMONTON) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-06-01 09:00", 4, "2026-06-01 13:00"),  # a Monday
        ("2026-06-01 14:00", 4, "2026-06-01 18:00"),  # to the very end of the day
        ("2026-06-01 16:30", 4, "2026-06-02 10:30"),  # over night
        ("2026-06-01 05:00", 4, "2026-06-01 12:00"),  # before opening
        ("2026-06-01 23:00", 4, "2026-06-02 12:00"),  # after closing
        ("2026-06-05 10:00", 4, "2026-06-05 15:00"),  # over lunch
        ("2026-06-05 12:30", 1, "2026-06-05 14:00"),  # during lunch
        ("2026-06-05 15:00", 4, "2026-06-08 11:00"),  # over the weekend
        ("2026-06-06 12:00", 4, "2026-06-08 12:00"),  # on the weekend
        ("2026-12-24 17:00", 4, "2026-12-29 11:00"),  # closed on Friday and Monday
        ("2026-06-01 09:00", 40, "2026-06-05 09:00"),  # many days
    ],
)
def test_due_times_count_only_opening_hours(now: str, hours: int, expected: str) -> None:
    assert due(local(now), hours, HOURS, CHRISTMAS, EDMONTON) == local(expected)


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-06-01 16:00", 4, "2026-06-02 10:00"),
        ("2026-06-05 17:00", 4, "2026-06-08 11:00"),
    ],
)
def test_without_hours_weekdays_from_eight_to_six_are_supposed(now: str, hours: int, expected: str) -> None:
    assert due(local(now), hours, {}, frozenset(), EDMONTON) == local(expected)


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-03-07 22:00", 4, "2026-03-08 03:01"),  # an hour is missing: 23:59 is followed by 0:00, 1:59 by 3:00
        ("2026-10-31 22:00", 3, "2026-11-01 01:01-04:00"),  # 1:01 comes twice, this is the first
        ("2026-10-31 22:00", 4, "2026-11-01 01:01-05:00"),  # and this the second
    ],
)
def test_clock_changes_are_counted_as_time_that_really_passes(now: str, hours: int, expected: str) -> None:
    end = due(local(now, TORONTO), hours, NIGHTS, frozenset(), TORONTO)
    assert end == local(expected, TORONTO)


def test_a_day_on_which_the_clocks_change_does_not_move_the_clinics_day() -> None:
    assert due(local("2026-03-06 15:30", TORONTO), 1, HOURS, frozenset(), TORONTO) == local("2026-03-09 08:30", TORONTO)
    assert due(local("2026-10-30 15:30", TORONTO), 1, HOURS, frozenset(), TORONTO) == local("2026-11-02 08:30", TORONTO)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-01 09:00", "2026-06-01 09:00"),
        ("2026-06-01 07:00", "2026-06-01 08:00"),
        ("2026-06-01 18:00", "2026-06-02 08:00"),
        ("2026-06-05 12:15", "2026-06-05 13:00"),
        ("2026-06-05 16:00", "2026-06-08 08:00"),
        ("2026-12-24 18:00", "2026-12-29 08:00"),
    ],
)
def test_the_next_opening_is_now_or_the_next_beginning(now: str, expected: str) -> None:
    assert next_opening(local(now), HOURS, CHRISTMAS, EDMONTON) == local(expected)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.integers(1, 80),
    st.integers(1, 80),
)
def test_waiting_twice_is_waiting_the_sum(now: datetime, one: int, other: int) -> None:
    def later(since: datetime, hours: int) -> datetime:
        return due(since, hours, HOURS, CHRISTMAS, TORONTO)

    assert later(later(now, one), other) == later(now, one + other)


def test_a_skipped_time_is_no_instant() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), TORONTO) is None
    assert instant(date(2026, 3, 8), time(2, 30), EDMONTON) is None
    assert instant(date(2026, 11, 1), time(1, 30), TORONTO) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert instant(date(2026, 11, 1), time(1, 30), EDMONTON) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
