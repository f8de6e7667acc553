"""Everything that is kept of a clinic that has left the installation: counted, and deleted.

Who read and changed what is kept for a year, which the database insists on. Those rows name rows that are gone, never a person.
"""

import shutil
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.storage.booking_models import audit
from frontdesk.storage.database import overwrite_deleted, utc_now, writing
from frontdesk.storage.models import metadata
from frontdesk.storage.staff_models import staff_audit

_ROWS = 200  # a transaction
_REST = 9  # times as long as a transaction took, before the next one: other clinics are being served

_YEAR = timedelta(days=366)


def kept_of(engine: Engine) -> dict[str, int]:
    """How many rows each table has of the clinic that an engine is bound to; those without any are left out."""
    with engine.connect() as connection:
        counts = {table.name: _count(connection, table) for table in metadata.sorted_tables}
    return {name: count for name, count in counts.items() if count}


def _count(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def remove(engine: Engine, files: Path) -> None:
    """Delete the rows of the clinic that an engine is bound to, a few at a time, and the folder of its files.

    What breaks off is gone on with by calling it again.
    """
    for table in reversed(metadata.sorted_tables):
        while _remove_some(engine, table):
            pass
    overwrite_deleted(engine)
    shutil.rmtree(files, ignore_errors=True)


def _remove_some(engine: Engine, table: sa.Table) -> bool:
    """Delete some rows of a table. False: there was none."""
    columns = table.primary_key.columns
    some = sa.select(*columns).limit(_ROWS)
    if table in (audit, staff_audit):
        some = some.where(table.c.at < utc_now() - _YEAR)
    began = time.monotonic()
    with writing(engine) as connection:
        found = [tuple(row) for row in connection.execute(some)]
        if found:
            connection.execute(table.delete().where(sa.tuple_(*columns).in_(found)))
    time.sleep(_REST * (time.monotonic() - began) if len(found) == _ROWS else 0)
    return bool(found)
