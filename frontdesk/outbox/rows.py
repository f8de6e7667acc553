"""The outbox: each thing to send is a row, written in the same transaction as what it reports.

1. `put` adds a row once: `dedup` names the thing to send, and a second row with that name is not added.
2. A worker claims a due row for a while, sends it, and marks it sent. If the worker dies, the claim runs out and another worker
   takes over. While a claim stands, no other row of the same kind and appointment is claimed, so that the order is kept.
3. What fails is retried with growing pauses (BACK_OFF), and is given up after MOST_ATTEMPTS with an ERROR in the log.
4. A row that is sent, failed or cancelled stays so, whatever the worker that still holds it reports.
5. Text messages (TEXT_KINDS) are in the same table and have rules of their own: `texting/texts.py`, `texting/queue.py`.
"""

import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.log import REQUEST
from frontdesk.settings.environment import CLAIM_SECONDS
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_stored, utc_now, writing
from frontdesk.storage.models import first_row

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
CANCELLED = "cancelled"
TEXT_KINDS = frozenset({"sms_reply", "sms_notice", "sms_code", "sms_safety", "sms_last"})

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))  # then hourly
MOST_ATTEMPTS = 28  # the last one is about a day after the first
CLAIM = timedelta(seconds=CLAIM_SECONDS)
_LONGEST_ERROR = 80

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A row that this worker alone may send until `until`. `attempt` counts from 1; times are UTC without zone.

    `request`: the id of the request that queued it, if one did.
    """

    id: str
    kind: str
    attempt: int
    created_at: datetime
    until: datetime
    sealed: bytes
    request: str = ""


class Outbox:
    """Rows to send. `payload` is JSON and is stored sealed."""

    def __init__(self, vault: Vault, claim: timedelta = CLAIM) -> None:
        self._vault = vault
        self._claim = claim

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

    def claim(self, engine: Engine) -> Claim | None:
        """The row that has been due for longest, claimed for this worker, or None if nothing is due."""
        now = utc_now()
        with writing(engine) as connection:
            row = first_row(connection, OutboxRow, _due(now))
            if row is None:
                return None
            until = now + self._claim
            claim = Claim(row.id, row.kind, row.attempts + 1, row.created_at, until, row.payload, row.request_id or "")
            connection.execute(
                outbox.update()
                .where(outbox.c.id == claim.id)
                .values(state=SENDING, claimed_until=claim.until, attempts=claim.attempt)
            )
        if claim.attempt <= MOST_ATTEMPTS:
            return claim
        self.not_sent(engine, claim, "its worker died every time")
        return self.claim(engine)

    def payload(self, claim: Claim) -> Any:
        """What is to be sent. Raises UnreadableError."""
        return json.loads(self._vault.open(claim.sealed))

    def sent(self, engine: Engine, claim: Claim) -> None:
        """The row has been sent."""
        self._finish(engine, claim, {"state": SENT, "finished_at": utc_now(), "error": None})

    def outdated(self, engine: Engine, claim: Claim) -> None:
        """The row is no longer worth sending."""
        self._finish(engine, claim, {"state": CANCELLED, "finished_at": utc_now()})

    def not_sent(self, engine: Engine, claim: Claim, why: str) -> None:
        """Sending failed: the row is due again later, or given up. `why` must not quote what was to be sent."""
        error = why[:_LONGEST_ERROR]
        if claim.attempt >= MOST_ATTEMPTS:
            if self._finish(engine, claim, {"state": FAILED, "finished_at": utc_now(), "error": error}):
                _log.error("Gave up sending %s %s after %d attempts: %s", claim.kind, claim.id, claim.attempt, error)
            return
        pause = BACK_OFF[min(claim.attempt, len(BACK_OFF)) - 1]
        if self._finish(engine, claim, {"state": QUEUED, "due_at": utc_now() + pause, "error": error}):
            _log.warning("Could not send %s %s (%s); trying again in %s", claim.kind, claim.id, error, pause)

    def _finish(self, engine: Engine, claim: Claim, values: dict[str, Any]) -> bool:
        mine = sa.and_(outbox.c.id == claim.id, outbox.c.claimed_until == claim.until)
        with writing(engine) as connection:
            done = connection.execute(outbox.update().where(mine, outbox.c.state == SENDING).values(values))
            connection.execute(outbox.update().where(mine).values(claimed_until=None))
        return bool(done.rowcount)


def _due(now: datetime) -> sa.Select[Any]:
    sibling = outbox.alias()
    under_way = (
        sa.select(sibling.c.id)
        .where(sibling.c.appointment_id == outbox.c.appointment_id, sibling.c.kind == outbox.c.kind)
        .where(sibling.c.claimed_until >= now)
    )
    abandoned = sa.and_(outbox.c.state == SENDING, outbox.c.claimed_until < now)
    return (
        sa.select(outbox)
        .where(sa.or_(outbox.c.state == QUEUED, abandoned), outbox.c.due_at <= now, ~under_way.exists())
        .where(outbox.c.kind.not_in(TEXT_KINDS))
        .order_by(outbox.c.due_at, outbox.c.created_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=outbox)
    )
