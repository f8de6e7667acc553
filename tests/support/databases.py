"""Migrated databases for tests: the migrations run once for an engine and a session, and each test gets a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine, create_engine

from frontdesk.storage.database import open_database
from frontdesk.storage.schema import migrate
from frontdesk.storage.separation import ONLY, of_clinic


def open_only(url: str) -> Engine:
    """The database of an installation with one clinic, for that clinic."""
    return of_clinic(open_database(url), ONLY)


class SqliteTemplate:
    """A migrated SQLite file that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        engine = open_database(f"sqlite:///{self._file}")
        migrate(engine)
        engine.dispose()

    def copy_to(self, file: Path) -> str:
        """The URL of a migrated database in a new file."""
        shutil.copyfile(self._file, file)
        return f"sqlite:///{file}"


class PostgresqlServer:
    """A PostgreSQL server that makes databases: empty ones, and copies of one that was migrated."""

    _TEMPLATE = "migrated"

    def __init__(self, url: str) -> None:
        self._url = sa.engine.make_url(url)
        self._engine: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._numbers = count()
        # The server lives no longer than the tests, so nothing need survive a power cut.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {self._TEMPLATE}")
        template = open_database(self._url_of(self._TEMPLATE))
        migrate(template)
        template.dispose()

    @contextmanager
    def new_database(self, migrated: bool) -> Iterator[str]:
        """The URL of a database of one's own, which is dropped at the end, whoever is still connected to it."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._TEMPLATE if migrated else 'template0'} STRATEGY file_copy")
        try:
            yield self._url_of(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()

    def _url_of(self, name: str) -> str:
        return str(self._url.set(database=name).render_as_string(hide_password=False))

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)
