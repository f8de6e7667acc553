"""The clinic's side of the booking conversation: requests, times, codes, and the clinic's own words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

from sqlalchemy import Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment, Details, Period, Slot, new_reference
from frontdesk.appointments.cancelling import cancel
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.repository import Appointments, audit_of
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.standing import standing, standing_of_patient
from frontdesk.appointments.states import CANCELLED, PATIENT, PENDING, PROPOSED, STAFF
from frontdesk.appointments.verification import Verifications
from frontdesk.booking.appointment_words import AppointmentWords
from frontdesk.booking.draft import CALL_BACK, Draft
from frontdesk.booking.heard import SERVICE, Heard
from frontdesk.booking.letters import Letters
from frontdesk.content.clinic_text import hours_in_words
from frontdesk.language.when import OpeningHours, When, understand
from frontdesk.settings.booking import ANY, ASK, BOOK, Service
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.methods import method_of
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.phone_codes import PhoneCodes

MOST_OFFERS = 3


class Desk(AppointmentWords):
    """What the conversation may ask of the clinic.

    Raises TakenError where somebody was faster, StaleError where something changed meanwhile.
    """

    def __init__(
        self,
        engine: Engine,
        clinic: Clinic,
        appointments: Appointments,
        hand_off: HandOff,
        slots: Slots,
        verifications: Verifications,
        letters: Letters,
        contacts: Contacts,
        codes: PhoneCodes | None = None,
    ) -> None:
        super().__init__(clinic)
        self.opening = OpeningHours(clinic.hours, clinic.closures)
        self.hours = {"hours": hours_in_words(clinic)}
        self.verifications = verifications
        self._engine = engine
        self._appointments = appointments
        self._hand_off = hand_off
        self._slots = slots
        self.letters = letters
        self._contacts = contacts
        self._codes = codes
        self._unconfirmed = clinic.booking.unconfirmed or (ASK if codes else BOOK)

    @property
    def offers_slots(self) -> bool:
        """Whether times are offered here."""
        return method_of(self.clinic.booking.method).books

    def now(self) -> datetime:
        """The present moment in the clinic's zone."""
        return datetime.now(self.clinic.timezone)

    def understand(self, text: str, now: datetime | None = None) -> When | None:
        """The wish for a time in a text, as of now or of another moment."""
        moment = now.astimezone(self.clinic.timezone) if now else self.now()
        return understand(text, moment, self.opening, self.clinic.booking.horizon_days)

    def phone_of(self, heard: Heard) -> str:
        """The number (E.164) of the phone that the patient texts from, or has shown to hold; empty if there is none."""
        with self._engine.connect() as connection:
            return self._contacts.phone_of(connection, heard.conversation_id)

    def appointment(self, appointment_id: str) -> Appointment:
        """A stored appointment. Raises KeyError."""
        with self._engine.connect() as connection:
            found = self._appointments.find(connection, appointment_id)
        if found is None:
            raise KeyError(appointment_id)
        return found

    def active_of_conversation(self, conversation_id: str) -> list[Appointment]:
        """What was asked for in a conversation, or for the phone that it is held with, and still stands."""
        with self._engine.connect() as connection:
            phone = self._contacts.phone_of(connection, conversation_id)
            return standing_of_patient(connection, self._appointments, conversation_id, phone)

    def cancelled_by_staff(self, conversation_id: str) -> Appointment | None:
        """The newest appointment of a conversation, or of the phone it is held with, that the front desk cancelled."""
        with self._engine.connect() as connection:
            phone = self._contacts.phone_of(connection, conversation_id)
            found = self._appointments.of_conversation(connection, conversation_id)
            found += self._appointments.of_phone(connection, phone) if phone else []
            cancelled = [item for item in found if item.status == CANCELLED and item.kind != MESSAGE]
            by_staff = (item for item in reversed(cancelled) if audit_of(connection, item.id)[-1].actor == STAFF)
            return next(by_staff, None)

    def active_of_email(self, email: str) -> list[Appointment]:
        """What stands under an e-mail address."""
        with self._engine.connect() as connection:
            return standing(self._appointments.of_email(connection, email))

    def _new(self, draft: Draft, heard: Heard, status: str) -> Appointment:
        callback, details = draft.goal == CALL_BACK, draft.details
        with self._engine.connect() as connection:
            if details.email and not self.letters.may_have_another(connection, details.email):
                details = replace(details, email="")
        return Appointment(
            id=draft.id,
            reference=new_reference(),
            kind="callback" if callback else "booking",
            method="request" if callback else self.clinic.booking.method,
            status=status,
            version=1,
            conversation_id=heard.conversation_id,
            channel=heard.channel,
            created_at=datetime.now(timezone.utc),
            due_at=None,
            details=details,
            service=draft.service or None,
        )

    def request(self, draft: Draft, heard: Heard) -> Appointment:
        """Hand a request or call-back to the front desk; once, however often it is sent."""
        return self._hand_off.request(self._new(draft, heard, PROPOSED))

    def change_time(self, appointment: Appointment, details: Details, heard: Heard) -> Appointment:
        """Other wishes for a request."""
        wished = replace(appointment.details, windows=details.windows, when=details.when)
        return self.change(appointment, wished, heard)

    def change(self, appointment: Appointment, details: Details, heard: Heard) -> Appointment:
        """Other details of a request."""
        return self._hand_off.change(appointment, details, PATIENT, heard.channel)

    def cancel(self, appointment: Appointment, heard: Heard) -> Appointment:
        """Cancel, whatever the method. Cancelling twice is cancelling."""
        return cancel(self._slots, self._hand_off, appointment, PATIENT, heard.channel)

    def services_for(self, details: Details) -> list[Service]:
        """The services that fit a new or returning patient; all, if none does."""
        services = list(self.clinic.booking.services)
        fitting = [item for item in services if item.patients in (ANY, details.patient_type or ANY)]
        return fitting or services

    def service_named(self, heard: Heard, services: Sequence[Service]) -> str:
        """The id of the service that a button or the text names, or nothing."""
        if heard.choice:
            wanted = heard.choice.removeprefix(SERVICE)
            return next((item.id for item in services if item.id == wanted), "")
        said = f"{_bare(heard.plain)} {_bare(heard.written)}"
        called = self.clinic.in_language(heard.language).booking.services
        names = {item.id: (item.name, other.name) for item, other in zip(self.clinic.booking.services, called)}
        return next((item.id for item in services if any(_bare(name) in said for name in names[item.id])), "")

    def free(self, service: str, windows: Sequence[Period], skip: int) -> list[Slot]:
        """The next free times."""
        with self._engine.connect() as connection:
            return self._slots.schedule.free(connection, service, windows, self.now(), MOST_OFFERS, skip=skip)

    def hold(self, draft: Draft, heard: Heard, slot: Slot) -> Appointment:
        """Keep a time for a while."""
        return self._slots.hold(self._new(draft, heard, PENDING), slot, self.now())

    def confirm(self, draft: Draft) -> Appointment:
        """Book the time that is held."""
        return self._slots.confirm(draft.id, draft.details, self.now())

    def only_asks(self, draft: Draft) -> bool:
        """Whether the time is asked for, because the phone is not confirmed and cannot be."""
        return self._needs_proof(draft) and not (self._codes and self._codes.can_reach(draft.details.phone))

    def needs_code(self, draft: Draft, heard: Heard) -> bool:
        """Whether the patient has to show first that the phone is theirs."""
        if not self._needs_proof(draft) or self._codes is None or self.only_asks(draft):
            return False
        return not self._codes.has_shown(heard.conversation_id, draft.details.phone)

    def _needs_proof(self, draft: Draft) -> bool:
        return self._unconfirmed == ASK and not draft.held_phone

    def text_code(self, draft: Draft, heard: Heard) -> None:
        """Text a code to the patient's phone. Raises ValueError without texting."""
        self._texting().send(heard.conversation_id, draft.details.phone)

    def is_code(self, draft: Draft, heard: Heard, code: str) -> bool:
        """Whether this is the code that was texted. Raises ValueError without texting."""
        return self._texting().check(heard.conversation_id, draft.details.phone, code)

    def _texting(self) -> PhoneCodes:
        if self._codes is None:
            raise ValueError("Texting is not set up.")
        return self._codes

    def ask(self, draft: Draft, heard: Heard) -> Appointment:
        """Ask the front desk for the time that is held, as a wish."""
        slot = draft.slot
        details = draft.details
        if slot is not None:
            details = replace(details, windows=(Period(slot.start, slot.end),), when=self.slot_words(slot))
        due_at = self._hand_off.due(datetime.now(timezone.utc))
        return self._slots.ask(draft.id, details, due_at, self.now(), heard.channel)

    def release(self, draft: Draft, heard: Heard) -> None:
        """Give back a time that is held but not booked."""
        with self._engine.connect() as connection:
            held = self._appointments.find(connection, draft.id)
        if held is not None and held.status == PENDING:
            self._slots.cancel(held, self.now(), PATIENT, heard.channel)

    def reschedule(self, appointment: Appointment, slot: Slot, heard: Heard) -> Appointment:
        """Move to another time: the new one is taken before the old one is released."""
        return self._slots.reschedule(appointment, slot, self.now(), PATIENT, heard.channel)

    def join(self, draft: Draft, heard: Heard) -> Appointment:
        """Put on the wait list."""
        return self._slots.join(self._new(draft, heard, PROPOSED), draft.service, None)

    def send_code(self, conversation_id: str, email: str) -> None:
        """Send a code to the address, if an appointment stands under it. Nothing tells whether one did."""
        self.verifications.start(conversation_id, email, known=bool(self.active_of_email(email)))


def _bare(text: str) -> str:
    """Words alone: "Follow-up" and "follow up" are the same."""
    return " ".join(re.findall(r"\w+", text.lower()))
