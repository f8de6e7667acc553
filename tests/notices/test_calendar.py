"""The calendar mirror against a real CalDAV server (Radicale)."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests
import time_machine
from icalendar import Calendar as ICalendar

from frontdesk.appointments.appointment import Appointment, Period
from frontdesk.notices.calendar import Calendar
from frontdesk.notices.errors import DeliveryError
from frontdesk.notices.invitation import ics
from frontdesk.settings.clinic import Clinic
from tests.support.samples import BOOKED, CANCELLED, DETAILS, NAME, REASON, START, claim_of, payload_of, settings_of
from tests.support.server import free_port
from tests.support.stand_ins import HOST, http_server, silent_server

USER, PASSWORD = "desk", "correct:horse@"
DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=timezone.utc)  # midnight in Denver
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T000000Z
SUMMARY:Somebody else's
{lines}
END:VEVENT
END:VCALENDAR
"""


class Radicale:
    """A running server with one calendar; `url` holds user and password."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        users = folder / "users"
        users.write_text(f"{USER}:{PASSWORD}\n")
        options = [
            f"--server-hosts={HOST}:{port}",
            "--auth-type=htpasswd",
            f"--auth-htpasswd-filename={users}",
            "--auth-htpasswd-encryption=plain",
            f"--storage-filesystem-folder={folder / 'collections'}",
            "--logging-level=warning",
        ]
        self._log = (folder / "radicale.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config=", *options], stdout=self._log, stderr=self._log
        )
        self.plain = f"http://{HOST}:{port}/{USER}/clinic"
        self.url = f"http://{USER}:correct%3Ahorse%40@{HOST}:{port}/{USER}/clinic"
        for _ in range(200):
            try:
                made = self.ask("MKCALENDAR", "")
                assert made.status_code == 201
                return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("Radicale did not start.")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> requests.Response:
        return requests.request(
            method, self.plain + path, data=body.encode(), headers=headers, auth=(USER, PASSWORD), timeout=5
        )

    def put(self, uid: str, *lines: str) -> None:
        """Put an event of somebody else's into the calendar."""
        content = EVENT.format(uid=uid, lines="\n".join(lines)).replace("\n", "\r\n")
        done = self.ask("PUT", f"/{uid}.ics", content, **{"Content-Type": "text/calendar"})
        assert done.status_code in (201, 204), done.text

    def clear(self) -> None:
        self.ask("DELETE", "")
        self.ask("MKCALENDAR", "")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self._log.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    server = Radicale(tmp_path_factory.mktemp("radicale"))
    yield server
    server.stop()


@pytest.fixture
def radicale(running: Radicale) -> Radicale:
    """The server with an empty calendar."""
    running.clear()
    return running


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return settings_of(tmp_path).clinic


@pytest.fixture
def calendar(radicale: Radicale, clinic: Clinic) -> Calendar:
    return Calendar(radicale.url, clinic, "frontdesk@example.org")


def mirror(calendar: Calendar, appointment: Appointment) -> None:
    calendar.send(claim_of("calendar"), payload_of(appointment, "booked"))


def test_a_booked_time_appears_without_a_word_on_the_patient(calendar: Calendar, radicale: Radicale) -> None:
    mirror(calendar, BOOKED)
    content = radicale.ask("GET", f"/{BOOKED.id}.ics").text
    event = ICalendar.from_ical(content).walk("VEVENT")[0]
    assert (event.start, event.end, event["SUMMARY"]) == (
        BOOKED.start,
        BOOKED.end,
        "Appointment at Momentum Physiotherapy",
    )
    assert "METHOD" not in content
    assert "ATTENDEE" not in content
    assert not [word for word in (NAME, "Quillfeather", REASON, DETAILS.phone, DETAILS.email) if word in content]


def test_a_change_replaces_the_event_and_a_repeat_or_an_older_one_does_not(
    calendar: Calendar, radicale: Radicale
) -> None:
    moved = replace(BOOKED, version=3, start=START + DAY, end=START + DAY + timedelta(minutes=45))
    for appointment in (BOOKED, BOOKED, moved):
        mirror(calendar, appointment)
    before = radicale.ask("GET", f"/{BOOKED.id}.ics")
    with time_machine.travel(datetime.now(timezone.utc) + DAY):
        for appointment in (moved, BOOKED):
            mirror(calendar, appointment)
    after = radicale.ask("GET", f"/{BOOKED.id}.ics")
    event = ICalendar.from_ical(after.text).walk("VEVENT")[0]
    assert (event.start, event["SEQUENCE"]) == (moved.start, 2)
    assert before.headers["ETag"] == after.headers["ETag"]


def test_a_cancelled_appointment_disappears_and_may_be_gone_already(calendar: Calendar, radicale: Radicale) -> None:
    mirror(calendar, BOOKED)
    for _ in range(2):
        mirror(calendar, CANCELLED)
        assert radicale.ask("GET", f"/{BOOKED.id}.ics").status_code == 404


def test_an_event_that_changed_in_between_is_not_overwritten(clinic: Clinic) -> None:
    with http_server(404, 412) as server:
        with pytest.raises(DeliveryError, match=r"^calendar: HTTP 412$"):
            mirror(Calendar(server.url, clinic, "f@example.org"), BOOKED)
        assert server.requests[-1][2]["If-None-Match"] == "*"
    older = ics(replace(BOOKED, version=1), clinic, "f@example.org")
    with http_server(200, 412, headers={"ETag": '"abc"'}, body=older) as server:
        with pytest.raises(DeliveryError, match=r"^calendar: HTTP 412$"):
            mirror(Calendar(server.url, clinic, "f@example.org"), BOOKED)
        assert server.requests[-1][2]["If-Match"] == '"abc"'


def test_a_wrong_password_is_an_error_that_shows_neither_address_nor_password(
    radicale: Radicale, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = Calendar(radicale.url.replace("horse", "mare"), clinic, "f@example.org")
    with pytest.raises(DeliveryError, match=r"^calendar: HTTP 401$"):
        mirror(wrong, BOOKED)
    assert wrong.busy(MORNING, MORNING + DAY) == []
    assert "mare" not in caplog.text
    assert HOST not in caplog.text
    assert "HTTP 401" in caplog.text


def test_busy_times_are_what_others_put_there(calendar: Calendar, radicale: Radicale) -> None:
    mirror(calendar, BOOKED)
    radicale.put("meeting", "DTSTART:20261123T160000Z", "DTEND:20261123T170000Z")
    radicale.put("overlapping", "DTSTART:20261123T163000Z", "DURATION:PT1H")
    radicale.put("local", "DTSTART;TZID=America/Denver:20261123T130000", "DTEND;TZID=America/Denver:20261123T140000")
    radicale.put("floating", "DTSTART:20261123T150000", "DTEND:20261123T160000")
    radicale.put("free", "DTSTART:20261123T180000Z", "DTEND:20261123T190000Z", "TRANSP:TRANSPARENT")
    radicale.put("off", "DTSTART:20261123T180000Z", "DTEND:20261123T190000Z", "STATUS:CANCELLED")
    radicale.put("another day", "DTSTART:20261125T180000Z", "DTEND:20261125T190000Z")
    found = [
        (period.start.hour, period.start.minute, period.end.hour) for period in calendar.busy(MORNING, MORNING + DAY)
    ]
    assert found == [(16, 0, 17), (16, 30, 17), (20, 0, 21), (22, 0, 23)]


def test_our_own_appointments_are_not_busy_times(calendar: Calendar) -> None:
    mirror(calendar, BOOKED)
    assert calendar.busy(START - DAY, START + DAY) == []


def test_a_whole_day_is_busy_in_the_clinics_zone(calendar: Calendar, radicale: Radicale) -> None:
    radicale.put("holiday", "DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261124")
    expected = [Period(MORNING, MORNING + DAY)]
    assert calendar.busy(MORNING, MORNING + DAY) == expected
    assert calendar.busy(MORNING + DAY - timedelta(hours=2), MORNING + 2 * DAY) == expected
    assert calendar.busy(MORNING + DAY, MORNING + 2 * DAY) == []


def test_what_repeats_is_busy_each_time_at_the_same_wall_time(calendar: Calendar, radicale: Radicale) -> None:
    radicale.put(
        "weekly",
        "DTSTART;TZID=America/Denver:20261026T090000",
        "DTEND;TZID=America/Denver:20261026T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=America/Denver:20261109T090000",
    )
    start = datetime(2026, 10, 20, tzinfo=timezone.utc)
    found = [f"{period.start:%m-%d %H}" for period in calendar.busy(start, start + 60 * DAY)]
    assert found == ["10-26 15", "11-02 16", "11-16 16"]


def test_busy_times_are_remembered_for_a_minute(calendar: Calendar, radicale: Radicale) -> None:
    assert calendar.busy(MORNING, MORNING + DAY) == []
    radicale.put("new", "DTSTART:20261123T160000Z", "DTEND:20261123T170000Z")
    assert calendar.busy(MORNING + timedelta(minutes=3), MORNING + DAY) == []
    later = time.monotonic() + 61
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: later)
        assert len(calendar.busy(MORNING, MORNING + DAY)) == 1


def test_one_broken_event_does_not_hide_the_others(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    good = EVENT.format(uid="good", lines="DTSTART:20261123T160000Z\nDTEND:20261123T170000Z")
    broken = [
        "secret nonsense",
        EVENT.format(uid="x", lines="DTSTART:20261123T160000Z\nRRULE:FREQ=SECRETLY"),
        EVENT.format(uid="x", lines="SUMMARY:secret and without a time"),
    ]
    data = "".join(f"<c:calendar-data>{text}</c:calendar-data>" for text in [*broken, good])
    answer = f'<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">{data}</d:multistatus>'
    with http_server(207, body=answer.encode()) as server:
        periods = Calendar(server.url, clinic, "f@example.org").busy(MORNING, MORNING + DAY)
    assert len(periods) == 1
    assert "secret" not in caplog.text.lower()


@pytest.mark.parametrize("body", [b"", b"secret <nonsense", b"<html/>"])
def test_an_answer_that_is_no_calendar_keeps_nobody_from_booking(
    clinic: Clinic, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with http_server(200, body=body) as server:
        assert Calendar(server.url, clinic, "f@example.org").busy(MORNING, MORNING + DAY) == []
    assert "secret" not in caplog.text


def test_a_calendar_that_says_nothing_costs_three_seconds_once_a_minute(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    with silent_server() as port:
        calendar = Calendar(f"http://desk:pass@{HOST}:{port}/x", clinic, "f@example.org")
        began = time.monotonic()
        for _ in range(3):
            assert calendar.busy(MORNING, MORNING + DAY) == []
        assert 2.9 < time.monotonic() - began < 4
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "pass" not in caplog.text


def test_a_calendar_that_is_gone_is_an_error_to_try_again_later(clinic: Clinic) -> None:
    calendar = Calendar(f"http://{HOST}:9/x", clinic, "f@example.org")
    for appointment in (BOOKED, CANCELLED):
        with time_machine.travel(START), pytest.raises(DeliveryError, match=r"^calendar: \w*Connection\w*$"):
            mirror(calendar, appointment)
