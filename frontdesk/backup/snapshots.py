"""A database as it is at one moment, of all clinics together, while others go on writing.

1. On PostgreSQL, one transaction that only reads and sees nothing that came later (repeatable read).
2. On SQLite, the online backup copies the file to a temporary one within one reading transaction. Readers of a write-ahead log
   hold no writer up; only a checkpoint that empties the log would wait, so the copy is made fast and read afterwards.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.backup.sealing import BackupError
from frontdesk.storage.separation import across_clinics

TEMPORARY = ".frontdesk-"  # how the folders of copies begin


@contextmanager
def snapshot(engine: Engine, room: Path) -> Iterator[Connection]:
    """A connection that sees the database as it is now. Raises BackupError for one that is damaged.

    `room`: the folder in which a copy may be made for as long as it is used.
    """
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with across_clinics(engine).connect().execution_options(**options) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=room) as folder:
        copy = Path(folder) / "copy.db"
        _copy(engine, copy)
        copied = sa.create_engine(f"sqlite:///{copy}")
        with copied.connect() as connection:
            yield connection
        copied.dispose()


def _copy(engine: Engine, copy: Path) -> None:
    copy.touch(mode=0o600)
    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(copy)) as target:
        cast(sqlite3.Connection, source.driver_connection).backup(target)
        said = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise BackupError(
            "The database is damaged, and no backup was made of it. Keep the earlier ones; the disk has probably failed."
        )
