"""The clinic's own calendar (CalDAV, RFC 4791): booked times are mirrored to it, its busy times are read from it.

1. Each appointment is one object, `<appointment id>.ics`. It is replaced only by a newer version (SEQUENCE), and only if nobody
   else changed it in between (ETag). A cancelled appointment is deleted.
2. CalDAV does not prevent overlapping events; the database does. The calendar is a mirror and a source of busy times.
3. Busy times are those that others put there. Our own events are left out, because the database knows them and their owners.
   Each stretch is remembered for a minute. A calendar that does not answer does not prevent bookings.
"""

import logging
import time
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from icalendar import Calendar as ICalendar

from frontdesk.appointments.appointment import Appointment, Period
from frontdesk.appointments.states import CANCELLED
from frontdesk.notices.busy import busy_periods, calendar_query
from frontdesk.notices.errors import DeliveryError
from frontdesk.notices.invitation import ics, sequence
from frontdesk.outbox.claims import Claim
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings

_WRITE_SECONDS = 10
_READ_SECONDS = 3
_REMEMBER_SECONDS = 60
_DAY = timedelta(days=1)
_GONE = frozenset({404, 410})

_log = logging.getLogger(__name__)


class Calendar:
    """One calendar collection. Its address may contain user and password; they are never logged."""

    def __init__(self, url: str, clinic: Clinic, sender: str) -> None:
        parts = urlsplit(url)
        self._auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).rstrip("/") + "/"
        self._clinic = clinic
        self._sender = sender
        self._remembered: dict[tuple[datetime, datetime], tuple[float, list[Period]]] = {}

    def send(self, claim: Claim, payload: Any) -> None:
        """Mirror one appointment: put a booked one, delete a cancelled one. Raises DeliveryError."""
        appointment = Appointment.from_dict(payload["appointment"])
        if appointment.status == CANCELLED:
            status = self._request("DELETE", self._object(appointment)).status_code
            if status not in _GONE:
                _accept(status)
        else:
            self._put(appointment)

    def busy(self, start: datetime, end: datetime) -> list[Period]:
        """When the calendar is busy between two aware moments, in order; nothing if it does not answer within 3 s."""
        days = (_midnight(start) - _DAY, _midnight(end) + 2 * _DAY)  # a server may place whole-day events by UTC
        oldest = time.monotonic() - _REMEMBER_SECONDS
        self._remembered = {key: value for key, value in self._remembered.items() if value[0] > oldest}
        if days not in self._remembered:
            self._remembered[days] = (time.monotonic(), self._read(*days))
        return [period for period in self._remembered[days][1] if period.start < end and period.end > start]

    def _read(self, start: datetime, end: datetime) -> list[Period]:
        try:
            headers = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
            answer = self._request("REPORT", self._url, calendar_query(start, end), headers, _READ_SECONDS)
            _accept(answer.status_code)
            return busy_periods(answer.content, start, end, self._clinic.timezone)
        except DeliveryError as error:
            _log.warning("Busy times of the calendar are not known (%s); times are offered without them", error)
        except Exception as error:
            _log.warning("Busy times of the calendar cannot be read (%s)", type(error).__name__)
        return []

    def _put(self, appointment: Appointment) -> None:
        address = self._object(appointment)
        there = self._request("GET", address)
        if there.status_code in _GONE:
            condition = {"If-None-Match": "*"}
        else:
            _accept(there.status_code)
            if _sequence(there.content) >= sequence(appointment):
                return
            condition = {"If-Match": there.headers.get("ETag", "*")}
        body = ics(appointment, self._clinic, self._sender)
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        _accept(self._request("PUT", address, body, headers).status_code)

    def _object(self, appointment: Appointment) -> str:
        return f"{self._url}{appointment.id}.ics"

    def _request(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        seconds: float = _WRITE_SECONDS,
    ) -> requests.Response:
        try:
            return requests.request(
                method,
                address,
                data=body,
                headers=headers,
                auth=self._auth,
                timeout=seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise DeliveryError(f"calendar: {type(error).__name__}") from None


def open_calendar(settings: Settings) -> Calendar | None:
    """The clinic's calendar, or None where none is set."""
    return Calendar(settings.caldav_url, settings.clinic, settings.mail_from) if settings.caldav_url else None


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)


def _accept(status: int) -> None:
    if not 200 <= status < 300:
        raise DeliveryError(f"calendar: HTTP {status}")


def _sequence(content: bytes) -> int:
    try:
        return max((int(event.get("sequence", 0)) for event in ICalendar.from_ical(content).walk("VEVENT")), default=-1)
    except ValueError:
        return -1  # no longer an event of ours: write it again
