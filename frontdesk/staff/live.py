"""`GET /events?page=…`: tells an open page that what it shows has changed, as server-sent events. The page then loads itself
again; nothing of a patient is in the stream.

1. While the stream is open, the page counts as open (`presence.py`): colleagues see who looks at what, and the assistant knows
   that somebody is there.
2. Every second a few indexed look-ups tell whether something has changed. A page that comes back after a break is told to load.
3. The stream ends with the session. It also ends if its page has been forgotten (a computer that slept): the browser opens it
   again, as a new page.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import StreamingResponse

from frontdesk.conversations import presence
from frontdesk.conversations.synthetic import IS_REAL
from frontdesk.metrics.measures import EVENT_STREAMS
from frontdesk.outbox.states import FAILED
from frontdesk.staff import sessions
from frontdesk.staff.accounts import Account
from frontdesk.staff.roles import WORK, may
from frontdesk.storage.booking_models import appointments, audit, outbox
from frontdesk.storage.database import in_database, writing
from frontdesk.storage.insight_models import gap_groups, gaps
from frontdesk.storage.models import conversations, takeovers
from frontdesk.storage.staff_models import appointment_claims, appointment_notes
from frontdesk.texting.texts import UNDELIVERED

_SECONDS = 1.0
_DUE_SECONDS = 30  # so often a list shows anew what has become due
_LIVE = takeovers.c.ended_at.is_(None)


def pulse(connection: Connection, subject: str) -> tuple[Any, ...]:
    """A value that changes when what a page shows does. `subject` names a row ("conversation:<id>", "gap:<id>") or a list."""
    kind, _, row_id = subject.partition(":")
    looking = frozenset(presence.viewers(connection, subject))
    if kind == "conversation":
        said = sa.select(conversations.c.last_position, conversations.c.ended_at).where(conversations.c.id == row_id)
        speaking = sa.select(takeovers.c.id).where(_LIVE, takeovers.c.conversation_id == row_id)
        return (looking, *_rows(connection, said), *_rows(connection, speaking))
    if kind == "appointment":
        version = sa.select(appointments.c.version).where(appointments.c.id == row_id)
        noted = sa.select(sa.func.max(appointment_notes.c.id)).where(appointment_notes.c.appointment_id == row_id)
        claimed = sa.select(appointment_claims.c.account_id).where(appointment_claims.c.appointment_id == row_id)
        return (looking, *(row for query in (version, noted, claimed) for row in _rows(connection, query)))
    if kind in ("gap", "gaps"):
        decided = sa.select(sa.func.count(), sa.func.sum(gap_groups.c.version))
        told = sa.select(sa.func.count()).select_from(gaps).where(gaps.c.group_id.is_not(None))
        return (looking, *_rows(connection, decided), *_rows(connection, told))
    queries = (
        sa.select(sa.func.max(audit.c.id)),
        sa.select(sa.func.max(appointment_notes.c.id)),
        sa.select(sa.func.count(), sa.func.max(appointment_claims.c.at)).select_from(appointment_claims),
        sa.select(sa.func.count(), sa.func.max(takeovers.c.claimed_at)).where(_LIVE),
        sa.select(sa.func.max(conversations.c.alarm_at)),
        sa.select(sa.func.count()).where(outbox.c.state.in_((FAILED, UNDELIVERED))),
        *((sa.select(sa.func.max(conversations.c.last_at)).where(IS_REAL),) if kind == "conversations" else ()),
    )
    return (int(time.time() / _DUE_SECONDS), *(row for query in queries for row in _rows(connection, query)))


def _rows(connection: Connection, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query)]


class Live:
    """The streams of this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """End every stream."""
        self._stopping.set()

    def stream(self, account: Account, token: str, subject: str) -> StreamingResponse:
        """The stream of a page that somebody has opened."""
        return StreamingResponse(
            self._texts(account, token, subject),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
        )

    async def _texts(self, account: Account, token: str, subject: str) -> AsyncIterator[str]:
        page = await in_database(self._engine, self._open, account, subject)
        seen: tuple[Any, ...] | None = None
        beat = time.monotonic()
        streams = EVENT_STREAMS.labels("staff")
        streams.inc()
        try:
            yield "retry: 1000\nevent: changed\ndata: {}\n\n"
            while not self._stopping.is_set():
                try:
                    if time.monotonic() - beat >= presence.BEAT:
                        beat = time.monotonic()
                        if not await in_database(self._engine, self._is_signed_in, token):
                            yield "event: signed-out\ndata: {}\n\n"
                            return
                        if not await in_database(self._engine, self._still, page):
                            return
                        yield ": still here\n\n"
                    now = await in_database(self._engine, self._pulse, subject)
                except SQLAlchemyError:
                    return  # the browser opens the stream again
                if seen not in (None, now):
                    yield "event: changed\ndata: {}\n\n"
                seen = now
                await self._pause()
        finally:
            streams.dec()
            await asyncio.shield(in_database(self._engine, self._close, page))

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), _SECONDS)
        except TimeoutError:
            return

    def _open(self, account: Account, subject: str) -> str:
        with writing(self._engine) as connection:
            return presence.opened(connection, account.id, may(account.role, WORK), subject)

    def _is_signed_in(self, token: str) -> bool:
        with self._engine.connect() as connection:
            return sessions.holder(connection, token) is not None

    def _still(self, page: str) -> bool:
        with writing(self._engine) as connection:
            return presence.still_open(connection, page)

    def _close(self, page: str) -> None:
        with writing(self._engine) as connection:
            presence.closed(connection, page)

    def _pulse(self, subject: str) -> tuple[Any, ...]:
        with self._engine.connect() as connection:
            return pulse(connection, subject)
