"""What was asked for in a conversation and still stands, in a sentence for the patient."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from sqlalchemy import Connection
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


def standing_of_patient(
    connection: Connection, appointments: Appointments, conversation_id: str, phone: str
) -> list[Appointment]:
    """What a patient has asked for in a conversation, or has before them under a phone (E.164, or "") that it is held with."""
    now = datetime.now(timezone.utc)
    in_chat = standing(appointments.of_conversation(connection, conversation_id))
    by_phone = standing(appointments.of_phone(connection, phone)) if phone else []
    to_come = [item for item in by_phone if item.start is None or item.start > now]
    return list({item.id: item for item in (*in_chat, *to_come)}.values())


def first_name(appointment: Appointment) -> str:
    """The first name of who comes, or ""."""
    return next(iter(appointment.details.name.split()), "")


def standing_of(
    clinic: Clinic, store: Store, phone_of: Callable[[Connection, str], str] = lambda *_: ""
) -> Callable[[str], str]:
    """Reads what stands in a conversation: its id -> a sentence, empty where nothing stands. May block, never raises.

    `phone_of` tells the phone (E.164) that a conversation is held with, or "".
    """
    appointments = Appointments(store.vault, store.lookup)

    def read(conversation_id: str) -> str:
        try:
            with store.engine.connect() as connection:
                phone = phone_of(connection, conversation_id)
                found = standing_of_patient(connection, appointments, conversation_id, phone)
        except SQLAlchemyError as error:
            log_failure(logger, "Reading what stands in a conversation", error)
            return ""
        now = datetime.now(timezone.utc)
        return in_words([item for item in found if item.end is None or item.end > now], clinic, conversation_id)

    return read


def in_words(appointments: Sequence[Appointment], clinic: Clinic, conversation_id: str = "") -> str:
    """What stands, each with its reference: "In this chat you booked Tuesday 1 December, 3 p.m. (WXY-234)."

    With the first name of who comes: what was not asked for in the conversation `conversation_id` (""; all was), and all where
    several people come.
    """
    several = len({first_name(item) for item in appointments}) > 1
    return " ".join(
        _in_words(item, clinic, several) if conversation_id in ("", item.conversation_id) else _of_phone(item, clinic)
        for item in appointments[:_MOST]
    )


def _of_phone(appointment: Appointment, clinic: Clinic) -> str:
    who, reference = first_name(appointment), f"({appointment.reference})"
    if appointment.status == BOOKED and appointment.start is not None:
        return f"Booked{f' for {who}' if who else ''}: {day_and_time(appointment.start, clinic.timezone)} {reference}."
    return f"Asked for{f' by {who}' if who else ''} and not confirmed yet: {reference}."


def _in_words(appointment: Appointment, clinic: Clinic, named_too: bool) -> str:
    who = first_name(appointment) if named_too else ""
    reference = f"({f'{who}, ' if who else ''}{appointment.reference})"
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
