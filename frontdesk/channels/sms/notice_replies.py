"""What a number in reply to a reminder or to an offered time does, where it begins no conversation."""

from datetime import datetime, timezone

from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import PATIENT, TransitionError
from frontdesk.channels.sms.offer_words import hour_named
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.appointment_words import KEEP, PASS, TAKE, gone_text, kept_text, passed_text, taken_text

_SMS = "sms"


class NoticeReplies:
    """Acts on the times of one clinic. Done twice is the same as once."""

    def __init__(self, clinic: Clinic, slots: Slots) -> None:
        self._clinic = clinic
        self._slots = slots

    def reply(self, choice: str, language: str, said: str = "") -> str | None:
        """Do what was chosen; what is said to it in a language. None for the choice of anything else.

        `said`: the text by which it was chosen. If that names another hour than the offer's, nothing is done.
        """
        now = datetime.now(timezone.utc)
        if choice.startswith(KEEP):
            return kept_text(self._clinic, language)
        try:
            if choice.startswith(TAKE) and not self._is_of_another(choice.removeprefix(TAKE), said):
                booked = self._slots.accept(choice.removeprefix(TAKE), now, PATIENT, _SMS)
                return taken_text(self._clinic, booked.start or now, booked.reference, language)
            if choice.startswith(PASS):
                self._slots.decline(choice.removeprefix(PASS), now, PATIENT, _SMS)
                return passed_text(self._clinic, language)
        except (TakenError, TransitionError):
            return gone_text(self._clinic, language)
        return None

    def _is_of_another(self, appointment_id: str, said: str) -> bool:
        hour, start = hour_named(said) if not said.strip().isdigit() else None, self._slots.start_of(appointment_id)
        return (
            hour is not None and start is not None and hour != (start.astimezone(self._clinic.timezone).hour % 12 or 12)
        )
