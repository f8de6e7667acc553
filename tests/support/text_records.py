"""What the database says of text messages after a run: what came in, what was said and heard, what went out."""

import json
import time
from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import WAITING
from frontdesk.outbox.states import QUEUED, SENDING, TEXT_KINDS
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.models import messages, tracker_events
from frontdesk.storage.sms_models import inbound_texts
from tests.support.phone import Phone
from tests.support.server import SECRET


class TextRecords:
    """Reads one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._vault, self._lookup = Vault([SECRET]), Lookup([SECRET])

    def rows(self, query: Any) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(query).all())

    def inbound(self, phone: Phone) -> list[Any]:
        mine = inbound_texts.c.phone_hash == self._lookup.hash(phone.number)
        return self.rows(sa.select(inbound_texts).where(mine).order_by(inbound_texts.c.id))

    def outgoing(self) -> list[Any]:
        return self.rows(sa.select(outbox).where(outbox.c.kind.in_(TEXT_KINDS)).order_by(outbox.c.created_at))

    def said(self, conversation: str) -> list[dict[str, Any]]:
        """What the patient said, by the transcript, in its order."""
        mine = messages.c.conversation_id == conversation
        rows = self.rows(sa.select(messages.c.content).where(mine).order_by(messages.c.position))
        found = [json.loads(self._vault.open(row.content)) for row in rows]
        return [message for message in found if message["from"] == "patient"]

    def heard(self, conversation: str) -> Counter[str]:
        """How often Rasa has heard each turn."""
        rows = self.rows(sa.select(tracker_events.c.events).where(tracker_events.c.conversation_id == conversation))
        events = [event for row in rows for event in json.loads(self._vault.open(row.events))]
        return Counter(event["message_id"] for event in events if event["event"] == "user")

    def await_the_end(self, seconds: float) -> None:
        """Until every text is done with and every answer has been sent, or may have been."""
        waits = sa.select(inbound_texts.c.id).where(inbound_texts.c.state == WAITING)
        open_states = outbox.c.state.in_((QUEUED, SENDING))
        goes_out = sa.select(outbox.c.id).where(outbox.c.kind.in_(TEXT_KINDS), open_states)
        began = time.monotonic()
        while waiting := len(self.rows(waits)) + len(self.rows(goes_out)):
            assert time.monotonic() - began < seconds, f"{waiting} texts still wait"
            time.sleep(0.2)
