"""The new time of an appointment that is to be moved, read in the light of the one that stands."""

import re
from collections.abc import Sequence
from dataclasses import replace

from frontdesk.appointments.appointment import Appointment, Details, Period
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, Draft
from frontdesk.booking.heard import Heard
from frontdesk.booking.mine import as_wish, says_same_time, with_same_time
from frontdesk.booking.taking import take
from frontdesk.booking.times import period
from frontdesk.booking.told import Told
from frontdesk.booking.wish import depends_on_today

_WISH_TO_CANCEL = re.compile(
    r"\b(?:actually|please|pls|cancel|drop|scrap|forget|delete|call off|ones?)\b", re.IGNORECASE
)


def in_light_of(appointment: Appointment, draft: Draft, heard: Heard, desk: Desk) -> Draft:
    """The draft with the time that a message names, read in the light of the appointment that is to be moved."""
    if says_same_time(heard.text):
        heard = at_same_time(appointment, heard, desk)
        wish = take(replace(draft, step="when"), heard, desk).draft.details
        draft = draft.with_details(windows=wish.windows, when=wish.when)
    understood = desk.understand(heard.text)
    names_day = understood is not None and not understood.text.startswith("any day")
    before = as_wish(appointment, desk.now(), names_day)
    seeded = replace(draft, step="slot").with_details(windows=before.windows, when=before.words)
    after = take(seeded, heard, desk).draft.details
    if after.when in ("", before.words):
        return draft
    if names_day and "," not in after.when and not depends_on_today(heard.text):
        after = _read(draft, heard, f"{after.when}, {before.time_of_day}", desk)
    if appointment.start and appointment.service and not desk.free(appointment.service, after.windows, 0):
        after = _read(draft, heard, after.when.partition(",")[0], desk)
    return draft.with_details(windows=after.windows, when=after.when)


def at_same_time(appointment: Appointment, heard: Heard, desk: Desk) -> Heard:
    """What is heard with the time of day of the appointment; without one where that day has no such time."""
    before = as_wish(appointment, desk.now(), names_day=False)
    same, without = (with_same_time(heard.text, time) for time in (before.time_of_day, ""))
    understood = desk.understand(same)
    text = same if understood and not understood.problem else without
    return replace(heard, text=text, told=Told(text))


def at_time_of_last(heard: Heard, desk: Desk) -> Heard:
    """What begins a booking, with the time of day of the last that stands where it asks for the same: "friday same time"."""
    if heard.choice or not says_same_time(heard.text):
        return heard
    mine = desk.active_of_conversation(heard.conversation_id)
    return at_same_time(mine[-1], heard, desk) if mine else heard


def means_draft(draft: Draft, heard: Heard, desk: Desk) -> bool:
    """Whether a wish to cancel names the day of the booking that is being made, and of none that stands."""
    wished = draft.details.windows
    when = (
        desk.understand(_WISH_TO_CANCEL.sub(" ", heard.text))
        if draft.goal == BOOK and not draft.sent and wished
        else None
    )
    if when is None or when.problem:
        return False
    named = [period(window) for window in when.windows]
    mine = desk.active_of_conversation(heard.conversation_id)
    standing = [as_wish(item, desk.now(), names_day=False).windows for item in mine]
    return _overlap(wished, named) and not any(_overlap(windows, named) for windows in standing)


def _overlap(some: Sequence[Period], others: Sequence[Period]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in some for other in others)


def _read(draft: Draft, heard: Heard, when: str, desk: Desk) -> Details:
    """What the words of a wish say on their own."""
    return take(replace(draft, step="when"), replace(heard, text=when, told=Told(when)), desk).draft.details
