"""`restore`: a backup into an empty database, all of it or nothing.

1. The file is read to its end first: one that is damaged, foreign or sealed with another secret changes nothing.
2. In one transaction, the tables are made as they were when the backup was made, filled, compared with the file's counts and
   digests, and brought to the newest form.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.backup.rows import VERSION_TABLE, Sum, count_on, insert, sum_of, tables_of
from frontdesk.backup.sealing import BackupError, Head, Secrets, read, read_head
from frontdesk.storage.database import writing
from frontdesk.storage.schema import knows, migrate_within
from frontdesk.storage.separation import across_clinics

_AT_ONCE = 500


def _refuse_unless_empty(connection: Connection) -> None:
    if sa.inspect(connection).get_table_names():
        raise BackupError(
            "The database is not empty, and a backup is restored into an empty one alone. Nothing was changed. Name another "
            "place: FRONTDESK_DATA_DIR or FRONTDESK_DATABASE_URL."
        )


def examine(path: Path, opened_by: Secrets) -> Head:
    """The head of a file that is whole, once all of it has been read. Raises BackupError."""
    head = read_head(path)
    for _ in read(path, opened_by):
        pass
    return head


def restore(engine: Engine, path: Path, opened_by: Secrets) -> dict[str, int]:
    """Restore a backup; how many rows each table got. Raises BackupError; then nothing has been changed."""
    engine = across_clinics(engine)
    with engine.connect() as connection:
        _refuse_unless_empty(connection)
    head = examine(path, opened_by)
    with writing(engine) as connection:
        _refuse_unless_empty(connection)
        if not knows(connection, head["revision"]):
            raise BackupError(
                f"{path.name} was made by a newer version of Frontdesk (migration {head['revision']}). Nothing was restored. "
                "Install that version, or a newer one."
            )
        migrate_within(connection, head["revision"])
        sums = _fill(connection, read(path, opened_by))
        _compare(connection, sums)
        migrate_within(connection)
    return {name: total.rows for name, total in sums.items()}


def _fill(connection: Connection, lines: Iterator[str]) -> dict[str, Sum]:
    tables = {table.name: table for table in tables_of(connection)}
    sums: dict[str, Sum] = {}
    for line in lines:
        said: dict[str, Any] = json.loads(line)
        if "tables" in said:
            _expect(said["tables"] == len(sums) == len(tables))
            break
        _expect(said["table"] in tables)
        table = tables[said["table"]]
        _expect(said["columns"] == sorted(column.name for column in table.columns))
        sums[table.name] = _fill_table(connection, table, said["columns"], lines)
    return sums


def _fill_table(connection: Connection, table: sa.Table, columns: list[str], lines: Iterator[str]) -> Sum:
    total, waiting = Sum(), list[str]()
    for line in lines:
        if not line.startswith("["):
            insert(connection, table, columns, waiting)
            count_on(connection, table)
            _expect(line == total.as_line())
            return total
        total.add(line)
        waiting.append(line)
        if len(waiting) == _AT_ONCE:
            insert(connection, table, columns, waiting)
            waiting.clear()
    _expect(False)
    return total


def _compare(connection: Connection, sums: dict[str, Sum]) -> None:
    for table in tables_of(connection):
        _expect(sum_of(connection, table) == sums[table.name])


def _expect(true: bool) -> None:
    if not true:
        raise BackupError(
            f"The backup does not fit the tables of its migration, or was not restored as it is ({VERSION_TABLE}). Nothing was "
            "changed. Take an earlier backup, and keep this one for whoever looks into it."
        )
