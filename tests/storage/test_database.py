"""Migrations, on SQLite and PostgreSQL."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.future import Engine

from frontdesk.storage.booking_models import metadata
from frontdesk.storage.database import DatabaseError, is_current, migrate, open_database, utc_now
from frontdesk.storage.models import conversations


# Autogenerate cannot read the exclusion constraint; tests/booking shows that it holds.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_migrations_give_the_tables_that_the_code_expects(empty_database: Engine) -> None:
    assert not is_current(empty_database)
    migrate(empty_database)
    assert is_current(empty_database)
    with empty_database.connect() as connection:
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
    migrate(database, "base")
    assert "conversations" not in sa.inspect(database).get_table_names()
    migrate(database)
    assert is_current(database)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "not a url", "postgresql+asyncpg://localhost/x"])
def test_another_database_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(DatabaseError, match="postgresql://"):
        open_database(url)
