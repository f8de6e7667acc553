"""Whose rows of the outbox are due: one small query for all clinics together, however many there are."""

from collections.abc import Callable, Collection, Mapping

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.outbox.states import QUEUED, SENDING
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now
from frontdesk.storage.separation import across_clinics


def whose_turn[Way](ways: Mapping[str, Way], engine: Engine) -> Callable[[], Collection[Way]]:
    """Which of the ways of sending have something to send now, in the order in which it was due. One alone is always asked.

    `ways`: that of each clinic, by its id.
    """
    if len(ways) == 1:
        return ways.values
    every = across_clinics(engine)

    def due() -> list[Way]:
        waiting = outbox.c.state.in_((QUEUED, SENDING)) & (outbox.c.due_at <= utc_now())
        query = sa.select(outbox.c.clinic_id).where(waiting).group_by(outbox.c.clinic_id)
        with every.connect() as connection:
            found = connection.execute(query.order_by(sa.func.min(outbox.c.due_at))).scalars()
            return [ways[clinic] for clinic in found if clinic in ways]

    return due
