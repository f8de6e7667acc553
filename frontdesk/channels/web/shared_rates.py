"""Rates that hold for all assistants on one PostgreSQL together.

1. Of each who comes two windows are kept: the hits of the present one, and those of the one before, of which counts the share
   that lies within the last full window (a sliding window counter).
2. The moment is the database's, so that processes whose clocks differ count alike.
3. A database that does not answer in time refuses nobody: a warning sign is answered without it, too. Each process still
   counts in its own memory (rates.py).
4. SQLite is for one machine, whose assistant has counted everything in its memory.
"""

import asyncio
from functools import cache

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.web.rates import Rate
from frontdesk.storage.database import in_database
from frontdesk.storage.models import hits
from frontdesk.storage.store import Store

_WAIT_SECONDS = 0.5


@cache
def _count() -> sa.Executable:
    """Counts a hit of `who` and returns a row; or none, if that would be more than `most` within `seconds`."""
    from sqlalchemy.dialects.postgresql import insert

    seconds = sa.bindparam("seconds", type_=sa.Integer)
    now = sa.func.clock_timestamp()
    windows = sa.extract("epoch", now) / seconds
    over_at = sa.func.timezone("UTC", now) + 2 * seconds * sa.literal_column("interval '1 second'")
    first = {"who_hash": sa.bindparam("who"), "window": sa.func.floor(windows), "hits": 1, "earlier": 0}
    statement = insert(hits).values(**first, over_at=over_at)
    new = statement.excluded
    same = hits.c.window == new.window
    counted = sa.case((same, hits.c.hits), else_=0)
    earlier = sa.case((same, hits.c.earlier), (hits.c.window == new.window - 1, hits.c.hits), else_=0)
    within = earlier * (1 - (windows - new.window)) + counted + 1
    return statement.on_conflict_do_update(
        index_elements=[hits.c.who_hash],
        set_={"window": new.window, "hits": counted + 1, "earlier": earlier, "over_at": new.over_at},
        where=within <= sa.bindparam("most", type_=sa.Integer),
    ).returning(hits.c.hits)


class SharedRates:
    """Counts what the memory of one process has let through."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._lookup = store.lookup
        self._one_process = store.engine.dialect.name == "sqlite"

    async def hit(self, rate: Rate, name: str, who: str) -> bool:
        """Count a hit of somebody under the rate with a name; False if that is more than it allows."""
        if self._one_process:
            return True
        counting = asyncio.ensure_future(in_database(self._engine, self._hit, rate, name, who))
        done, _ = await asyncio.wait({counting}, timeout=_WAIT_SECONDS)
        return counting.result() if done else True

    def _hit(self, rate: Rate, name: str, who: str) -> bool:
        values = {"who": self._lookup.hash(f"{name}/{who}"), "most": rate.most, "seconds": rate.seconds}
        try:
            with self._engine.connect() as connection:
                return connection.execute(_count(), values).first() is not None
        except SQLAlchemyError:
            return True
