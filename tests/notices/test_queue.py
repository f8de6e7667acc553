"""Who is told of what, and when reminders are due."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.quiet_hours import reminder_due
from frontdesk.notices.patient_letter import EVENTS as PATIENT_EVENTS
from frontdesk.notices.queue import SINGLE, WINDOW, Notices
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_stored, writing
from tests.support.samples import BOOKED, CANCELLED, DETAILS, REQUESTED, START, new_queue, rows, settings_of, store
from tests.support.server import SECRET
from tests.support.stores import store_over

DENVER = ZoneInfo("America/Denver")
QUIET = (time(21), time(8))
EARLY = datetime(2026, 11, 20, 16, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
NO_EMAIL = replace(DETAILS, email="")
EVERYTHING = {
    "FRONTDESK_WEBHOOK_URL": "https://example.org/hook",
    "FRONTDESK_WEBHOOK_SECRET": "s" * 32,
    "FRONTDESK_CALDAV_URL": "https://example.org/calendar",
}


def report(
    database: Engine, config: Settings, events: Sequence[tuple[Appointment, str]], now: datetime = EARLY
) -> dict[str, str]:
    """State of each row by "<event>:<kind>" after these events."""
    with time_machine.travel(now, tick=False), writing(database) as connection:
        store(connection, events[0][0])
        for appointment, event in events:
            Notices(config, store_over(database)).report(connection, appointment, event)
    return {row.dedup.split(":", 2)[2]: row.state for row in rows(database)}


def test_a_booking_is_told_to_everyone_set_up_and_reminded_of(database: Engine, tmp_path: Path) -> None:
    told = report(database, settings_of(tmp_path, **EVERYTHING), [(BOOKED, "booked")])
    kinds = ("staff_email", "patient_email", "webhook", "calendar", "reminder")
    assert told == {f"booked:{kind}": "queued" for kind in kinds}


def test_without_webhook_calendar_and_addresses_nobody_is_told(database: Engine, tmp_path: Path) -> None:
    config = settings_of(tmp_path)
    silent = replace(config, clinic=replace(config.clinic, email=None))
    told = report(database, silent, [(replace(BOOKED, details=replace(DETAILS, email="")), "booked")])
    assert told == {}


@pytest.mark.parametrize("event", ["message", "message_contact"])
def test_a_message_for_the_front_desk_reaches_the_front_desk_alone(
    database: Engine, tmp_path: Path, event: str
) -> None:
    message = replace(REQUESTED, kind=MESSAGE)
    told = report(database, settings_of(tmp_path, **EVERYTHING), [(message, event)])
    assert told == {f"{event}:staff_email": "queued"}


@pytest.mark.parametrize("event", sorted(PATIENT_EVENTS))
def test_every_event_reaches_the_patient_and_the_webhook(database: Engine, tmp_path: Path, event: str) -> None:
    told = report(database, settings_of(tmp_path, **EVERYTHING), [(REQUESTED, event)])
    assert {f"{event}:patient_email", f"{event}:webhook"} <= set(told)
    assert (f"{event}:staff_email" in told) == (event != "offer_lapsed")
    assert f"{event}:calendar" not in told


def test_an_unknown_event_is_an_error(database: Engine, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        report(database, settings_of(tmp_path), [(BOOKED, "reminder")])


def test_the_same_change_reported_twice_is_told_once(database: Engine, tmp_path: Path) -> None:
    config = settings_of(tmp_path, **EVERYTHING)
    told = report(database, config, [(BOOKED, "booked"), (BOOKED, "booked")])
    assert len(told) == 5
    assert set(told.values()) == {"queued"}


def test_a_row_holds_the_whole_appointment(database: Engine, tmp_path: Path) -> None:
    report(database, settings_of(tmp_path), [(BOOKED, "booked")])
    payload = json.loads(Vault([SECRET]).open(rows(database)[0].payload))
    assert Appointment.from_dict(payload["appointment"]) == BOOKED


def test_a_cancelled_appointment_is_not_reminded_of(database: Engine, tmp_path: Path) -> None:
    config = settings_of(tmp_path, **EVERYTHING)
    told = report(database, config, [(BOOKED, "booked"), (CANCELLED, "cancelled")])
    assert told["booked:reminder"] == "cancelled"
    assert told["booked:calendar"] == "cancelled"
    assert told["cancelled:calendar"] == "queued"
    assert "cancelled:reminder" not in told


def test_a_moved_appointment_is_reminded_of_at_its_new_time(database: Engine, tmp_path: Path) -> None:
    moved = replace(BOOKED, version=3, start=START + 7 * DAY, end=START + 7 * DAY + timedelta(minutes=45))
    told = report(database, settings_of(tmp_path), [(BOOKED, "booked"), (moved, "rescheduled")])
    assert (told["booked:reminder"], told["rescheduled:reminder"]) == ("cancelled", "queued")
    due = {row.dedup.split(":")[2]: row.due_at for row in rows(database) if row.kind == "reminder"}
    assert due["rescheduled"] == as_stored(START + 6 * DAY)


@pytest.mark.parametrize(
    ("appointment", "now"),
    [
        (replace(BOOKED, details=replace(DETAILS, remind=False)), EARLY),
        (replace(BOOKED, details=replace(DETAILS, email="")), EARLY),
        (replace(BOOKED, status="pending"), EARLY),
        (BOOKED, START - DAY),
        (BOOKED, START - timedelta(hours=3)),
    ],
    ids=["not asked for", "no address", "not booked", "due now", "due in the past"],
)
def test_there_is_no_reminder_where_there_should_be_none(
    database: Engine, tmp_path: Path, appointment: Appointment, now: datetime
) -> None:
    assert "booked:reminder" not in report(database, settings_of(tmp_path), [(appointment, "booked")], now)


def test_a_code_is_queued_once_for_each_name(database: Engine, tmp_path: Path) -> None:
    notices = Notices(settings_of(tmp_path), store_over(database))
    with writing(database) as connection:
        for _ in range(2):
            notices.code(connection, "zoe@example.org", "123456", 10, "verification 1", "en")
    assert [row.kind for row in rows(database)] == ["code"]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-12-03T10:00-07:00", "2026-12-02T10:00-07:00"),  # an ordinary day
        ("2026-12-03T08:00-07:00", "2026-12-02T08:00-07:00"),  # quiet hours are over
        ("2026-12-03T07:30-07:00", "2026-12-01T20:59-07:00"),  # early morning: the evening before
        ("2026-12-03T21:00-07:00", "2026-12-02T20:59-07:00"),  # late evening: a minute earlier
        ("2026-03-08T08:30-06:00", "2026-03-06T20:59-07:00"),  # the day with 23 hours: 7:30 is quiet
        ("2026-03-09T07:30-06:00", "2026-03-07T20:59-07:00"),  # the quiet hours in which clocks go forward
        ("2026-11-01T08:30-07:00", "2026-10-31T09:30-06:00"),  # the day with 25 hours
        ("2026-11-02T07:30-07:00", "2026-10-31T20:59-06:00"),  # the quiet hours in which clocks go back
    ],
)
def test_a_reminder_is_due_a_day_before_outside_quiet_hours(start: str, due: str) -> None:
    found = reminder_due(datetime.fromisoformat(start), QUIET, DENVER)
    assert found == datetime.fromisoformat(due)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)),
    st.sampled_from(
        [QUIET, (time(22, 30), time(7)), (time(1, 30), time(8)), (time(2, 30), time(3)), (time(0), time(9))]
    ),
)
@example(datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc), (time(2, 30), time(8)))  # quiet from a time that is skipped
def test_no_reminder_is_ever_due_in_quiet_hours_or_less_than_a_day_before(
    start: datetime, quiet: tuple[time, time]
) -> None:
    due = reminder_due(start, quiet, DENVER)
    at, (begins, ends) = due.astimezone(DENVER).time(), quiet
    assert start - timedelta(hours=48) < due <= start - DAY
    assert not (begins <= at < ends if begins < ends else at >= begins or at < ends)


def test_a_clinic_without_quiet_hours_reminds_at_any_time() -> None:
    start = datetime(2026, 12, 3, 10, 0, tzinfo=timezone.utc)  # 3 a.m.
    assert reminder_due(start, (time(8), time(8)), DENVER) == start - DAY


def test_a_flood_of_requests_is_a_few_e_mails_and_one_for_all_the_rest(database: Engine, tmp_path: Path) -> None:
    config = settings_of(tmp_path)
    wishes = [replace(REQUESTED, id=f"{n:032x}", reference=f"AAA-{n:03}", details=NO_EMAIL) for n in range(40)]
    with time_machine.travel(EARLY, tick=False), writing(database) as connection:
        for wish in wishes:
            store(connection, wish)
            for _ in range(2):  # reported again, as after a conflict: nothing is told twice
                Notices(config, store_over(database)).report(connection, wish, "requested")
    queued = [row for row in rows(database) if row.state == "queued"]
    assert [row.kind for row in queued].count("staff_email") == SINGLE
    (summary,) = [row for row in queued if row.kind == "staff_summary"]
    assert summary.due_at == as_stored(EARLY + WINDOW)
    told = json.loads(Vault([SECRET]).open(summary.payload))["items"]
    assert [item["appointment"]["reference"] for item in told] == [wish.reference for wish in wishes[SINGLE:]]


def test_what_comes_after_the_flood_is_told_by_itself_again(database: Engine, tmp_path: Path) -> None:
    config = settings_of(tmp_path)
    for number, moment in enumerate([EARLY] * (SINGLE + 2) + [EARLY + WINDOW + timedelta(seconds=1)]):
        wish = replace(REQUESTED, id=f"{number:032x}", reference=f"AAA-{number:03}", details=NO_EMAIL)
        with time_machine.travel(moment, tick=False), writing(database) as connection:
            store(connection, wish)
            Notices(config, store_over(database)).report(connection, wish, "requested")
    assert [row.kind for row in rows(database) if row.state == "queued"].count("staff_email") == SINGLE + 1


def test_a_summary_that_is_being_sent_takes_nothing_more(database: Engine, tmp_path: Path) -> None:
    config, queue = settings_of(tmp_path), new_queue()

    def flood(numbers: range) -> None:
        with writing(database) as connection:
            for number in numbers:
                wish = replace(REQUESTED, id=f"{number:032x}", reference=f"AAA-{number:03}", details=NO_EMAIL)
                store(connection, wish)
                Notices(config, store_over(database)).report(connection, wish, "requested")

    with time_machine.travel(EARLY, tick=False) as clock:
        flood(range(SINGLE + 2))
        clock.shift(WINDOW - timedelta(seconds=1))
        while queue.claim(database):
            pass
        clock.shift(timedelta(seconds=1))
        claim = queue.claim(database)
        assert claim is not None
        assert claim.kind == "staff_summary"
        flood(range(SINGLE + 2, SINGLE + 2 + SINGLE + 3))
    gathered = [
        len(json.loads(Vault([SECRET]).open(row.payload))["items"]) for row in rows(database) if row.kind == claim.kind
    ]
    assert sorted(gathered) == [2, 3]
