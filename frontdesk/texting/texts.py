"""Text messages in the outbox.

1. A row holds the text and until when it is worth sending, sealed; the number is read from `contacts` when it is sent.
2. Kinds: `sms_reply` answers a text. `sms_notice` is begun by the clinic (reminder, confirmation, a word from staff) and keeps
   quiet hours. `sms_code` brings a code that was requested just now, perhaps by a stranger. `sms_safety` answers a warning sign
   and ignores opt-outs. `sms_last` is the one confirmation after STOP.
3. States only move forwards (`RANK`): queued, sending, unknown, sent, then delivered, undelivered, failed or cancelled.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.log import REQUEST
from frontdesk.outbox.states import CANCELLED, FAILED, QUEUED, SENDING, SENT, TEXT_KINDS, UNKNOWN
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_aware, as_stored, utc_now
from frontdesk.texting.gsm import segments

REPLY = "sms_reply"
NOTICE = "sms_notice"
CODE = "sms_code"
SAFETY = "sms_safety"
LAST = "sms_last"
REMINDER = ":remind:"  # stands in the `dedup` of a notice that reminds

DELIVERED = "delivered"
UNDELIVERED = "undelivered"
RANK = {QUEUED: 0, SENDING: 1, UNKNOWN: 2, SENT: 3, DELIVERED: 4, UNDELIVERED: 4, FAILED: 4, CANCELLED: 4}

_WORTH_SENDING = {NOTICE: timedelta(hours=24), CODE: timedelta(minutes=10)}  # after it was due
_REPLY_WORTH_SENDING = timedelta(hours=4)


class Texts:
    """Queues texts."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def take_back_reminders(self, connection: Connection, contact_id: str) -> None:
        """Take back the reminders to a contact that have not been sent yet."""
        connection.execute(
            outbox.update()
            .where(outbox.c.contact_id == contact_id, outbox.c.kind == NOTICE, outbox.c.dedup.contains(REMINDER))
            .where(outbox.c.state == QUEUED)
            .values(state=CANCELLED, finished_at=utc_now())
        )

    def put(
        self,
        connection: Connection,
        contact_id: str,
        kind: str,
        dedup: str,
        text: str,
        due_at: datetime | None = None,
        appointment_id: str | None = None,
        until: datetime | None = None,
        offered: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Queue a text of one of TEXT_KINDS (ValueError), unless its `dedup` (120 characters) has been queued before.

        `due_at` and `until` are aware: not before the one (None: now), not after the other (None: four hours after it was due,
        a day for a notice, ten minutes for a code). `offered`: what a number in reply to it chooses, as (id, title).
        """
        if kind not in TEXT_KINDS:
            raise ValueError(kind)
        if connection.execute(sa.select(outbox.c.id).where(outbox.c.dedup == dedup)).first():
            return
        due = as_stored(due_at) or utc_now()
        ends = as_stored(until) or due + _WORTH_SENDING.get(kind, _REPLY_WORTH_SENDING)
        content = {"text": text, "until": as_aware(ends).isoformat(), "offered": list(map(list, offered))}
        payload = json.dumps(content)
        connection.execute(
            outbox.insert(),
            {
                "id": secrets.token_hex(16),
                "kind": kind,
                "dedup": dedup,
                "contact_id": contact_id,
                "appointment_id": appointment_id,
                "payload": self._vault.seal(payload),
                "segments": segments(text),
                "state": QUEUED,
                "attempts": 0,
                "due_at": due,
                "created_at": _after_the_last(connection, contact_id),
                "request_id": REQUEST.get() or None,
            },
        )


def _after_the_last(connection: Connection, contact_id: str) -> datetime:
    """Now, or just after the newest row of the contact: their order is that of `created_at`."""
    newest = connection.execute(
        sa.select(sa.func.max(outbox.c.created_at)).where(outbox.c.contact_id == contact_id)
    ).scalar()
    return max(utc_now(), newest + timedelta(microseconds=1)) if newest else utc_now()
