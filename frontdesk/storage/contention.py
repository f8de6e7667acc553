"""Changes to appointments and their times: one after the other, and refused in the caller's own words.

1. `in_turn` runs a piece of work in a transaction that writes. On PostgreSQL it waits for an advisory lock until no other
   such transaction runs; on SQLite the write lock does the same. What the work saw as free or unchanged is still so when it
   writes, and no two of them wait for each other. Constraints of the database are a second safeguard.
2. If something outside `in_turn` still gets in the way (a constraint, a deadlock, a failed serialisation, a lock that came too
   late), the work runs again. It must therefore read everything it needs itself. After the last try it is refused.
3. A database that cannot be reached stays an error.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.storage.database import writing
from frontdesk.storage.locks import alone

_TRIES = 3
# unique_violation, exclusion_violation, serialization_failure, deadlock_detected, lock_not_available
_POSTGRESQL_CODES = frozenset({"23505", "23P01", "40001", "40P01", "55P03"})
_SQLITE_MESSAGES = ("UNIQUE constraint failed", "database is locked", "database table is locked")


def is_contention(error: sa.exc.DBAPIError) -> bool:
    """Whether another transaction caused this error."""
    code = getattr(error.orig, "pgcode", None)
    return code in _POSTGRESQL_CODES or str(error.orig).startswith(_SQLITE_MESSAGES)


def in_turn[T](engine: Engine, work: Callable[[Connection], T], refusal: type[Exception]) -> T:
    """What the work returns, once its transaction is committed.

    Raises `refusal` if others got in the way each time, and whatever the work itself raises.
    """
    for _ in range(_TRIES):
        try:
            with writing(engine) as connection:
                alone(connection, "bookings")
                return work(connection)
        except sa.exc.DBAPIError as error:
            if not is_contention(error):
                raise
    raise refusal
