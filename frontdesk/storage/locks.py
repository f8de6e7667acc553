"""One transaction at a time, in all processes together."""

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.metrics.measures import LOCK_SECONDS

_BYTES = 8  # an advisory lock is a number of so many, and signed: a name in ASCII is one


def alone(connection: Connection, what: str) -> None:
    """Wait until no other transaction is alone with this, and be so until this one ends.

    `what`: a name, of which the first eight characters count. On SQLite a transaction that writes is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(what.encode()[:_BYTES], "big")
        with LOCK_SECONDS.labels(what).time():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
