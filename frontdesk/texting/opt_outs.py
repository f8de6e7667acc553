"""Who must not be texted. Kept apart from the contacts, so that forgetting a contact does not lose it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import insert_once, utc_now
from frontdesk.storage.sms_models import opt_outs

KEYWORD = "keyword"  # STOP and its like
WISH = "wish"  # "please do not text me any more"
PROVIDER = "provider"  # the provider refused because of it
STAFF = "staff"
SOURCES = frozenset({KEYWORD, WISH, PROVIDER, STAFF})


class OptOuts:
    """Opt-outs by phone (E.164). A row counts, whichever configured secret its hash was made with."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def record(self, connection: Connection, phone: str, source: str) -> None:
        """The phone must not be texted from now on. `source` is one of SOURCES (ValueError). Twice is the same as once."""
        if source not in SOURCES:
            raise ValueError(source)
        if self.is_out(connection, phone):
            return
        values: dict[str, str | datetime | None] = {"source": source, "since": utc_now(), "ended_at": None}
        for phone_hash in self._lookup.hashes(phone):
            if connection.execute(opt_outs.update().where(opt_outs.c.phone_hash == phone_hash).values(values)).rowcount:
                return
        insert_once(connection, opt_outs, {"phone_hash": self._lookup.hash(phone), **values})

    def restore(self, connection: Connection, phone: str) -> None:
        """The phone may be texted again."""
        connection.execute(opt_outs.update().where(self._standing(phone)).values(ended_at=utc_now()))

    def is_out(self, connection: Connection, phone: str) -> bool:
        """Whether the phone must not be texted."""
        return connection.execute(sa.select(opt_outs.c.since).where(self._standing(phone))).first() is not None

    def _standing(self, phone: str) -> sa.sql.ColumnElement[bool]:
        return sa.and_(opt_outs.c.phone_hash.in_(self._lookup.hashes(phone)), opt_outs.c.ended_at.is_(None))
