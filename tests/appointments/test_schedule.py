"""Free times: hours, closures, lead time, horizon, buffers, what is taken, clock changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Period
from frontdesk.appointments.schedule import Schedule
from frontdesk.appointments.slots import Slots
from frontdesk.settings.booking import Practitioner, Service
from tests.support.slots import (
    ANN,
    DETAILS,
    EDMONTON,
    MONDAY,
    SHORT,
    UTC,
    clinic,
    clocks,
    every_day,
    free,
    new,
    slot_at,
    slots_of,
)

TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(clinic())


def window(day: date, opens: str, closes: str, zone: ZoneInfo = EDMONTON) -> Period:
    start, end = (datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC) for clock in (opens, closes))
    return Period(start, end)


TUESDAY = window(date(2026, 6, 2), "00:00", "23:59")


def test_visits_follow_each_other_with_their_buffers_and_each_start_is_shown_once(
    database: Engine, schedule: Schedule
) -> None:
    assert clocks(free(database, schedule, windows=[TUESDAY])) == [
        "06-02 09:00 ann",
        "06-02 10:00 ann",
        "06-02 11:00 ann",
        "06-02 13:00 bob",
        "06-02 14:00 bob",
    ]


def test_a_visit_ends_within_the_hours_but_its_buffer_may_run_over(database: Engine) -> None:
    def last(closes: str) -> str:
        ann = replace(ANN, hours=every_day(("09:00", closes)))
        return clocks(free(database, Schedule(clinic(practitioners=(ann,))), windows=[TUESDAY]))[-1]

    assert last("11:45") == "06-02 11:00 ann"
    assert last("11:44") == "06-02 10:00 ann"


def test_more_are_shown_by_skipping_what_was_shown(database: Engine, schedule: Schedule) -> None:
    everything = free(database, schedule)
    assert free(database, schedule, limit=3) == everything[:3]
    assert free(database, schedule, limit=3, skip=3) == everything[3:6]


def test_only_practitioners_of_the_service_and_only_the_one_asked_for(database: Engine, schedule: Schedule) -> None:
    assert {slot.practitioner for slot in free(database, schedule, service="short")} == {"ann"}
    assert {slot.practitioner for slot in free(database, schedule, practitioner="bob")} == {"bob"}
    assert free(database, schedule, service="short", practitioner="bob") == []


def test_a_service_that_is_not_listed_is_an_error(database: Engine, schedule: Schedule) -> None:
    with pytest.raises(KeyError):
        free(database, schedule, service="massage")


def test_of_two_who_are_free_the_one_with_less_to_do_that_day_is_shown(database: Engine) -> None:
    slots = slots_of(database)
    slots.hold(new(), slot_at("11:00", "ann"), MONDAY)
    assert clocks(free(database, slots.schedule, windows=[TUESDAY]))[:3] == [
        "06-02 09:00 bob",
        "06-02 10:00 bob",
        "06-02 11:00 bob",
    ]
    assert clocks(free(database, slots.schedule))[0] == "06-01 09:00 ann"


def test_times_begin_after_the_lead_time_and_end_with_the_horizon(database: Engine) -> None:
    schedule = Schedule(clinic(lead_hours=3, horizon_days=2))
    found = clocks(free(database, schedule))
    assert found[0] == "06-01 09:00 ann"  # three hours after 6:00, to the minute
    assert found[-1] == "06-03 14:00 bob"
    assert clocks(free(database, schedule, now=MONDAY + timedelta(minutes=1)))[0] == "06-01 10:00 ann"


def test_days_of_closure_and_days_without_hours_have_none(database: Engine) -> None:
    ann = replace(ANN, hours={day: spans for day, spans in ANN.hours.items() if day != "wednesday"})
    of = clinic(practitioners=(ann,), horizon_days=4, closures=frozenset({date(2026, 6, 2), date(2026, 6, 4)}))
    assert {found[:5] for found in clocks(free(database, Schedule(of)))} == {"06-01", "06-05"}


def test_a_time_fits_a_window_if_it_begins_in_it(database: Engine, schedule: Schedule) -> None:
    windows = [window(date(2026, 6, 3), "10:00", "11:00"), window(date(2026, 6, 2), "13:30", "14:01")]
    assert clocks(free(database, schedule, windows=windows)) == ["06-02 14:00 bob", "06-03 10:00 ann"]
    assert free(database, schedule, windows=[window(date(2026, 5, 1), "00:00", "23:00")]) == []
    assert free(database, schedule, windows=[window(date(2026, 8, 1), "00:00", "23:00")]) == []


def test_what_another_calendar_has_is_not_offered_and_cannot_be_held(database: Engine) -> None:
    meeting = window(date(2026, 6, 2), "09:50", "10:05")

    def busy(start: datetime, end: datetime) -> Sequence[Period]:
        return [meeting] if start < meeting.end and meeting.start < end else []

    found = clocks(free(database, Schedule(clinic(), busy), windows=[TUESDAY], practitioner="ann"))
    assert found == ["06-02 11:00 ann"]  # the 9:00 visit is over at 9:45, its buffer at 10:00
    assert not Schedule(clinic(), busy).is_busy(slot_at("11:00"))
    assert Schedule(clinic(), busy).is_busy(slot_at("09:00"))


NIGHT = Service("night", "Night visit", 30)


def night_slots(database: Engine, zone: ZoneInfo, day: date, hours: tuple[str, str] = ("01:00", "04:00")) -> list[str]:
    owl = Practitioner("owl", "Owl Example", ("night",), every_day(hours))
    schedule = Schedule(clinic(zone, services=(NIGHT,), practitioners=(owl,), lead_hours=0))
    now = datetime.combine(day, time(0), zone).astimezone(UTC) - timedelta(days=1)
    found = free(database, schedule, now, service="night", windows=[window(day, "00:00", "23:59", zone)])
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(slot.end - slot.start == timedelta(minutes=30) for slot in found)
    return [f"{slot.start.astimezone(zone):%H:%M}={slot.start:%H:%M}Z" for slot in found]


@pytest.mark.parametrize(("zone", "hour"), [(TORONTO, 7), (EDMONTON, 9)])
def test_times_that_the_spring_change_skips_are_not_offered(database: Engine, zone: ZoneInfo, hour: int) -> None:
    assert night_slots(database, zone, date(2026, 3, 8)) == [
        f"01:00={hour - 1:02}:00Z",
        f"01:30={hour - 1:02}:30Z",
        f"03:00={hour:02}:00Z",  # 02:00 and 02:30 do not exist
        f"03:30={hour:02}:30Z",
    ]
    assert night_slots(database, zone, date(2026, 3, 8), ("02:30", "04:00")) == [
        f"03:00={hour:02}:00Z",
        f"03:30={hour:02}:30Z",
    ]


def test_of_a_time_that_comes_twice_in_autumn_the_first_is_meant(database: Engine) -> None:
    assert night_slots(database, TORONTO, date(2026, 11, 1), ("00:30", "02:30")) == [
        "00:30=04:30Z",
        "01:00=05:00Z",
        "01:30=05:30Z",
        "02:00=07:00Z",
    ]


def test_alberta_no_longer_changes_its_clocks_in_autumn_2026(database: Engine) -> None:
    assert night_slots(database, EDMONTON, date(2026, 11, 1), ("01:00", "02:30")) == [
        "01:00=07:00Z",
        "01:30=07:30Z",
        "02:00=08:00Z",
    ]


@pytest.mark.parametrize(("day", "hours_between"), [(date(2026, 3, 7), 23), (date(2026, 10, 31), 25)])
def test_nine_in_the_morning_stays_nine_across_a_change(database: Engine, day: date, hours_between: int) -> None:
    now = datetime.combine(day, time(0), TORONTO).astimezone(UTC)
    schedule = Schedule(clinic(TORONTO, lead_hours=0, practitioners=(ANN,)))
    first, second = (
        found
        for found in free(database, schedule, now, windows=[Period(now, now + timedelta(days=2))])
        if found.start.astimezone(TORONTO).time() == time(9)
    )
    assert second.start - first.start == timedelta(hours=hours_between)


def test_made_up_times_are_told_from_real_ones(schedule: Schedule) -> None:
    real = slot_at("09:00")
    assert schedule.is_real(real, MONDAY)
    minute = timedelta(minutes=1)
    made_up = [
        replace(real, start=real.start + minute, end=real.end + minute, busy_until=real.busy_until + minute),
        replace(real, busy_until=real.end),
        replace(real, practitioner="eve"),
        replace(real, service="massage"),
        slot_at("09:00", "bob", SHORT),
        slot_at("12:00"),
        slot_at("09:00", day=date(2026, 5, 31)),
        slot_at("09:00", day=date(2026, 6, 16)),
    ]
    assert [schedule.is_real(slot, MONDAY) for slot in made_up] == [False] * len(made_up)


def test_what_is_held_or_booked_is_taken_with_its_buffer(database: Engine, slots: Slots) -> None:
    visit = slots.hold(new(), slot_at("10:00"), MONDAY)
    slots.confirm(visit.id, DETAILS, MONDAY)
    slots.hold(new(), slot_at("11:30", service=SHORT), MONDAY)
    found = clocks(free(database, slots.schedule, service="short", windows=[TUESDAY]))
    assert found == ["06-02 09:00 ann", "06-02 09:30 ann", "06-02 11:00 ann"]  # 10:45 to 11:00 is the buffer
    assert clocks(free(database, slots.schedule, windows=[TUESDAY], practitioner="ann")) == ["06-02 09:00 ann"]
