"""Texts that the clinic begins. None names the patient, a condition, a reason or a service."""

from datetime import datetime

from frontdesk.booking.appointment import Appointment
from frontdesk.messaging.words import one_line, short_moment
from frontdesk.settings import Clinic


def confirmation_text(appointment: Appointment, clinic: Clinic) -> str:
    """That a time is booked, also one that was moved. Needs `start`."""
    return f"{_from(clinic)} You are booked for {_when(appointment, clinic)}. {_reference(appointment, clinic)}"


def cancelled_text(appointment: Appointment, clinic: Clinic) -> str:
    """That an appointment is cancelled."""
    return f"{_from(clinic)} Your appointment is cancelled. {_reference(appointment, clinic)}"


def reminder_text(appointment: Appointment, clinic: Clinic) -> str:
    """A day before the appointment. Needs `start`."""
    return f"{_from(clinic)} A reminder: you are booked for {_when(appointment, clinic)}. {_reference(appointment, clinic)}"


def offer_text(appointment: Appointment, clinic: Clinic, until: datetime) -> str:
    """That a time is free which is kept until `until` (aware). Needs `start`."""
    return (
        f"{_from(clinic)} A time is free: {_when(appointment, clinic)}. It is kept for you until "
        f"{short_moment(until, clinic.timezone)}. {_reference(appointment, clinic)}"
    )


def _from(clinic: Clinic) -> str:
    return f"{one_line(clinic.name)}:"


def _when(appointment: Appointment, clinic: Clinic) -> str:
    return short_moment(appointment.start, clinic.timezone).rstrip(".") if appointment.start else ""


def _reference(appointment: Appointment, clinic: Clinic) -> str:
    return f"Questions or changes: {clinic.phone}, reference {appointment.reference}."
