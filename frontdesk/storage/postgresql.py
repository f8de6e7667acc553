"""Connections to PostgreSQL: those that have ended are not used, and a network that is cut is noticed within seconds.

1. A server that stops, crashes or gives way to its standby ends its connections, which the socket shows. So a connection is
   looked at before it is used, and the server asked nothing.
2. A network that is cut shows nothing. The system gives up what is not acknowledged in time, on both sides, so that no thread
   waits for a quarter of an hour and no lock of a client that is gone stays held.
"""

import select
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine, create_engine, event

_RECYCLE_SECONDS = 1800
# libpq's. An address may set them otherwise.
_NOTICED = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,  # milliseconds
}
# The server's, in its own words; what is about TCP does nothing on a socket of the same machine.
_SESSION = (
    "SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; "
    "SET tcp_keepalives_count = 3; SET tcp_user_timeout = '8s'"
)


def open_postgresql(url: URL, connections: int) -> Engine:
    """An engine with so many connections at most."""
    kept = (connections + 1) // 2
    engine = create_engine(
        url,
        pool_recycle=_RECYCLE_SECONDS,
        pool_size=kept,
        max_overflow=connections - kept,
        connect_args={name: value for name, value in _NOTICED.items() if name not in url.query},
    )
    event.listen(engine, "connect", _begin_session)
    event.listen(engine, "checkout", _look)
    return engine


def _begin_session(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SESSION)
    connection.commit()


def _look(connection: Any, *_: object) -> None:
    """Have the pool begin anew if a connection has ended: a server has nothing to say to one that is idle, but its end."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    if poll.poll(0):
        raise sa.exc.InvalidatePoolError
