"""Connections to PostgreSQL that have ended."""

from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.storage.database import writing
from tests.support.databases import PostgresqlServer, open_only


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_the_server_has_ended_is_not_used_again(database: Engine, postgresql_server: PostgresqlServer) -> None:
    with ExitStack() as several:
        pids = [_pid(several.enter_context(database.connect())) for _ in range(3)]
    other = open_only(database.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        for pid in pids:
            assert connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)").scalar_one()
    with ExitStack() as several:
        later = [_pid(several.enter_context(database.connect())) for _ in range(3)]
    assert set(later).isdisjoint(pids)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_goes_on_is_used_again(database: Engine) -> None:
    pids = []
    for _ in range(3):
        with database.connect() as connection:
            pids.append(_pid(connection))
    assert len(set(pids)) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("durable", "setting"), [(True, "on"), (False, "off")])
def test_a_transaction_waits_for_the_disk_unless_it_need_not(database: Engine, durable: bool, setting: str) -> None:
    for _ in range(2):  # of a connection that is used again, too
        with writing(database, durable) as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == setting
        with database.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def _pid(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
