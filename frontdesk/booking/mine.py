"""Which of a patient's appointments a message means.

1. A reference names one.
2. So does the first name of who comes, where several people share a phone.
3. So does its day, unless the message names the day that it is to be moved to.

A new time is read in the light of the one that stands: "friday" is that of the same week, at the same time of day; "at 11"
is on the same day.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta, timezone

from frontdesk.appointments.appointment import Appointment, Period
from frontdesk.appointments.standing import first_name
from frontdesk.booking.wish import Wish
from frontdesk.language.clock import clock
from frontdesk.language.when.text import day_in_words


def meant(mine: Sequence[Appointment], text: str, windows: Sequence[Period] = ()) -> list[Appointment]:
    """Those that a text may mean; all of them where it does not say. `windows`: the times that it names."""
    words = set(re.findall(r"[\w-]+", text.casefold()))
    plain = re.sub(r"[\s-]", "", text).upper()
    found = [item for item in mine if item.reference.replace("-", "") in plain]
    found = found or [item for item in mine if first_name(item).casefold() in words]
    found = found or [item for item in mine if _within(item, windows)]
    return found or list(mine)


def as_wish(appointment: Appointment, now: datetime, names_day: bool) -> Wish:
    """The time of an appointment as if it had been wished for. `now`: aware, in the clinic's zone.

    `names_day`: a new day is named, so that the wish is for the whole week, as far as it is to come.
    """
    details = appointment.details
    if appointment.start is None:
        wish = Wish(details.windows, details.when)
    else:
        local = appointment.start.astimezone(now.tzinfo)
        wish = Wish((_day(local),), f"{day_in_words(local.date())}, at {clock(local.time())}")
    if not wish.windows or not names_day:
        return wish
    first = wish.windows[0].start.astimezone(now.tzinfo)
    days = (_day(first + timedelta(days=number - first.weekday())) for number in range(7))
    return Wish(tuple(day for day in days if day.start > now), wish.words)


def _day(moment: datetime) -> Period:
    start = datetime.combine(moment.date(), time(0), moment.tzinfo)
    return Period(start.astimezone(timezone.utc), (start + timedelta(days=1)).astimezone(timezone.utc))


def _within(item: Appointment, windows: Sequence[Period]) -> bool:
    return item.start is not None and any(window.start <= item.start < window.end for window in windows)
