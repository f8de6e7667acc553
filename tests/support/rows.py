"""One row of every table, made from what the table's columns are."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.storage.models import metadata
from frontdesk.storage.separation import COLUMN

_MOMENTS = {"busy_until": datetime(2026, 11, 24, 17)}
# Texts that a clinic has for itself; every other is the same in each.
_OWN = frozenset({"id", "reference", "phone_hash", "name", "credential_hash", "email_hash", "conversation_id"})


class Filling:
    """Rows of a clinic, whose name is in the ids."""

    def __init__(self, clinic: str) -> None:
        self._clinic = clinic

    def every_table(self, connection: Connection) -> None:
        """A row of each table, which refers to the rows of the tables before it."""
        for table in metadata.sorted_tables:
            self.row(connection, table)

    def row(self, connection: Connection, table: sa.Table) -> None:
        """A row of one table."""
        written = [column for column in table.columns if column.name != COLUMN and not _counts_up(column)]
        connection.execute(table.insert(), {column.name: self._value(column) for column in written})

    def _value(self, column: sa.Column[Any]) -> Any:
        kind = column.type
        if isinstance(kind, sa.String):
            own = column.primary_key or column.foreign_keys or column.name in _OWN
            return f"{self._clinic} id"[: kind.length] if own else column.name[: kind.length]
        if isinstance(kind, sa.LargeBinary):
            return b"sealed"
        if isinstance(kind, sa.DateTime):
            return _MOMENTS.get(column.name, datetime(2026, 11, 24, 16))
        return date(2026, 11, 24) if isinstance(kind, sa.Date) else isinstance(kind, sa.Boolean) or 1


def _counts_up(column: sa.Column[Any]) -> bool:
    return column is column.table.autoincrement_column  # type: ignore[union-attr]
