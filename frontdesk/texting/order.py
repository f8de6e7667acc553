"""Which text goes next.

1. The texts to one phone go out one after the other, in the order in which they were queued. One that is retried holds up those
   behind it; one that is meant for later does not. An answer to a warning sign overtakes.
2. Texts that may not be sent yet wait: notices in quiet hours, and any text over a limit (`limits.py`). To the answer to a
   warning sign and the last text after STOP, only the limit against loops applies.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.quiet_hours import quiet_until
from frontdesk.outbox.states import QUEUED, SENDING, TEXT_KINDS
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.database import as_aware, as_stored
from frontdesk.texting.limits import LOOP, free_at
from frontdesk.texting.outcomes import TextOutcomes
from frontdesk.texting.texts import LAST, NOTICE, SAFETY

MOST_ATTEMPTS = 20  # the last one is about three and a half hours after the first
EXEMPT = frozenset({SAFETY, LAST})  # from the limits and from opt-outs


class TextRules:
    """See Rules."""

    name = "outtexts"
    most_attempts = MOST_ATTEMPTS

    def __init__(self, clinic: Clinic, sms: SmsSettings, outcomes: TextOutcomes) -> None:
        self.lease = sms.claim
        self._clinic = clinic
        self._rate = sms.rate
        self._contact_rate = sms.contact_rate
        self._outcomes = outcomes

    def rows(self) -> sa.ColumnElement[bool]:
        """See Rules."""
        return outbox.c.kind.in_(TEXT_KINDS)

    def order(self) -> Sequence[sa.ColumnElement[Any]]:
        """See Rules: an answer to a warning sign, whatever else waits."""
        return (sa.case((outbox.c.kind == SAFETY, 0), else_=1),)

    def held_up(self, now: datetime) -> sa.ColumnElement[bool]:
        """See Rules: whether another text to the same phone comes first."""
        other = outbox.alias()
        earlier = sa.and_(other.c.created_at < outbox.c.created_at, sa.or_(other.c.due_at <= now, other.c.attempts > 0))
        overtakes = sa.and_(other.c.kind == SAFETY, outbox.c.kind != SAFETY, other.c.due_at <= now)
        first = sa.or_(overtakes, sa.and_(earlier, sa.or_(outbox.c.kind != SAFETY, other.c.kind == SAFETY)))
        return (
            sa.select(other.c.id)
            .where(other.c.contact_id == outbox.c.contact_id, other.c.kind.in_(TEXT_KINDS))
            .where(sa.or_(other.c.state == SENDING, sa.and_(other.c.state == QUEUED, first)))
            .exists()
        )

    def may_go(self, connection: Connection, row: OutboxRow, now: datetime) -> bool:
        """See Rules. What waits becomes due again when it may be sent, with all that the same limit holds up."""
        if self._waits(connection, row, now):
            return False
        connection.execute(outbox.update().where(outbox.c.id == row.id).values(due_at=now))  # limits count from here
        return True

    def end(self, connection: Connection, row: OutboxRow, state: str, why: str) -> None:
        """See Rules."""
        self._outcomes.move(connection, row.id, state, why)

    def _waits(self, connection: Connection, row: OutboxRow, now: datetime) -> bool:
        quiet = quiet_until(as_aware(now), self._clinic.booking.quiet_hours, self._clinic.timezone)
        if row.kind == NOTICE and quiet:
            _postpone(connection, outbox.c.id == row.id, due_at=as_stored(quiet), attempts=0)
            return True
        exempt = row.kind in EXEMPT
        due = sa.and_(outbox.c.kind.not_in(EXEMPT), outbox.c.due_at <= now)
        wait = free_at(connection, [LOOP] if exempt else [LOOP, self._contact_rate], now, row.contact_id)
        if wait:
            same_phone = sa.and_(due, outbox.c.contact_id == row.contact_id)
            _postpone(connection, outbox.c.id == row.id if exempt else same_phone, due_at=wait)
            return True
        wait = None if exempt else free_at(connection, [self._rate], now)
        if wait:
            _postpone(connection, due, due_at=wait)
        return bool(wait)


def _postpone(connection: Connection, which: sa.ColumnElement[bool], **values: Any) -> None:
    """Let queued texts wait. Those to one phone still go out in the order in which they were queued."""
    queued = sa.and_(outbox.c.state == QUEUED, outbox.c.kind.in_(TEXT_KINDS))
    connection.execute(outbox.update().where(which, queued).values(values))
