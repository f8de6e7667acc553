"""Six-digit codes that prove who holds an e-mail address or a phone.

1. A code is sent to the address and is good for ten minutes, five tries and one use. Only keyed hashes are stored.
2. A code is sent only to an address under which a booking is known, or to a phone that may be texted. The person who asks
   sees no difference: a row is written either way.
3. Three codes an hour go to an address in one conversation, and five to a conversation in all. Beyond that nothing is sent,
   and it still looks the same.
4. Ten codes a day go to an address, at most four of them for one network. The last three go only if neither the conversation
   nor its network has asked for this address before, so that strangers do not shut out its holder. Codes that were not sent
   do not count.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.demand import neighbours
from frontdesk.storage.booking_models import VerificationRow, verifications
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.locks import alone
from frontdesk.storage.models import first_row

MINUTES = 10
MOST_TRIES = 5
MOST_AN_HOUR = 3
MOST_A_CONVERSATION = 5
MOST_A_DAY = 10
MOST_FROM_A_NETWORK = 4
RESERVED = 3

# Queues the message with a code: (connection, address, code, minutes, name of the thing to send).
SendCode = Callable[[Connection, str, str, int, str], None]


class Verifications:
    """Issues and checks codes."""

    def __init__(self, engine: Engine, lookup: Lookup, send: SendCode) -> None:
        self._engine = engine
        self._lookup = lookup
        self._send = send

    def start(self, conversation_id: str, contact: str, known: bool) -> None:
        """Begin a check. A message goes out only if the address is `known` as one to send to and the limits allow it."""
        contact_hash = self._lookup.hash(contact.lower())
        code = f"{secrets.randbelow(1_000_000):06}"
        row_id = secrets.token_hex(16)
        now = utc_now()
        with writing(self._engine) as connection:
            alone(connection, "codesent")  # otherwise simultaneous requests would pass the limits together
            sends = known and self._allowed(connection, conversation_id, contact_hash)
            connection.execute(
                verifications.insert(),
                {
                    "id": row_id,
                    "conversation_id": conversation_id,
                    "contact_hash": contact_hash,
                    "code_hash": self._lookup.hash(f"{row_id}/{code}"),
                    "tries": 0 if sends else MOST_TRIES,  # a code that was not sent cannot be guessed either
                    "created_at": now,
                    "expires_at": now + timedelta(minutes=MINUTES) if sends else now,
                },
            )
            if sends:
                self._send(connection, contact, code, MINUTES, f"code:{row_id}")

    @staticmethod
    def _allowed(connection: Connection, conversation_id: str, contact_hash: str) -> bool:
        row = verifications.c
        here = row.conversation_id == conversation_id
        to_contact = row.contact_hash == contact_hash
        sent = row.expires_at > row.created_at

        def count(span: timedelta, *conditions: Any) -> int:
            recent = row.created_at > utc_now() - span
            counted = sa.select(sa.func.count()).select_from(verifications).where(recent, *conditions)
            return int(connection.execute(counted).scalar_one())

        hour, day = timedelta(hours=1), timedelta(days=1)
        nearby = sa.or_(here, row.conversation_id.in_(neighbours(conversation_id)))
        asked_before = count(day, nearby, to_contact) > 0
        return (
            count(hour, here, to_contact) < MOST_AN_HOUR
            and count(hour, here) < MOST_A_CONVERSATION
            and count(day, nearby, to_contact, sent) < MOST_FROM_A_NETWORK
            and count(day, to_contact, sent) < MOST_A_DAY - (RESERVED if asked_before else 0)
        )

    def has_passed(self, conversation_id: str, contact: str) -> bool:
        """Whether the conversation has used a code for the address within the last day."""
        found = (
            sa.select(verifications.c.id)
            .where(
                verifications.c.conversation_id == conversation_id,
                verifications.c.contact_hash.in_(self._lookup.hashes(contact.lower())),
                verifications.c.used_at > utc_now() - timedelta(days=1),
            )
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(found).first() is not None

    def check(
        self, conversation_id: str, contact: str, code: str, then: Callable[[Connection], None] = lambda _: None
    ) -> bool:
        """Whether this is the newest code for the address in this conversation, in time, unused and within the tries.

        `then` runs in the transaction that uses up the code. If it raises, both are undone.
        """
        with writing(self._engine) as connection:
            newest = (
                sa.select(verifications)
                .where(
                    verifications.c.conversation_id == conversation_id,
                    verifications.c.contact_hash.in_(self._lookup.hashes(contact.lower())),
                    verifications.c.tries < MOST_TRIES,
                )
                .order_by(verifications.c.created_at.desc(), verifications.c.id)
                .limit(1)
                .with_for_update()
            )
            row = first_row(connection, VerificationRow, newest)
            if row is None or row.used_at or row.expires_at <= utc_now():
                return False
            fits = any(hmac.compare_digest(row.code_hash, wanted) for wanted in self._lookup.hashes(f"{row.id}/{code}"))
            connection.execute(
                verifications.update()
                .where(verifications.c.id == row.id)
                .values(tries=row.tries + 1, used_at=utc_now() if fits else None)
            )
            if fits:
                then(connection)
            return fits
