"""The outbox: each thing to send is a row, written in the same transaction as what it reports.

`put` adds a row once: `dedup` names the thing to send, and a second row with that name is not added. How rows are claimed
and sent: `claims.py`, `notices/dispatch.py`, and for text messages `texting/texts.py` and `texting/queue.py`.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.log import REQUEST
from frontdesk.outbox.states import CANCELLED, QUEUED, SENDING
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_stored, utc_now
from frontdesk.storage.models import first_row


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
        self._insert(connection, kind, dedup, payload, appointment_id, due_at=as_stored(due_at) or utc_now())

    def put_aside(
        self, connection: Connection, kind: str, dedup: str, payload: dict[str, Any], appointment_id: str
    ) -> bool:
        """Note something that is told in another way and is not sent itself; False if its row was already there."""
        return self._insert(connection, kind, dedup, payload, appointment_id, state=CANCELLED, finished_at=utc_now())

    def add_to(self, connection: Connection, kind: str, item: dict[str, Any], most: int, due_at: datetime) -> None:
        """Add an item to the row of this kind that gathers items (payload `items`); a new row, due at `due_at`, if none does.

        A row gathers as long as nobody has tried to send it and it holds fewer than `most`.
        """
        gathering = sa.and_(outbox.c.kind == kind, outbox.c.state == QUEUED, outbox.c.attempts == 0)
        found = sa.select(outbox).where(gathering).order_by(outbox.c.created_at.desc()).limit(1)
        row = first_row(connection, OutboxRow, found)
        items = json.loads(self._vault.open(row.payload))["items"] if row else []
        if row and len(items) < most:
            payload = self._vault.seal(json.dumps({"items": [*items, item]}))
            added = outbox.update().where(outbox.c.id == row.id, gathering).values(payload=payload)
            if connection.execute(added).rowcount:
                return
        self.put(connection, kind, f"{kind}:{secrets.token_hex(16)}", {"items": [item]}, due_at)

    def count_since(self, connection: Connection, kind: str, since: datetime) -> int:
        """How many rows of a kind were queued after a moment (UTC without zone), whatever became of them."""
        queued = (
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == kind, outbox.c.created_at > since)
        )
        return int(connection.execute(queued).scalar_one())

    def cancel(
        self, connection: Connection, appointment_id: str, kinds: Sequence[str], keep: Sequence[str] = ()
    ) -> None:
        """Take back what has not been sent yet, except the rows whose `dedup` is in `keep`.

        What is being sent at this moment may still arrive. A text that the provider was asked to send is not taken back.
        """
        connection.execute(
            outbox.update()
            .where(outbox.c.appointment_id == appointment_id, outbox.c.kind.in_(kinds), outbox.c.dedup.not_in(keep))
            .where(outbox.c.state.in_((QUEUED, SENDING)), outbox.c.submitted_at.is_(None))
            .values(state=CANCELLED, finished_at=utc_now())
        )

    def _insert(
        self,
        connection: Connection,
        kind: str,
        dedup: str,
        payload: dict[str, Any],
        appointment_id: str | None,
        **values: Any,
    ) -> bool:
        if connection.execute(sa.select(outbox.c.id).where(outbox.c.dedup == dedup)).first():
            return False
        row = {
            "id": secrets.token_hex(16),
            "kind": kind,
            "dedup": dedup,
            "appointment_id": appointment_id,
            "payload": self._vault.seal(json.dumps(payload)),
            "state": QUEUED,
            "attempts": 0,
            "due_at": utc_now(),
            "created_at": utc_now(),
            "request_id": REQUEST.get() or None,
        }
        connection.execute(outbox.insert(), row | values)
        return True
