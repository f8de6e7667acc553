"""Busy times in a CalDAV answer: the query for them, and the events that come back, with repeats written out."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timezone
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from frontdesk.appointments.appointment import Period
from frontdesk.notices.invitation import is_ours

_log = logging.getLogger(__name__)
_CALDAV = "urn:ietf:params:xml:ns:caldav"
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="{caldav}">
  <d:prop><c:calendar-data/></d:prop>
  <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
    <c:time-range start="{start}" end="{end}"/>
  </c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>
"""


def calendar_query(start: datetime, end: datetime) -> bytes:
    """The body of a REPORT that asks for events between two aware moments (RFC 4791, 7.8)."""
    first, last = (f"{moment.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}" for moment in (start, end))
    return _QUERY.format(caldav=_CALDAV, start=first, end=last).encode()


def busy_periods(answer: bytes, start: datetime, end: datetime, zone: ZoneInfo) -> list[Period]:
    """Busy stretches (UTC) between two aware moments, in order. Times without a zone are the clinic's.

    Leaves out our own events, cancelled ones, those marked as free and, with a line in the log, broken ones. Raises
    ElementTree.ParseError for an answer that is not XML.
    """
    found: set[Period] = set()
    for data in ElementTree.fromstring(answer).iter(f"{{{_CALDAV}}}calendar-data"):
        try:
            events = recurring_ical_events.of(Calendar.from_ical(data.text or "")).between(start, end)
            found.update(period for event in events for period in _period(event, zone))
        except Exception as error:  # parsers fail on a broken event in many ways
            _log.warning("An event of the clinic's calendar is broken and was left out (%s)", type(error).__name__)
    return sorted(found, key=lambda period: (period.start, period.end))


def _period(event: Any, zone: ZoneInfo) -> Iterator[Period]:
    free = str(event.get("transp", "")).upper() == "TRANSPARENT" or str(event.get("status", "")).upper() == "CANCELLED"
    if not free and not is_ours(str(event.get("uid", ""))):
        start, end = _moment(event.start, zone), _moment(event.end, zone)
        if start < end:
            yield Period(start, end)


def _moment(value: date, zone: ZoneInfo) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(timezone.utc)
