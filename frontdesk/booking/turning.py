"""Whether a message turns from what was begun to something else: another booking, a call-back, or a visit that stands."""

import re
from collections.abc import Callable

from frontdesk.booking import told as marks
from frontdesk.booking.draft import BOOK, CALL_BACK, CANCEL, RESCHEDULE, Draft
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import Heard
from frontdesk.booking.vocabulary import is_clinical

CHANGES = (RESCHEDULE, CANCEL)
_MAY = 0.25
_CHANGES_IT = re.compile(
    r"\b(?:mov(?:e|ed|ing)|chang(?:e|ing)|re-?schedul\w*|push|switch|swap|cancel\w*|postpone|can(?:'?t|not) make|instead of)\b"
)
_APPOINTMENT = re.compile(r"\b(?:appointments?|appts?|visit|requests?|(?:the|my) \w+ one)\b")
_CANNOT_KEEP = re.compile(
    r"\bmy (?:\w+ ){0,2}(?:appt|appointment|visit|session|booking)\b.*"
    r"\b(?:(?:wo|does|did|ca|is)n'?t (?:work|fit|suit|make|going to work)|wont work|cant make|no "
    r"longer works?|clash\w*|conflict\w*|not going to work)\b"
)
_ASKS_FOR_ONE = re.compile(
    r"\b(?:like|need|want|book|make|get|have) (?:to (?:book|make|get|have) )?(?:an?|my first) (?:new "
    r")?(?:appointment|appt|visit)\b"
)
# Says outright that it is about an appointment that there is already, or whose it is.
_EXISTING = re.compile(
    r"\b(?:existing|already (?:have|has|had|got|booked)|not (?:booking|making) a new|not a new|isn'?t (?:a )?new|moving one)\b"
)
_OF_ANOTHER = re.compile(
    r"\b(?:her|his|mum'?s|mom'?s|dad'?s|(?:wife|husband|son|daughter|mother|father)'?s) (?:\w+ )?(?:appointment|appt|visit)\b"
)
_INSISTS = re.compile(r"\b(?:i (?:said|told)|already)\b")
_BOOKING = re.compile(r"\b(?:book|appointment|appt)")


def cannot_keep(plain: str) -> bool:
    """Whether a lower-case text says that an appointment there is does not suit: it is to be moved."""
    return bool(_CANNOT_KEEP.search(plain))


def speaks_of_appointment(plain: str) -> bool:
    """Whether a lower-case text speaks of an appointment."""
    return bool(_APPOINTMENT.search(plain))


def _agrees_to_call(draft: Draft, heard: Heard) -> bool:
    """Whether a yes is one to being called back: at the summary it is, unless that was offered, a yes to the summary."""
    offered = any("utter_talk_to_human" in said.responses for said in draft.last_said)
    return (heard.agrees or heard.begins_with_yes) and (offered or (heard.agrees and draft.step != "confirm"))


def turns_to(draft: Draft, wanted: str, heard: Heard) -> bool:
    """Whether the patient turns to something else: a button says so; words only where nothing can get lost."""
    if draft.sent:
        return find_email(heard.text) is None and not heard.agrees
    if wanted == draft.goal:
        return False
    if heard.choice or (wanted == CALL_BACK and _agrees_to_call(draft, heard)):
        return True
    if draft.goal in CHANGES and wanted in CHANGES:
        return wanted == RESCHEDULE or "cancel" in heard.plain
    if draft.goal == CALL_BACK:
        return wanted == BOOK and bool(_BOOKING.search(heard.plain))
    asks = wanted == BOOK and draft.step == "contact" and find_email(heard.text) is None
    return asks and bool(_BOOKING.search(heard.plain)) and not _EXISTING.search(heard.plain)


def insists(plain: str, name: str) -> bool:
    """Whether a lower-case wish to cancel is the one before once more: "i said yes cancel", or with the first name."""
    return bool(_INSISTS.search(plain)) or name.casefold() in plain.split()


def begins_anew(wanted: str | None, heard: Heard, stands: Callable[[], bool]) -> bool:
    """Whether a message that was taken for a call-back or a change asks for a first appointment.

    `stands` looks up whether there is one; it is asked last.
    """
    asks_for_one = _ASKS_FOR_ONE.search(heard.plain) and not _CHANGES_IT.search(heard.plain)
    if heard.choice or not (heard.told.does(marks.BEGIN) or asks_for_one):
        return False
    if wanted == CALL_BACK:
        return heard.told.is_marked(marks.WHEN) and is_clinical(heard.plain)
    changes = heard.told.does(marks.CHANGE, likely=_MAY) or _CHANGES_IT.search(heard.plain) or cannot_keep(heard.plain)
    return wanted in CHANGES and not (changes or stands())


def is_about_another(draft: Draft, wanted: str, heard: Heard, stands: Callable[[], bool]) -> bool:
    """Whether the patient turns from a booking to an appointment that stands, if one `stands`, or says so."""
    if wanted not in CHANGES or draft.goal in CHANGES or draft.sent:
        return False
    known = draft.details.windows or draft.details.for_whom
    of_another = not known and _OF_ANOTHER.search(heard.plain)
    if _EXISTING.search(heard.plain) or of_another:
        return True
    return speaks_of_appointment(heard.plain) and stands()
