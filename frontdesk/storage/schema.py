"""The tables of a database: which migrations it has had, and bringing it to what this version expects.

Alembic (8 MB) is loaded by who needs it: a process that stays does not keep what it used once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.storage.database import writing
from frontdesk.storage.database_file import DatabaseError
from frontdesk.storage.locks import alone
from frontdesk.storage.separation import across_clinics

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: sa.engine.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, forwards or (with a revision name or "base") backwards.

    What a later version has migrated is left as it is: this version can work with it (docs/deploy.md, Upgrading).
    """
    from alembic import command

    backwards = revision == "base"
    try:
        with writing(across_clinics(engine)) as connection:
            alone(connection, "migrations")  # of processes that start together, one migrates
            if not backwards and _is_of_later_version(connection):
                return
            (command.downgrade if backwards else command.upgrade)(_config(connection), revision)
    except sa.exc.DBAPIError as error:
        raise DatabaseError(_why(error, engine)) from error


def migrate_within(connection: Connection, revision: str = "head") -> None:
    """Bring the tables forwards to a revision, within the caller's transaction."""
    from alembic import command

    command.upgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """The last migration that a database has had; None: it is empty."""
    from alembic.runtime.migration import MigrationContext

    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def knows(connection: Connection, revision: str) -> bool:
    """Whether this version of Frontdesk has a migration."""
    from alembic.script import ScriptDirectory

    return revision in {each.revision for each in ScriptDirectory.from_config(_config(connection)).walk_revisions()}


def _is_of_later_version(connection: Connection) -> bool:
    revision = revision_of(connection)
    return revision is not None and not knows(connection, revision)


def _why(error: sa.exc.DBAPIError, engine: Engine) -> str:
    """A sentence on why a database cannot be used at the start, without passwords or stored data."""
    if engine.dialect.name == "postgresql":
        return (
            "The database server cannot be used. It is probably not running, or FRONTDESK_DATABASE_URL names a wrong address, "
            f"user or password; check them and start again. ({type(error.orig).__name__})"
        )
    name = Path(engine.url.database or "").name
    said = str(error.orig)
    if "not a database" in said or "malformed" in said:
        return (
            f"The database file {name} is damaged ({said}). The disk or a copy of the file probably failed; put a backup in "
            "its place, or move it away to begin with an empty one, and start again."
        )
    return (
        f"The database file {name} cannot be used ({said}). Its disk is probably full, the file not writable, or another "
        "program keeps it locked; mend that and start again."
    )


def is_current(engine: Engine) -> bool:
    """Whether every migration of this version has been applied, and perhaps some of a later one.

    Raises what the database raises when it cannot be reached.
    """
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return revision_of(connection) == head or _is_of_later_version(connection)
