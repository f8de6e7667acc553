"""Answering a message that a patient left, wherever they can read it: in the chat, by text, by e-mail.

1. The answer says who writes. It goes every way that is open at once; the patient reads the first one.
2. The chat is a way while it has not ended and its token may still be good, the phone while texts belong to it and it has not
   opted out, an e-mail address once the patient has left it. Where there is none, nothing is stored, and the desk calls.
3. It is told in the transaction that marks the message as done: never twice, never only half.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.transcript import Transcript, is_open
from frontdesk.notices.answers import ANSWER, signed
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.clinic import Clinic
from frontdesk.staff.accounts import Account
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import conversations
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import CHANNEL
from frontdesk.texting.relay import TEXTED, Phones, relay

CHAT, TEXT, EMAIL = "in the chat", "by text", "by e-mail"


class UnreachableError(Exception):
    """No way is open to the patient any more."""


class Answering:
    """Tells answers, within the caller's transaction."""

    def __init__(self, store: Store, clinic: Clinic, chats_last: timedelta) -> None:
        """`chats_last`: how long a chat token is valid."""
        self._clinic = clinic
        self._chats_last = chats_last
        self._transcript = Transcript(store.engine, store.vault)
        self._phones = Phones(store.vault, store.lookup)
        self._relay = relay(store.vault)
        self._outbox = Outbox(store.vault)

    def ways(self, connection: Connection, message: Appointment) -> list[str]:
        """Where an answer can be read."""
        conversation_id = message.conversation_id
        chat = (
            message.channel != CHANNEL and is_open(connection, conversation_id) and self._is_recent(connection, message)
        )
        text = self._phones.by_text(connection, conversation_id) == TEXTED
        email = bool(message.details.email)
        return [way for way, is_there in ((CHAT, chat), (TEXT, text), (EMAIL, email)) if is_there]

    def _is_recent(self, connection: Connection, message: Appointment) -> bool:
        """Whether the chat's token may still be good: it lasts as long from the last thing that was said."""
        last = sa.select(conversations.c.last_at).where(conversations.c.id == message.conversation_id)
        at = connection.execute(last).scalar()
        return at is not None and utc_now() - at < self._chats_last

    def tell(self, connection: Connection, message: Appointment, by: Account, text: str) -> None:
        """Give the answer every way that is open. Raises UnreachableError if none is."""
        ways = self.ways(connection, message)
        if not ways:
            raise UnreachableError
        said = plain_message(signed(by.shown_as, text, self._clinic, message.details.language), "staff", "message")
        if is_open(connection, message.conversation_id):
            self._transcript.append(connection, message.conversation_id, [said])
        if TEXT in ways:
            self._relay(connection, message.conversation_id, said)
        if EMAIL in ways:
            payload = {"to": message.details.email, "reference": message.reference, "text": said["text"]}
            payload["language"] = message.details.language
            self._outbox.put(connection, ANSWER, f"{message.id}:{message.version}:{ANSWER}", payload)
