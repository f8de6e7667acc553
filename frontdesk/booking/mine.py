"""Which of a patient's appointments a message means.

1. A reference names one.
2. So does the first name of who comes, where several people share a phone; "mine" is the one that is for nobody else.
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

_OWN = re.compile(r"\b(?:mine|my own)\b", re.IGNORECASE)
_SAME_TIME = re.compile(
    r"\b(?:(?:at|for|but|around) )*(?:the |that )?same(?: (?:time|hour)(?: of day)?(?: please| again)?\b|(?=[.!]*$))",
    re.IGNORECASE,
)

# "No, not mum's, mine": another appointment than the one that was named.
_NOT_THIS = re.compile(
    r"\bnot (?:that|this|his|hers|theirs|the \w+|my \w+'?s?|\w+'s?)(?: one| appointment| appt)?\b|\bmine\b|"
    r"\bwrong (?:one|person|appointment|appt)\b|\bthe other (?:one|appointment|appt)\b"
)


def meant(mine: Sequence[Appointment], text: str, windows: Sequence[Period] = ()) -> list[Appointment]:
    """Those that a text may mean; all of them where it does not say. `windows`: the times that it names."""
    words = set(re.findall(r"[\w-]+", text.casefold()))
    plain = re.sub(r"[\s-]", "", text).upper()
    found = [item for item in mine if item.reference.replace("-", "") in plain]
    found = found or [item for item in mine if first_name(item).casefold() in words]
    found = found or [item for item in mine if _OWN.search(text) and not item.details.for_whom]
    found = found or [item for item in mine if is_within(item, windows)]
    return found or list(mine)


def is_of_another(named: str, mine: Sequence[Appointment], text: str) -> bool:
    """Whether a text names somebody whose appointment is none of these. `named`: the name in it, or ""."""
    words = set(re.findall(r"[\w-]+", text.casefold()))
    known = {name for item in mine for name in item.details.name.casefold().split()[:1]}
    plain = re.sub(r"[\s-]", "", text).upper()
    by_reference = any(item.reference.replace("-", "") in plain for item in mine)
    return bool(named and known) and named.casefold().split()[0] not in known and not (known & words or by_reference)


def means_another(plain: str) -> bool:
    """Whether a lower-case text says that another appointment is meant than the one that was named."""
    return bool(_NOT_THIS.search(plain))


def as_wish(appointment: Appointment, now: datetime, names_day: bool) -> Wish:
    """The time of an appointment as if it had been wished for. `now`: aware, in the clinic's zone.

    `names_day`: a new day is named, so that the wish is for the whole week, as far as it is to come.
    """
    details = appointment.details
    if appointment.start is None:
        wish = Wish(details.windows, details.when)
    else:
        local = appointment.start.astimezone(now.tzinfo)
        wish = Wish((whole_day(local),), f"{day_in_words(local.date())}, at {clock(local.time())}")
    if not wish.windows or not names_day:
        return wish
    first = wish.windows[0].start.astimezone(now.tzinfo)
    days = (whole_day(first + timedelta(days=number - first.weekday())) for number in range(7))
    return Wish(tuple(day for day in days if day.start > now), wish.words)


def says_same_time(text: str) -> bool:
    """Whether a text asks for the time of day of an appointment that there is."""
    return bool(_SAME_TIME.search(text))


def with_same_time(text: str, time_of_day: str) -> str:
    """A text with a time of day ("at 11 a.m."; empty: none) in place of "same time"."""
    return _SAME_TIME.sub(time_of_day, text)


def whole_day(moment: datetime) -> Period:
    """The day of a moment in its zone."""
    start = datetime.combine(moment.date(), time(0), moment.tzinfo)
    return Period(start.astimezone(timezone.utc), (start + timedelta(days=1)).astimezone(timezone.utc))


def is_within(item: Appointment, windows: Sequence[Period]) -> bool:
    """Whether an appointment, or the wish for one, is at some of these times."""
    if item.start is None:
        return any(
            one.start < window.end and window.start < one.end for one in item.details.windows for window in windows
        )
    return any(window.start <= item.start < window.end for window in windows)
