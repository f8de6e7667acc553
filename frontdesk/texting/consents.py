"""Consents: which words the holder of a phone agreed to, when, and in which conversation. Rows are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.language.plain_texts import PlainTexts
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.sms_models import consents

# The widget asks for the number in these words (`textAsk` of widget/src/words).
WORDINGS = PlainTexts(
    "consents",
    {
        "chat_by_text": "Your mobile number. You agree that the clinic texts you about this chat. Message rates may apply; "
        "STOP ends it."
    },
)


class Consents:
    """Consents by phone (E.164). Only a keyed hash of it is kept."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def record(self, connection: Connection, phone: str, conversation_id: str, wording: str, at: datetime) -> None:
        """Note what was agreed to (at most 300 characters), at a moment (UTC without zone)."""
        connection.execute(
            consents.insert(),
            {
                "phone_hash": self._lookup.hash(phone),
                "conversation_id": conversation_id,
                "wording": wording,
                "agreed_at": at,
            },
        )

    def of_phone(self, connection: Connection, phone: str) -> list[tuple[datetime, str, str]]:
        """Moment, conversation and words of everything agreed to for a phone, oldest first."""
        rows = connection.execute(
            sa.select(consents.c.agreed_at, consents.c.conversation_id, consents.c.wording)
            .where(consents.c.phone_hash.in_(self._lookup.hashes(phone)))
            .order_by(consents.c.id)
        )
        return [(row.agreed_at, row.conversation_id, row.wording) for row in rows]
