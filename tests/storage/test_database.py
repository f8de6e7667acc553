"""Migrations, on SQLite and PostgreSQL."""

import resource
import signal
import time
from datetime import datetime, timezone
from pathlib import Path
from types import NoneType
from typing import get_args, get_type_hints

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.repository import Appointments
from frontdesk.outbox.rows import Outbox
from frontdesk.storage.booking_models import ReservationRow, reservations
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import can_write, utc_now, writing
from frontdesk.storage.database_file import DatabaseError
from frontdesk.storage.models import Base, conversations, every_row, first_row, metadata, table_of
from frontdesk.storage.schema import is_current, migrate
from frontdesk.storage.separation import across_clinics
from tests.support.databases import open_only
from tests.support.server import SECRET


# Autogenerate cannot read the exclusion constraint; tests/booking shows that it holds.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_migrations_give_the_tables_that_the_code_expects(empty_database: Engine) -> None:
    assert not is_current(empty_database)
    migrate(empty_database)
    assert is_current(empty_database)
    with across_clinics(empty_database).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing_and_keeps_rows(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(conversations.insert(), {"id": "a" * 32, "channel": "web", "created_at": utc_now()})
    migrate(database)
    with database.connect() as connection:
        assert connection.execute(sa.select(conversations.c.id)).scalars().all() == ["a" * 32]


def test_down_and_up_again_with_data(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(conversations.insert(), {"id": "a" * 32, "channel": "web", "created_at": utc_now()})
    _store_a_booking(database)
    migrate(database, "base")
    assert set(sa.inspect(database).get_table_names()) <= {"alembic_version"}
    migrate(database)
    assert is_current(database)
    _store_a_booking(database)


def _store_a_booking(database: Engine) -> None:
    """An appointment with its audit row, a reservation and something to send."""
    store, now = Appointments(Vault([SECRET]), Lookup([SECRET])), datetime(2026, 12, 1, 15, tzinfo=timezone.utc)
    made = Appointment(
        "a" * 32, "K7M-4QX", "booking", "slots", "pending", 1, "c" * 32, "web", now, None, Details(name="Ana Example")
    )
    with writing(database) as connection:
        store.create(connection, made, "hold", "patient")
        times = {"starts_at": utc_now(), "ends_at": utc_now(), "busy_until": utc_now(), "created_at": utc_now()}
        row = {"id": "r" * 32, "appointment_id": made.id, "practitioner": "ann", "state": "held", **times}
        connection.execute(reservations.insert(), row)
        Outbox(Vault([SECRET])).put(connection, "webhook", "a thing to send", {}, None, made.id)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "not a url", "postgresql+asyncpg://localhost/x"])
def test_another_database_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(DatabaseError, match="postgresql://"):
        open_only(url)


def test_a_database_that_works_takes_a_write(database: Engine) -> None:
    assert can_write(database)


def test_a_full_disk_takes_none(tmp_path: Path) -> None:
    engine = open_only(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    assert can_write(engine)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        assert not can_write(engine)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert can_write(engine)


def test_a_lock_held_by_another_is_not_waited_for_long(database: Engine) -> None:
    with writing(database) as other:
        other.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        began = time.monotonic()
        assert not can_write(database)
        assert time.monotonic() - began < 4  # a transaction waits five seconds
    assert can_write(database)


def test_a_row_is_read_as_its_class(database: Engine) -> None:
    _store_a_booking(database)
    with database.connect() as connection:
        row = first_row(connection, ReservationRow, sa.select(reservations))
        assert row is not None
        assert (row.id, row.state, row.expires_at) == ("r" * 32, "held", None)
        assert first_row(connection, ReservationRow, sa.select(reservations).where(sa.false())) is None
        assert every_row(connection, ReservationRow, sa.select(reservations)) == [row]


@pytest.mark.parametrize("row", Base.__subclasses__(), ids=lambda row: row.__name__)
def test_a_field_may_be_none_exactly_where_its_column_may(row: type[Base]) -> None:
    hints = get_type_hints(row)
    for column in table_of(row).columns:
        assert (NoneType in get_args(get_args(hints[column.name])[0])) == bool(column.nullable), column
