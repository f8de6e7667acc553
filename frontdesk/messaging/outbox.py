"""The outbox: what is to be sent stands in a row, written in the same transaction as what it reports.

1. `put` adds a row once: `dedup` names the thing to send, and a second row with that name is not added.
2. A worker claims due rows for a while, sends, and marks them sent; if it dies, the claim runs out and another one takes over.
3. What fails is tried again later and later, and is given up loudly in the end.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.future import Connection

from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_stored, utc_now

QUEUED = "queued"
CANCELLED = "cancelled"


class Outbox:
    """Rows to send. `payload` is JSON and is stored sealed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(
        self,
        connection: Connection,
        kind: str,
        dedup: str,
        payload: dict[str, Any],
        due_at: datetime | None = None,
        appointment_id: str | None = None,
    ) -> None:
        """Queue something to send, at `due_at` (aware; None: now), unless it has been queued before."""
        if connection.execute(sa.select(outbox.c.id).where(outbox.c.dedup == dedup)).first():
            return
        connection.execute(
            outbox.insert(),
            {
                "id": secrets.token_hex(16),
                "kind": kind,
                "dedup": dedup,
                "appointment_id": appointment_id,
                "payload": self._vault.seal(json.dumps(payload)),
                "state": QUEUED,
                "attempts": 0,
                "due_at": as_stored(due_at) or utc_now(),
                "created_at": utc_now(),
            },
        )

    def cancel(self, connection: Connection, appointment_id: str, kinds: Sequence[str]) -> None:
        """Take back what has not been sent yet."""
        connection.execute(
            outbox.update()
            .where(outbox.c.appointment_id == appointment_id, outbox.c.kind.in_(kinds), outbox.c.state == QUEUED)
            .values(state=CANCELLED, finished_at=utc_now())
        )
