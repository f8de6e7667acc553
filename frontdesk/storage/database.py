"""The database: engine, transactions, the present time as it is stored.

The dialects are loaded by who needs them: a process that stays does not keep what it used once.
"""

import asyncio
import contextvars
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import datetime, timezone
from importlib import import_module
from pathlib import Path
from typing import Any, overload

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from frontdesk.metrics.measures import LOCK_SECONDS
from frontdesk.storage.database_file import DatabaseError, DatabaseFile
from frontdesk.storage.postgresql import open_postgresql
from frontdesk.storage.separation import keep_apart

_BUSY_SECONDS = 5
_PROBE_MILLISECONDS = 1000
# SQLite writes one at a time anyway, and does not serve those who wait for its lock in order. So they wait in one thread.
_THREADS = {
    "sqlite": ThreadPoolExecutor(1, thread_name_prefix="sqlite"),
    "postgresql": ThreadPoolExecutor(10, thread_name_prefix="postgresql"),
}
_WRITING, _NOT_DURABLE = "frontdesk_writing", "frontdesk_not_durable"


def utc_now() -> datetime:
    """The present moment in UTC, without zone, as every table stores it."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def as_stored(moment: datetime | None) -> datetime | None:
    """An aware moment as tables keep it: UTC without zone."""
    return moment and moment.astimezone(timezone.utc).replace(tzinfo=None)


@overload
def as_aware(moment: datetime) -> datetime: ...
@overload
def as_aware(moment: datetime | None) -> datetime | None: ...
def as_aware(moment: datetime | None) -> datetime | None:
    """A stored moment with its zone, UTC."""
    return moment and moment.replace(tzinfo=timezone.utc)


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: `_begin_sqlite` does
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only given free


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITING):
        with LOCK_SECONDS.labels("writing").time():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_NOT_DURABLE):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def writing(engine: Engine, durable: bool = True) -> AbstractContextManager[Connection]:
    """A transaction that writes: committed at its end, undone by an exception.

    On SQLite it takes the write lock at once, so that what it reads cannot change before it writes.
    `durable`: whether it is on PostgreSQL's disk when it has ended. One that is not may be lost in a crash, but never
    while a later one is kept: for what nobody has been told of yet.
    """
    return engine.execution_options(**{_WRITING: True, _NOT_DURABLE: not durable}).begin()


def insert_once(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> None:
    """Insert a row, unless one with the same unique values exists, perhaps from another transaction."""
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    connection.execute(dialect.insert(table).values(values).on_conflict_do_nothing())


def open_database(url: str, connections: int = 10) -> Engine:
    """An engine for SQLite (one machine) or PostgreSQL (`postgresql://…`), there with so many connections at most.

    It is bound to no clinic (separation.py). Raises DatabaseError for anything else.
    """
    engine = _opened(url, connections)
    keep_apart(engine)
    return engine


def _opened(url: str, connections: int) -> Engine:
    try:
        parsed = sa.engine.make_url(url)
    except sa.exc.ArgumentError as error:
        raise DatabaseError(
            "FRONTDESK_DATABASE_URL is not a database address. Write postgresql://user:password@host/name."
        ) from error
    if parsed.drivername == "sqlite":
        engine = create_engine(
            parsed, poolclass=QueuePool, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
        )
        if parsed.database:
            _watch(engine, DatabaseFile(Path(parsed.database)))
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        engine = open_postgresql(parsed, connections)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    raise DatabaseError(
        f"FRONTDESK_DATABASE_URL names the database {parsed.drivername}. Use sqlite:///… or postgresql://…."
    )


def _watch(engine: Engine, file: DatabaseFile) -> None:
    file.prepare()
    for moment in ("connect", "begin", "commit"):
        event.listen(engine, moment, file.check)


async def in_database[Result](engine: Engine, work: Callable[..., Result], *args: Any) -> Result:
    """What `work(*args)`, which uses the database, returns. It runs in a thread, so that the event loop never waits."""
    context, asked = contextvars.copy_context(), time.perf_counter()

    def run() -> Result:
        LOCK_SECONDS.labels("thread").observe(time.perf_counter() - asked)
        return context.run(work, *args)

    return await asyncio.get_running_loop().run_in_executor(_THREADS[engine.dialect.name], run)


def can_write(engine: Engine) -> bool:
    """Whether the database takes a write within a second. Raises what the database raises when it cannot be reached."""
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if on_sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PROBE_MILLISECONDS}")
        else:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PROBE_MILLISECONDS}")
        try:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
            connection.commit()
        except sa.exc.DBAPIError:
            connection.invalidate()
            return False
        if on_sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * _BUSY_SECONDS}")
    return True


def overwrite_deleted(engine: Engine) -> None:
    """Leave no copy of deleted rows in SQLite's write-ahead log. PostgreSQL reuses their space in its own time."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
