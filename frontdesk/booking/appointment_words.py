"""An appointment in words, as the booking conversation says it."""

from datetime import datetime

from frontdesk.appointments.appointment import Appointment, Slot
from frontdesk.appointments.listing import day_and_time
from frontdesk.appointments.standing import first_name
from frontdesk.appointments.wording import phone_in_words
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.methods import method_of


class AppointmentWords:
    """Words of one clinic."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    def slot_words(self, slot: Slot) -> str:
        """A time with who it is with: "Tuesday 1 December, 3 p.m., with …"."""
        return self._moment(slot.start, slot.practitioner)

    def _moment(self, start: datetime, practitioner: str | None) -> str:
        named = {item.id: item.name for item in self.clinic.booking.practitioners}
        with_whom = f", with {named[practitioner]}" if practitioner in named else ""
        return f"{day_and_time(start, self.clinic.timezone)}{with_whom}"

    def title(self, appointment: Appointment, whose: bool = False) -> str:
        """An appointment in a few words, for a button. `whose`: with the first name of who comes."""
        return f"{appointment.reference}: {first_name(appointment) + ', ' if whose else ''}{self._when(appointment)}"

    def _when(self, appointment: Appointment) -> str:
        if appointment.start is not None:
            return self._moment(appointment.start, appointment.practitioner)
        return "a call-back" if appointment.kind == "callback" else (appointment.details.when or "any time")

    def words(self, appointment: Appointment) -> dict[str, str]:
        """What responses may say of an appointment."""
        details = appointment.details
        return {
            "reference": appointment.reference,
            "when": self._when(appointment),
            "due": day_and_time(appointment.due_at, self.clinic.timezone) if appointment.due_at else "",
            "phone": phone_in_words(details.phone, self.clinic.region) if details.phone else "",
            "email": details.email,
            "policy": self.clinic.cancellation_policy or "",
            "link": self._link(appointment),
        }

    def _link(self, appointment: Appointment) -> str:
        booking = self.clinic.booking
        return method_of(booking.method).page(booking, appointment.service, appointment.id)
