"""The database: engine, migrations, the present time as it is stored."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.future import Engine, create_engine
from sqlalchemy.pool import QueuePool

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 5


class DatabaseError(RuntimeError):
    """The database cannot be used. The message says what to do."""


def utc_now() -> datetime:
    """The present moment in UTC, without zone, as every table stores it."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def open_database(url: str) -> Engine:
    """An engine for SQLite (one machine) or PostgreSQL (`postgresql://…`). Raises DatabaseError for anything else."""
    try:
        parsed = sa.engine.make_url(url)
    except sa.exc.ArgumentError as error:
        raise DatabaseError(
            "FRONTDESK_DATABASE_URL is not a database address. Write postgresql://user:password@host/name."
        ) from error
    if parsed.drivername == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed, poolclass=QueuePool, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
        )
        event.listen(engine, "connect", _tune_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        return create_engine(parsed, pool_pre_ping=True, pool_recycle=1800, pool_size=5, max_overflow=5)
    raise DatabaseError(
        f"FRONTDESK_DATABASE_URL names the database {parsed.drivername}. Use sqlite:///… or postgresql://…."
    )


def _config(connection: sa.engine.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, forwards or (with a revision name or "base") backwards."""
    with engine.begin() as connection:
        config = _config(connection)
        backwards = revision == "base"
        (command.downgrade if backwards else command.upgrade)(config, revision)


def is_current(engine: Engine) -> bool:
    """Whether every migration has been applied. Raises what the database raises when it cannot be reached."""
    with engine.connect() as connection:
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head
