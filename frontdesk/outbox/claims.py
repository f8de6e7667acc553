"""Which row is sent next, and by whom: the one engine that everything in the outbox is claimed by.

1. A worker claims a row for a while (its lease) and sends it. One claim at a time for each queue, in all workers together
   (SQLite's write lock, an advisory lock on PostgreSQL). Where nothing is due, looking costs one read.
2. If the worker dies, the lease runs out. A row of which it had noted that the other side was asked (`submitted_at`) may have
   been sent, and ends as UNKNOWN. Any other is queued again, and is given up once it has been claimed often enough.
3. What a worker reports counts only while its claim stands. A row that is sent, failed or cancelled stays so.
4. The rest is the queue's own (`Rules`): which rows it has, what goes first, what holds a row up, and what becomes of a row
   that is not sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.outbox.states import FAILED, QUEUED, SENDING, UNKNOWN
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.locks import alone
from frontdesk.storage.models import first_row


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


class Rules(Protocol):
    """What one queue decides itself. `name` is that of its lock, of eight characters."""

    name: str
    lease: timedelta
    most_attempts: int

    def rows(self) -> sa.ColumnElement[bool]:
        """Which rows of the outbox are its own."""

    def order(self) -> Sequence[sa.ColumnElement[Any]]:
        """What goes first, before what has been due for longest."""

    def held_up(self, now: datetime) -> sa.ColumnElement[bool]:
        """Whether another row must be sent before this one."""

    def may_go(self, connection: Connection, row: OutboxRow, now: datetime) -> bool:
        """Whether a row that is next is sent now. If not, it has been made due later."""

    def end(self, connection: Connection, row: OutboxRow, state: str, why: str) -> None:
        """Let a row end as FAILED or UNKNOWN, with all that follows from it."""


class Claims:
    """The claims of one queue."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def claim(self, engine: Engine) -> Claim | None:
        """The row to send next, claimed for this worker; None if there is none."""
        with engine.connect() as connection:
            if connection.execute(self._next(utc_now())).first() is None:
                return None
        with writing(engine) as connection:
            alone(connection, self._rules.name)
            now = utc_now()
            while row := first_row(connection, OutboxRow, self._next(now).with_for_update(skip_locked=True, of=outbox)):
                if not self._has_died(connection, row) and self._rules.may_go(connection, row, now):
                    return self._claimed(connection, row, now)
        return None

    def _has_died(self, connection: Connection, row: OutboxRow) -> bool:
        """Whether a row was left by a worker that died, or by too many. It has ended then, or is queued again."""
        if row.state == SENDING and row.submitted_at is not None:
            self._rules.end(connection, row, UNKNOWN, "the worker died while sending")
        elif row.attempts >= self._rules.most_attempts:
            self._rules.end(connection, row, FAILED, "its worker died every time")
        elif row.state == SENDING:
            requeued = {"state": QUEUED, "claimed_until": None}
            connection.execute(outbox.update().where(outbox.c.id == row.id).values(requeued))
        else:
            return False
        return True

    def _claimed(self, connection: Connection, row: OutboxRow, now: datetime) -> Claim:
        until, request = now + self._rules.lease, row.request_id or ""
        claim = Claim(row.id, row.kind, row.attempts + 1, row.created_at, until, row.payload, request)
        taken = {"state": SENDING, "claimed_until": claim.until, "attempts": claim.attempt}
        connection.execute(outbox.update().where(outbox.c.id == claim.id).values(taken))
        return claim

    def _next(self, now: datetime) -> sa.Select[Any]:
        """A row whose lease has run out is due whatever else waits."""
        abandoned = sa.and_(outbox.c.state == SENDING, outbox.c.claimed_until < now)
        queued = sa.and_(outbox.c.state == QUEUED, ~self._rules.held_up(now))
        return (
            sa.select(outbox)
            .where(self._rules.rows(), outbox.c.due_at <= now, sa.or_(abandoned, queued))
            .order_by(*self._rules.order(), outbox.c.due_at, outbox.c.created_at)
            .limit(1)
        )


def standing(claim: Claim) -> sa.ColumnElement[bool]:
    """Whether a claim is still its worker's, and its row still to be sent."""
    return sa.and_(_mine(claim), outbox.c.state == SENDING)


def settle(connection: Connection, claim: Claim, **values: Any) -> bool:
    """Note what became of a claimed row, and let it go. False: it was no longer this worker's to settle."""
    done = connection.execute(outbox.update().where(standing(claim)).values(values))
    connection.execute(outbox.update().where(_mine(claim)).values(claimed_until=None))
    return bool(done.rowcount)


def _mine(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.id == claim.id, outbox.c.claimed_until == claim.until)
