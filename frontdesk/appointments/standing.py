"""What was asked for in a conversation and still stands, in a sentence for the patient."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.listing import day_and_time
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import ACTIVE, BOOKED, PENDING
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.store import Store

_MOST = 3
logger = logging.getLogger(__name__)


def standing(appointments: Sequence[Appointment]) -> list[Appointment]:
    """Those that are requested or booked; not times that are only held, past ones, nor messages."""
    return [item for item in appointments if item.status in ACTIVE and item.status != PENDING and item.kind != MESSAGE]


def standing_of(clinic: Clinic, store: Store) -> Callable[[str], str]:
    """Reads what stands in a conversation: its id -> a sentence, empty where nothing stands. May block, never raises."""
    appointments = Appointments(store.vault, store.lookup)

    def read(conversation_id: str) -> str:
        try:
            with store.engine.connect() as connection:
                found = standing(appointments.of_conversation(connection, conversation_id))
        except SQLAlchemyError as error:
            log_failure(logger, "Reading what stands in a conversation", error)
            return ""
        now = datetime.now(timezone.utc)
        return in_words([item for item in found if item.end is None or item.end > now], clinic)

    return read


def in_words(appointments: Sequence[Appointment], clinic: Clinic) -> str:
    """What stands, each with its reference: "In this chat you booked Tuesday 1 December, 3 p.m. (WXY-234)."."""
    return " ".join(_in_words(item, clinic) for item in appointments[:_MOST])


def _in_words(appointment: Appointment, clinic: Clinic) -> str:
    reference = f"({appointment.reference})"
    if appointment.kind == "callback":
        return f"In this chat you asked for a call-back {reference}."
    if appointment.status == BOOKED and appointment.start is not None:
        named = {item.id: item.name for item in clinic.booking.practitioners}
        with_whom = f", with {named[appointment.practitioner]}" if appointment.practitioner in named else ""
        return f"In this chat you booked {day_and_time(appointment.start, clinic.timezone)}{with_whom} {reference}."
    when = appointment.details.when
    return (
        f"In this chat you asked for an appointment{f', {when}' if when else ''} {reference}; it is not confirmed yet."
    )
