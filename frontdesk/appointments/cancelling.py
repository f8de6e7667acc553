"""Cancelling, whatever the method: times of the built-in schedule are given back, requests are withdrawn."""

from datetime import datetime, timezone

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.slots import Slots
from frontdesk.settings.methods import method_of


def cancel(slots: Slots, hand_off: HandOff, appointment: Appointment, actor: str, channel: str) -> Appointment:
    """The appointment, cancelled. Cancelling twice is cancelling. Raises StaleError or TransitionError."""
    if appointment.start is not None or method_of(appointment.method).books:
        return slots.cancel(appointment, datetime.now(timezone.utc), actor, channel)
    return hand_off.cancel(appointment, actor, channel)
