"""Rows as lines of text, the same whichever database they come from.

    {"table": "turns", "columns": ["id", ...]}      then one list a row, then
    {"rows": 2, "digest": "..."}                    and behind the last table
    {"tables": 24}

The digest of a table does not depend on the order of its rows: databases sort texts in different ways.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

VERSION_TABLE = "alembic_version"  # whose row is in the head of the file
_AT_ONCE = 500
_WIDTH = 2**256


@dataclass
class Sum:
    """How many rows a table has, and a digest of them all."""

    rows: int = 0
    digest: int = 0

    def add(self, line: str) -> None:
        """Count a row."""
        self.rows += 1
        self.digest = (self.digest + int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")) % _WIDTH

    def as_line(self) -> str:
        """The line behind the rows."""
        return json.dumps({"rows": self.rows, "digest": f"{self.digest:064x}"})


def tables_of(connection: Connection) -> list[sa.Table]:
    """The tables of a database as they are there, each behind those that it refers to."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def lines_of(connection: Connection, table: sa.Table) -> Iterator[str]:
    """The rows of a table, a line each."""
    columns = sorted(table.columns, key=lambda column: column.name)
    found = connection.execution_options(yield_per=_AT_ONCE).execute(sa.select(*columns))
    for row in found:
        yield json.dumps([_as_json(value) for value in row])


def dump(connection: Connection) -> Iterator[str]:
    """Every line of a database."""
    tables = tables_of(connection)
    for table in tables:
        yield json.dumps({"table": table.name, "columns": sorted(column.name for column in table.columns)})
        total = Sum()
        for line in lines_of(connection, table):
            total.add(line)
            yield line
        yield total.as_line()
    yield json.dumps({"tables": len(tables)})


def sum_of(connection: Connection, table: sa.Table) -> Sum:
    """The rows of a table as they are now."""
    total = Sum()
    for line in lines_of(connection, table):
        total.add(line)
    return total


def _value(column: sa.Column[Any], written: Any) -> Any:
    if written is None:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(written)
    if isinstance(column.type, sa.DateTime):
        return datetime.fromisoformat(written)
    return date.fromisoformat(written) if isinstance(column.type, sa.Date) else written


def insert(connection: Connection, table: sa.Table, columns: list[str], lines: list[str]) -> None:
    """Put rows into a table."""
    if lines:
        kept = [table.columns[name] for name in columns]
        rows = [{c.name: _value(c, value) for c, value in zip(kept, json.loads(line))} for line in lines]
        connection.execute(table.insert(), rows)


def count_on(connection: Connection, table: sa.Table) -> None:
    """Have keys that count up go on behind the highest one; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.execute(
            sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
        ).scalar_one_or_none()
        highest = connection.execute(sa.select(sa.func.max(column))).scalar_one() if sequence else None
        if highest is not None:
            connection.execute(sa.select(sa.func.setval(sequence, highest)))
