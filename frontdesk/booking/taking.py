"""Takes from a message whatever it says about the booking, and the answer to the open question, into the draft."""

import re
from dataclasses import replace
from datetime import timedelta, timezone

from frontdesk.appointments.appointment import Period
from frontdesk.appointments.wording import phone_in_words
from frontdesk.booking.answering import answer
from frontdesk.booking.buttons import meanings
from frontdesk.booking.changes import field_named
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.extraction import (
    bare_reason,
    find_email,
    find_for_whom,
    find_patient_type,
    find_phone,
    find_reason,
)
from frontdesk.booking.heard import MEANT, NEW, RETURNING, WORDS_OF_CHOICE, Heard
from frontdesk.booking.names import find_name, find_their_name, fuller_name
from frontdesk.booking.questions import asks_at, is_topic
from frontdesk.booking.taken import Taken
from frontdesk.booking.wish import Wish, depends_on_today
from frontdesk.language.when import When

_PIECES = re.compile(r"(?<=[.!?])\s+|[\r\n]+|\s*[;]\s*")
_NO_LIMIT = ("any time", "as soon as possible")
_ALSO = re.compile(r"\b(?:also|too|add|as well|plus)\b", re.I)
_CORRECTS = re.compile(r"(?:no|sorry|actually|wait|i mean|oops|the reason)\b", re.I)
_THEN = re.compile(r"[ ,]+then[.! ]*$", re.I)
_GREETING = re.compile(r"\bgood (?:morning|afternoon|evening|day)\b", re.I)
_CORRECTION = re.compile(r"\b(?:actually|instead|i mean|rather|make (?:it|that))\b", re.I)


def _statements(heard: Heard, step: str) -> str:
    """What the message tells, without what it asks. A request ("can i come on friday") tells."""
    if not (is_topic(heard.intent) or is_topic(heard.second)):
        return heard.text
    pieces = [piece for piece in _PIECES.split(heard.text) if piece.strip()]
    return " ".join(piece for piece in pieces if not asks_at(step, piece.lower()))


def take(draft: Draft, heard: Heard, desk: Desk) -> Taken:
    """Take what the message says, whichever question is open, then its answer to the open question."""
    if heard.choice:
        return _take_choice(draft, heard, desk)
    text = _statements(heard, draft.step)
    if not text.strip():
        return Taken(draft)
    contact = _take_contact(Taken(draft), text, desk)
    taken = _take_when(_take_people(contact, text), text, desk)
    named = field_named(heard.plain)
    if named and named != draft.step:
        return taken
    return answer(taken, heard, text, says_more=taken.noted != contact.noted)


def _take_choice(draft: Draft, heard: Heard, desk: Desk) -> Taken:
    taken = Taken(draft)
    if heard.choice.startswith(MEANT):
        return _take_when(taken, heard.text, desk)
    if heard.choice in WORDS_OF_CHOICE:
        return _take_when(taken, WORDS_OF_CHOICE[heard.choice], desk)
    if heard.choice in (NEW, RETURNING):
        return taken.of_type("new" if heard.choice == NEW else "returning")
    if heard.skips and draft.step:
        return taken.skipping()
    return taken


def _take_contact(taken: Taken, text: str, desk: Desk) -> Taken:
    phone = find_phone(text, desk.clinic.region, taken.draft.details.phone)
    email = find_email(text)
    if phone and phone.number:
        taken = taken.note(phone_in_words(phone.number, desk.clinic.region), phone=phone.number)
    elif phone and taken.draft.step == "phone":
        taken = replace(taken, problem=f"utter_booking_phone_{phone.problem}")
    return taken.note(email, email=email) if email else taken


def _take_people(taken: Taken, text: str) -> Taken:
    for_whom = find_for_whom(text)
    if for_whom and not taken.draft.details.for_whom:
        taken = _for_another(taken.note(f"for your {for_whom}", for_whom=for_whom))
    taken = _take_name(taken, text, for_another=bool(for_whom))
    kind = find_patient_type(text)
    if kind:
        taken = taken.of_type(kind)
    return _take_told_reason(taken, text)


def _for_another(taken: Taken) -> Taken:
    """The name known so far is that of who asks: the one of who is coming is still to be asked for."""
    name = taken.draft.details.name
    return replace(taken, draft=taken.draft.with_details(name="", note=f"Asked for by {name}")) if name else taken


def _take_told_reason(taken: Taken, text: str) -> Taken:
    """A reason told without being asked. At the summary another one takes its place, or is added ("… too")."""
    step, known = taken.draft.step, taken.draft.details.reason
    reason = find_reason(text)
    corrects = step == "confirm" or _CORRECTS.match(text)
    if not reason or step == "reason" or (known and not corrects):
        return taken
    if known and _ALSO.search(text):
        reason = bare_reason(f"{known}; {reason}")
    return taken.note(reason, reason=reason)


def _take_name(taken: Taken, text: str, for_another: bool) -> Taken:
    """The name of who is coming. Who asks for another is noted for the front desk."""
    name, theirs = find_name(text), find_their_name(text)
    asker = name if for_another and name != theirs and not taken.draft.details.name else None
    if asker:
        taken = replace(taken, draft=taken.draft.with_details(note=f"Asked for by {asker}"))
    patient = theirs or (None if asker else name) or fuller_name(text, taken.draft.details.name)
    return taken.note(patient, name=patient) if patient else taken


def _take_when(taken: Taken, text: str, desk: Desk) -> Taken:
    before = Wish(taken.draft.details.windows, taken.draft.details.when) if taken.draft.step != "when" else Wish((), "")
    when = _understood(text, desk, before)
    if when is None:
        return taken
    when = _at_the_same_time(when, text, desk, before)
    if when.problem:
        return _not_usable(taken, when)
    limits = () if when.flexible and when.text in _NO_LIMIT else when.windows
    windows = tuple(Period(w.start.astimezone(timezone.utc), w.end.astimezone(timezone.utc)) for w in limits)
    wish = Wish(windows, when.text)
    if not taken.draft.any_time:
        wish = wish.narrowing(before, desk.clinic.timezone)
    taken = replace(taken, draft=replace(taken.draft, any_time=when.flexible, slot=None, offered=0, offers=()))
    return taken.note(wish.words, windows=wish.windows, when=wish.words)


def _at_the_same_time(when: When, text: str, desk: Desk, before: Wish) -> When:
    """Another day ("no wait, thursday") keeps the time of day that was wished before; unchanged where that leaves no time."""
    time = before.time_of_day
    if when.problem or when.flexible or not time or "," in when.text or depends_on_today(when.text):
        return when
    again = desk.understand(f"{_THEN.sub('', text)}, {time}")
    return again if again and again.windows and again.text.startswith(when.text) else when


def _understood(text: str, desk: Desk, before: Wish) -> When | None:
    """The wish for a time in a message; if the whole of it has none, in what follows "actually" and the like.

    A weekday means the one within the days wished before, if there is one.
    """
    email = find_email(text)
    plain = _THEN.sub("", _GREETING.sub(" ", text.replace(email, " ") if email else text))
    if before.windows and not depends_on_today(plain):
        within = desk.understand(plain, before.windows[0].start - timedelta(hours=12))
        if within and any(before.overlaps(window.start, window.end) for window in within.windows):
            return within
    return desk.understand(plain) or desk.understand(_CORRECTION.split(plain)[-1])


def _not_usable(taken: Taken, when: When) -> Taken:
    """A time that cannot be: the time is asked for again at once.

    Not so where another question was open and it is only unclear or past: most likely it was no wish.
    """
    told_in_passing = {"unclear": ("when",), "past": ("when", "slot", "confirm")}
    if taken.draft.step not in told_in_passing.get(when.problem or "", (taken.draft.step,)):
        return taken
    return replace(
        taken,
        draft=taken.draft.asking("when"),
        problem=f"utter_booking_when_{when.problem}",
        values={"detail": when.detail},
        meant=meanings(when.meanings),
    )
