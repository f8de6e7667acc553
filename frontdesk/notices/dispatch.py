"""Which e-mail, calendar entry or call is sent next, and what is known after it: everything in the outbox but texts.

1. While a row is being sent, no other of the same kind and appointment is: the order is kept. That holds for one that has been
   taken back meanwhile, until its worker is done with it.
2. What fails is tried again with growing pauses (BACK_OFF). After MOST_ATTEMPTS it is given up, with an ERROR in the log.
3. What may have been sent is sent again: its receiver knows a repeat by its name.
"""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.outbox.claims import Claim, Claims, settle
from frontdesk.outbox.states import CANCELLED, FAILED, QUEUED, SENT, TEXT_KINDS
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))  # then hourly
MOST_ATTEMPTS = 28  # the last one is about a day after the first
_LONGEST_ERROR = 80

_log = logging.getLogger(__name__)


class NoticeRules:
    """See Rules."""

    name = "outmails"
    most_attempts = MOST_ATTEMPTS

    def __init__(self, lease: timedelta) -> None:
        self.lease = lease

    def rows(self) -> sa.ColumnElement[bool]:
        """See Rules."""
        return outbox.c.kind.not_in(TEXT_KINDS)

    def order(self) -> Sequence[sa.ColumnElement[Any]]:
        """See Rules: nothing overtakes."""
        return ()

    def held_up(self, now: datetime) -> sa.ColumnElement[bool]:
        """See Rules."""
        sibling = outbox.alias()
        return (
            sa.select(sibling.c.id)
            .where(sibling.c.appointment_id == outbox.c.appointment_id, sibling.c.kind == outbox.c.kind)
            .where(sibling.c.claimed_until >= now)
            .exists()
        )

    def may_go(self, connection: Connection, row: OutboxRow, now: datetime) -> bool:
        """See Rules: nothing waits that is due."""
        return True

    def end(self, connection: Connection, row: OutboxRow, state: str, why: str) -> None:
        """See Rules."""
        ended = {"state": state, "finished_at": utc_now(), "error": why, "claimed_until": None}
        connection.execute(outbox.update().where(outbox.c.id == row.id).values(ended))
        _given_up(row.kind, row.id, row.attempts, why)


class NoticeQueue:
    """What the worker sends, apart from texts."""

    def __init__(self, vault: Vault, lease: timedelta) -> None:
        self._vault = vault
        self._claims = Claims(NoticeRules(lease))

    def claim(self, engine: Engine) -> Claim | None:
        """The row that has been due for longest, claimed for this worker, or None if nothing is due."""
        return self._claims.claim(engine)

    def payload(self, claim: Claim) -> Any:
        """What is to be sent. Raises UnreadableError."""
        return json.loads(self._vault.open(claim.sealed))

    def sent(self, engine: Engine, claim: Claim) -> None:
        """The row has been sent."""
        self._settle(engine, claim, state=SENT, finished_at=utc_now(), error=None)

    def outdated(self, engine: Engine, claim: Claim) -> None:
        """The row is no longer worth sending."""
        self._settle(engine, claim, state=CANCELLED, finished_at=utc_now())

    def not_sent(self, engine: Engine, claim: Claim, why: str) -> None:
        """Sending failed: the row is due again later, or given up. `why` must not quote what was to be sent."""
        error = why[:_LONGEST_ERROR]
        if claim.attempt >= MOST_ATTEMPTS:
            if self._settle(engine, claim, state=FAILED, finished_at=utc_now(), error=error):
                _given_up(claim.kind, claim.id, claim.attempt, error)
            return
        pause = BACK_OFF[min(claim.attempt, len(BACK_OFF)) - 1]
        if self._settle(engine, claim, state=QUEUED, due_at=utc_now() + pause, error=error):
            _log.warning("Could not send %s %s (%s); trying again in %s", claim.kind, claim.id, error, pause)

    @staticmethod
    def _settle(engine: Engine, claim: Claim, **values: Any) -> bool:
        with writing(engine) as connection:
            return settle(connection, claim, **values)


def _given_up(kind: str, row_id: str, attempts: int, why: str) -> None:
    _log.error("Gave up sending %s %s after %d attempts: %s", kind, row_id, attempts, why)
