"""Which messages call an appointment off, and which one.

1. Only a button, the words of a yes, or "cancel it" do, at that very question. What merely reads like a yes does not.
2. A message may name the appointment by its day: "cancel the one on the 9th", "push thurs to next week". If none is on that
   day, it is asked which one is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from frontdesk.appointments.appointment import Appointment, Period
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import CANCEL, RESCHEDULE, Draft
from frontdesk.booking.heard import YES, Heard
from frontdesk.booking.mine import is_within, meant
from frontdesk.booking.times import period
from frontdesk.booking.told import Told

_CALLS_OFF = re.compile(
    r"(?:(?:y|yes|yeah|yep|yup|ya|yea|sure|right|correct|oui|ok|okay|please|pls|go ahead(?: and)?|just|do|i said)[,. ]+)*"
    r"(?:cancel+|cancle|drop|scrap|call (?:it|this|that|mine) off|call off|annulez?)"
    r"(?:[ -](?:it|that|this|the|my|one|le|la|les|appointment|appt|apt|visit|booking|off|already|please|pls|thanks|thank you|"
    r"svp))*"
    r"[.! ]*"
)
_FROM_TO = re.compile(
    r"\b(?:mov(?:e|ing)|push|bump|switch|chang(?:e|ing)|shift|swap|re-?schedul(?:e|ing)|postpone|delay)\b"
    r"(?P<named>[^.?!]{2,40}?)\b(?:to|till|until|into)\b(?P<wished>[^?!]+)",
    re.IGNORECASE,
)
_ANY_DAY = "any day"
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:this|next|today|tomorrow|tonight|week|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_WEEKS = 26


def calls_off(heard: Heard) -> bool:
    """Whether a message is plainly a yes to the question whether to call an appointment off."""
    if heard.choice:
        return heard.choice == YES
    return heard.agrees_in_words or _CALLS_OFF.fullmatch(heard.plain) is not None


def is_called_off(draft: Draft, heard: Heard) -> bool:
    """Whether the question whether to call an appointment off is open, and a message is plainly a yes to it."""
    return draft.goal == CANCEL and draft.step == "confirm" and calls_off(heard)


def named_and_wished(heard: Heard, goal: str, desk: Desk) -> tuple[str, Sequence[Period], Heard]:
    """The words and times by which a message that moves an appointment names it, and what is heard of the new time."""
    parts = _FROM_TO.search(heard.text) if goal == RESCHEDULE and not heard.choice else None
    when = desk.understand(parts["named"]) if parts else None
    if parts is None or when is None or when.problem or when.text.startswith(_ANY_DAY):
        return "", (), heard
    wished = parts["wished"].strip()
    named = [period(window) for window in when.windows]
    return parts["named"], named, replace(heard, text=wished, told=Told(wished))


def days_meant(mine: Sequence[Appointment], text: str, named: Sequence[Period]) -> Sequence[Period]:
    """The times by which a text names an appointment. A weekday alone may be that of any week, where none is in the next."""
    found = any(is_within(item, named) for item in mine)
    if found or not _WEEKDAY.search(text) or _DATE.search(text):
        return named
    weeks = (timedelta(weeks=number) for number in range(_WEEKS))
    return [Period(one.start + week, one.end + week) for week in weeks for one in named]


def is_of_no_day(mine: Sequence[Appointment], text: str, named: Sequence[Period]) -> bool:
    """Whether a text names an appointment by times (`named`) at which none is, and by nothing else."""
    by_other_means = len(meant(mine, text)) < len(mine) or any(item.reference in text.upper() for item in mine)
    return bool(named) and not by_other_means and not any(is_within(item, named) for item in mine)
