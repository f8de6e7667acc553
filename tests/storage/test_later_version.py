"""Two versions on one database, as while one takes the other's place: whichever has migrated it, both work."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from frontdesk.storage.database import can_write
from frontdesk.storage.models import metadata
from frontdesk.storage.schema import _config, is_current, migrate, revision_of
from frontdesk.storage.separation import ONLY, across_clinics, of_clinic
from tests.support.databases import open_only
from tests.support.rows import Filling

LATER = "later"  # a migration that this version has never heard of


@pytest.fixture
def migrated_later(database: Engine) -> Engine:
    """A database to which a later version has added a table and a column."""
    with across_clinics(database).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_a_later_version (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("ALTER TABLE conversations ADD COLUMN of_a_later_version INTEGER")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{LATER}'")
    return database


def test_this_version_works_on_what_a_later_one_has_migrated(migrated_later: Engine) -> None:
    assert is_current(migrated_later)
    assert can_write(migrated_later)
    with of_clinic(migrated_later, ONLY).begin() as connection:
        Filling(ONLY).every_table(connection)
        for table in metadata.sorted_tables:
            assert len(connection.execute(sa.select(table)).all()) == 1


def test_it_can_be_started_there_and_migrates_nothing(migrated_later: Engine) -> None:
    migrate(migrated_later)
    with migrated_later.connect() as connection:
        assert revision_of(connection) == LATER
    assert "of_a_later_version" in sa.inspect(migrated_later).get_table_names()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_what_the_version_before_writes_is_taken_after_the_last_migration(empty_database: Engine) -> None:
    with empty_database.connect() as connection:
        last = ScriptDirectory.from_config(_config(connection)).get_revision("head")
    assert isinstance(last.down_revision, str)
    migrate(empty_database, last.down_revision)
    plain = sa.create_engine(empty_database.url)
    before = sa.MetaData()
    before.reflect(plain)
    migrate(empty_database)
    with plain.begin() as connection:
        for table in before.sorted_tables:
            if table.name != "alembic_version":
                Filling(ONLY).row(connection, table)
                assert len(connection.execute(sa.select(table)).all()) == 1
    plain.dispose()


def test_processes_that_start_together_on_an_empty_database_do_not_get_into_each_others_way(
    empty_database: Engine,
) -> None:
    engines = [open_only(empty_database.url.render_as_string(hide_password=False)) for _ in range(4)]
    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(migrate, engines))
    assert is_current(empty_database)
    for engine in engines:
        engine.dispose()
