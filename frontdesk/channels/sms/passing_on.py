"""What somebody says of an appointment, or to the front desk, beside a warning sign: it reaches the front desk in their words.

1. The words go there where they hold such a wish ("too scared. cancel"). So they do, but for harm to oneself, where they answer
   a reminder or an appointment is near ("kid is puking"): that it will be kept is doubtful then.
2. They are stored with the reply, in one transaction, and the patient is told.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection

from frontdesk.appointments import waiting as waitlist
from frontdesk.appointments.appointment import MESSAGE, Appointment, Details, new_reference
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.limits import TooManyError
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.standing import standing_of_patient
from frontdesk.appointments.states import PROPOSED
from frontdesk.appointments.waiting import LEFT
from frontdesk.channels.sms.receiving import Received
from frontdesk.content.reviewed import LEVELS
from frontdesk.conversations.channels.channel import SMS
from frontdesk.conversations.messages import Message
from frontdesk.settings.booking import REQUEST
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.store import Store
from frontdesk.texting import words as wording
from frontdesk.texting.appointment_words import KEEP
from frontdesk.texting.contacts import QUIET

_NEAR = timedelta(days=2)
_WARNINGS = frozenset({*LEVELS, "check"})
_LATELY = timedelta(hours=1)


class PassingOn:
    """Passes words on for one clinic."""

    def __init__(self, clinic: Clinic, store: Store, hand_off: HandOff) -> None:
        self._clinic = clinic
        self._hand_off = hand_off
        self._engine = store.engine
        self._appointments = Appointments(store.vault, store.lookup)

    def waits(self, received: Received) -> bool:
        """Whether somebody of the phone is on the wait list."""
        with self._engine.connect() as connection:
            entries = (waitlist.find(connection, item.id) for item in self._standing(connection, received))
            return any(entry is not None and entry.state != LEFT for entry in entries)

    def beside_warning(
        self, connection: Connection, received: Received, messages: Sequence[Message], wishes: bool
    ) -> str:
        """Pass the text on if its reply warns, or asks about a sign, and it concerns an appointment; what is said of it, or "".

        `wishes`: it has a wish in words.
        """
        warning = next((message for message in messages if message["kind"] in _WARNINGS), None)
        if warning is None or not (wishes or self._concerns_appointment(connection, received, warning)):
            return ""
        return wording.passed_on(self._clinic, received.language) if self.store(connection, received) else ""

    def store(self, connection: Connection, received: Received) -> bool:
        """Keep the text as a message for the front desk. False: the phone has left too many."""
        try:
            self._hand_off.request_within(connection, self._message(connection, received))
        except TooManyError:
            return False
        return True

    def _concerns_appointment(self, connection: Connection, received: Received, warning: Message) -> bool:
        now = datetime.now(timezone.utc)
        if self._clinic.crisis_number in warning["text"] or self._has_lately_passed_on(connection, received, now):
            return False
        soon = (item.start for item in self._standing(connection, received) if item.start is not None)
        return _answers_reminder(received) or any(now < start <= now + _NEAR for start in soon)

    def _has_lately_passed_on(self, connection: Connection, received: Received, now: datetime) -> bool:
        """Whether the front desk has words of this conversation that are not old: what follows a warning says no more."""
        said = self._appointments.of_conversation(connection, received.contact.conversation_id)
        return any(item.kind == MESSAGE and now - item.created_at < _LATELY for item in said)

    def _message(self, connection: Connection, received: Received) -> Appointment:
        contact, now = received.contact, datetime.now(timezone.utc)
        names = (item.details.name for item in reversed(self._standing(connection, received)))
        turn = hashlib.sha256(f"{contact.conversation_id} text-{received.claim.id}".encode()).hexdigest()
        details = Details(name=next(filter(None, names), ""), phone=contact.phone, language=received.language)
        return Appointment(
            id=turn[:32],
            reference=new_reference(),
            kind=MESSAGE,
            method=REQUEST,
            status=PROPOSED,
            version=1,
            conversation_id=contact.conversation_id,
            channel=SMS,
            created_at=now,
            due_at=self._hand_off.at_once(now),
            details=replace(details, note=received.text),
        )

    def _standing(self, connection: Connection, received: Received) -> list[Appointment]:
        contact = received.contact
        return standing_of_patient(connection, self._appointments, contact.conversation_id, contact.phone)


def _answers_reminder(received: Received) -> bool:
    contact = received.contact
    recent = contact.offered_at is not None and received.claim.received_at - contact.offered_at <= QUIET
    return recent and any(choice.startswith(KEEP) for choice, _ in contact.offered)
