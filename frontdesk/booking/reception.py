"""Messages for a person at the clinic: passed on in the patient's own words, and the patient is told what becomes of them.

1. A message is stored with its notice to the front desk in one transaction. Its id comes from the turn: handled again, it is
   the same message.
2. What cannot wait (late, on the way, at the door) is due at once; out of hours, when the clinic opens.
3. Where no phone or e-mail is known, the patient is asked for one, once; a reply that holds one is added to the message.
4. "Passed on" is said of what is stored, and of nothing else.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment, Details, new_reference
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.limits import TooManyError
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import PATIENT, PROPOSED
from frontdesk.appointments.wording import one_line, phone_in_words, shortened
from frontdesk.booking.draft import Drafts, Say, new_id
from frontdesk.booking.extraction import find_email, find_phone
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import find_name
from frontdesk.content.opening_days import opening_in_words
from frontdesk.content.topic_ids import ARRIVING, LEAVE_MESSAGE
from frontdesk.conversations.channels import channel_of
from frontdesk.settings.booking import REQUEST
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.contacts import Contacts


class Reception:
    """Takes messages for the front desk."""

    def __init__(
        self,
        engine: Engine,
        clinic: Clinic,
        appointments: Appointments,
        hand_off: HandOff,
        contacts: Contacts,
        drafts: Drafts,
    ) -> None:
        self._engine = engine
        self._clinic = clinic
        self._appointments = appointments
        self._hand_off = hand_off
        self._contacts = contacts
        self._drafts = drafts

    def hear(self, heard: Heard) -> Say:
        """Pass a message on, or add to the one before how it can be answered; what the patient is told."""
        if heard.choice == LEAVE_MESSAGE and not heard.quoted:
            return Say((f"utter_{LEAVE_MESSAGE}",), kind="handoff")
        told = replace(heard, text=heard.quoted or heard.written or heard.text)
        try:
            return self._add_contact(told) or self._pass_on(told)
        except TooManyError:
            return Say(("utter_communication_too_many",), kind="handoff")

    def _pass_on(self, heard: Heard) -> Say:
        now = datetime.now(timezone.utc)
        at_once = heard.intent == ARRIVING
        message = Appointment(
            id=_id_of(heard),
            reference=new_reference(),
            kind=MESSAGE,
            method=REQUEST,
            status=PROPOSED,
            version=1,
            conversation_id=heard.conversation_id,
            channel=heard.channel,
            created_at=now,
            due_at=self._hand_off.at_once(now) if at_once else None,
            details=self._details(heard),
        )
        return self._sent(self._hand_off.request(message), heard, at_once)

    def _details(self, heard: Heard) -> Details:
        """The message, and who it is from, as far as this text, the draft or what was asked for before tells."""
        draft = self._drafts.load(heard.conversation_id)
        phone, email = self._contact_in(heard)
        with self._engine.connect() as connection:
            held = self._contacts.phone_of(connection, heard.conversation_id)
            asked_for = self._appointments.of_conversation(connection, heard.conversation_id)
        known = [Details(find_name(heard.text) or "", phone or held, email), *([draft.details] if draft else [])]
        known += [item.details for item in reversed(asked_for)]
        found: dict[str, Any] = {
            key: next(filter(None, (getattr(of, key) for of in known)), "") for key in ("name", "phone", "email")
        }
        return Details(**found, note=heard.text, language=heard.language)

    def _contact_in(self, heard: Heard) -> tuple[str, str]:
        phone = find_phone(heard.text, self._clinic.region)
        return phone.number if phone else "", find_email(heard.text) or ""

    def _messages(self, conversation_id: str) -> list[Appointment]:
        with self._engine.connect() as connection:
            found = self._appointments.of_conversation(connection, conversation_id)
        return [item for item in found if item.kind == MESSAGE]

    def _add_contact(self, heard: Heard) -> Say | None:
        """Add the phone or e-mail in a text to the message before it, with the text itself; None if that is not what it is."""
        phone, email = self._contact_in(heard)
        before = self._messages(heard.conversation_id)
        if heard.intent == ARRIVING or not (phone or email) or not before or before[-1].id == _id_of(heard):
            return None
        message, details = before[-1], before[-1].details
        added = f"\n{heard.text}"
        if not details.note.endswith(added):
            if details.phone or details.email:
                return None
            after = replace(details, phone=phone, email=email, note=details.note + added)
            message = self._hand_off.add_contact(message, after, PATIENT, heard.channel)
        return Say(("utter_communication_contact_noted",), {"contact": self._contact(message)}, kind="handoff")

    def _contact(self, message: Appointment) -> str:
        phone, email = message.details.phone, message.details.email
        return phone_in_words(phone, self._clinic.region) if phone else email

    def _sent(self, message: Appointment, heard: Heard, at_once: bool) -> Say:
        now = datetime.now(self._clinic.timezone)
        is_open, words = opening_in_words(now, self._clinic)
        state = "" if not words else "_closed" if not is_open else "_now" if at_once else "_open"
        contact = self._contact(message)
        values = {
            "message": shortened(one_line(heard.text), channel_of(heard.channel).quoted),
            "closes": words,
            "opens": words,
            "contact": contact,
        }
        names = [f"utter_communication_sent{state}"]
        if contact:
            names.append("utter_communication_reach")
        elif all(item.id == message.id for item in self._messages(heard.conversation_id)):
            names.append("utter_communication_ask_contact")
        return Say(tuple(names), values, kind="handoff")


def _id_of(heard: Heard) -> str:
    """The id of the message that a turn leaves: always the same for the same turn."""
    if not heard.turn_id:
        return new_id()
    return hashlib.sha256(f"{heard.conversation_id} {heard.turn_id}".encode()).hexdigest()[:32]
