"""Rates that hold for all assistants on one database."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from frontdesk.channels.web.rates import Rate
from frontdesk.channels.web.shared_rates import SharedRates
from frontdesk.storage.models import hits
from tests.support.databases import PostgresqlServer, SqliteTemplate, open_only
from tests.support.stores import store_over

HOURLY = Rate("40/hour")


@pytest.fixture
def shared(postgresql_server: PostgresqlServer) -> Iterator[Engine]:
    with postgresql_server.new_database(migrated=True) as url:
        engine = open_only(url)
        yield engine
        engine.dispose()


def allowed(rates: list[SharedRates], rate: Rate, count: int, who: str = "ada") -> int:
    async def all_at_once() -> int:
        return sum(await asyncio.gather(*(rates[n % len(rates)].hit(rate, "address", who) for n in range(count))))

    return asyncio.run(all_at_once())


def test_two_processes_allow_no_more_than_one(shared: Engine) -> None:
    two = [SharedRates(store_over(shared)) for _ in range(2)]
    assert allowed(two, HOURLY, 100) == HOURLY.most
    assert allowed(two, HOURLY, 10) == 0
    assert allowed(two, HOURLY, 10, "ben") == 10


def test_hits_of_the_window_before_count_in_part_and_then_no_more(shared: Engine) -> None:
    one, rate = [SharedRates(store_over(shared))], Rate("10/second")
    assert allowed(one, rate, 10) + allowed(one, rate, 10) < 20
    time.sleep(2.1)
    assert allowed(one, rate, 10) == 10


def test_nobody_is_refused_by_a_database_that_is_slow_or_gone(shared: Engine) -> None:
    one = [SharedRates(store_over(shared))]
    with shared.begin() as connection:
        connection.execute(hits.delete())
        connection.exec_driver_sql("LOCK TABLE hits")
        began = time.monotonic()
        assert allowed(one, HOURLY, 1) == 1
        assert time.monotonic() - began < 5
    gone = open_only("postgresql://nobody@127.0.0.1:1/none")
    assert allowed([SharedRates(store_over(gone))], HOURLY, 60) == 60


def test_who_came_is_not_written_down(shared: Engine) -> None:
    allowed([SharedRates(store_over(shared))], HOURLY, 1, "203.0.113.7")
    with shared.connect() as connection:
        assert "203.0.113" not in str(connection.execute(hits.select()).all())


def test_one_process_on_sqlite_counts_in_its_memory_alone(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    engine = open_only(sqlite_template.copy_to(tmp_path / "test.db"))
    assert allowed([SharedRates(store_over(engine))], HOURLY, 60) == 60
    with engine.connect() as connection:
        assert connection.execute(hits.select()).all() == []
    engine.dispose()
