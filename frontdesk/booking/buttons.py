"""The buttons of booking messages: (id, title)."""

from collections.abc import Iterable
from datetime import date

from frontdesk.appointments.appointment import Appointment, Slot
from frontdesk.booking.heard import (
    AFTERNOON,
    ANY_TIME,
    APPOINTMENT,
    CALLBACK,
    GOES_ON,
    MEANT,
    MORE_TIMES,
    MORNING,
    NEW,
    NO,
    OTHER_TIMES,
    REMIND,
    RETURNING,
    SERVICE,
    SKIP,
    SLOT,
    SOON,
    STOP,
    WAIT,
    YES,
)
from frontdesk.content import topic_ids
from frontdesk.settings.booking import Service

Button = tuple[str, str]

SEND: Button = (YES, "Yes, send it")
CONFIRM: Button = (YES, "Yes, book it")
CALL_ME: Button = (YES, "Yes, call me")
DO_CANCEL: Button = (YES, "Yes, cancel it")
DO_MOVE: Button = (YES, "Yes, move it")
KEEP: Button = (NO, "No, keep it")
CHANGE_SOMETHING: Button = (NO, "Change something")
NO_EMAIL: Button = (NO, "No thanks")
REMIND_ME: Button = (REMIND, "Yes, remind me")
NO_REMINDER: Button = (NO, "No reminder")
DISCARD: Button = (STOP, "Stop")
LEAVE: Button = (STOP, "Keep it as it is")
NOT_NOW: Button = (STOP, "Not now")
SKIP_THIS: Button = (SKIP, "Skip this")
WITHOUT_IT: Button = (SKIP, "Go on without it")
WITHOUT_CODE: Button = (SKIP, "I can't get the code")
ASK_CALL: Button = (CALLBACK, "Ask for a call-back")
PERSON: Button = ("talk_to_human", "Talk to a person")
GO_ON: Button = ("book", "Go on with the booking")
RESUME: Button = (GOES_ON, "Go on")
ERASE_REPLIES: tuple[Button, ...] = (
    (topic_ids.ERASE_CONFIRMED, "Delete this chat"),
    (topic_ids.ERASE_DECLINED, "Keep this chat"),
)
DAY_PARTS: tuple[Button, ...] = (
    (SOON, "As soon as possible"),
    (MORNING, "In the morning"),
    (AFTERNOON, "In the afternoon"),
    (ANY_TIME, "Any time"),
)
BEEN_HERE: tuple[Button, ...] = ((RETURNING, "Yes, I have"), (NEW, "No, first time"))
OTHER: Button = (OTHER_TIMES, "Another day or time")
MORE: Button = (MORE_TIMES, "Later times")
JOIN: Button = (WAIT, "Join the wait list")


def slot_id(slot: Slot) -> str:
    """The button id of an offered time: it names the time itself, so that an old button cannot mean another one."""
    return f"{SLOT}{slot.practitioner}_{slot.start:%Y%m%d%H%M}"


def meanings(of_date: Iterable[tuple[date, str]]) -> tuple[Button, ...]:
    """A button for each date that a date in numbers may be; its title says what the whole wish then is."""
    return tuple((f"{MEANT}{day:%Y%m%d}", words) for day, words in of_date)


def services(offered: Iterable[Service]) -> tuple[Button, ...]:
    """A button for each service."""
    return tuple((SERVICE + service.id, service.name) for service in offered)


def appointment_id(appointment: Appointment) -> str:
    """The button id of an appointment to change or cancel."""
    return f"{APPOINTMENT}{appointment.reference}"
