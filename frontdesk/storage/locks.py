"""One transaction at a time of each clinic, in all processes together."""

import hashlib

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.metrics.measures import LOCK_SECONDS
from frontdesk.storage.separation import ONLY, clinic_of

_BYTES = 8  # an advisory lock is a number of so many, and signed: a name in ASCII is one


def alone(connection: Connection, what: str) -> None:
    """Wait until no other transaction of the same clinic is alone with this, and be so until this one ends.

    `what`: a name, of which the first eight characters count. On SQLite a transaction that writes is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(_name(clinic_of(connection), what), "big", signed=True)
        with LOCK_SECONDS.labels(what).time():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _name(clinic: str | None, what: str) -> bytes:
    if clinic in (None, ONLY):  # as in the version before, which may run beside this one
        return what.encode()[:_BYTES]
    return hashlib.sha256(f"{clinic}/{what}".encode()).digest()[:_BYTES]
