"""The outbox: claimed by one, tried again, given up, taken back. On SQLite and PostgreSQL."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk.notices.dispatch import MOST_ATTEMPTS
from frontdesk.storage.booking_models import outbox as table
from frontdesk.storage.database import utc_now, writing
from tests.support.samples import BOOKED, CANCELLED, LEASE, new_outbox, new_queue, put, rows, states, store

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)
OUTBOX, QUEUE = new_outbox(), new_queue()


def test_what_is_put_twice_under_one_name_is_sent_once(database: Engine) -> None:
    put(database, payload={"to": "first"})
    put(database, payload={"to": "second"})
    claim = QUEUE.claim(database)
    assert claim is not None
    assert QUEUE.payload(claim) == {"to": "first"}
    assert QUEUE.claim(database) is None
    QUEUE.sent(database, claim)
    assert states(database) == {"one": "sent"}
    assert QUEUE.claim(database) is None


def test_payloads_are_not_readable_in_the_database(database: Engine) -> None:
    put(database, payload={"to": "zoe@example.org"})
    assert "zoe" not in repr(rows(database))


def test_a_row_is_not_claimed_before_it_is_due(database: Engine) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        put(database, due_at=NOW + MINUTE)
        clock.shift(59)
        assert QUEUE.claim(database) is None
        clock.shift(1)
        assert QUEUE.claim(database) is not None


def test_rows_are_claimed_in_the_order_in_which_they_are_due(database: Engine) -> None:
    put(database, "late", due_at=NOW - MINUTE)
    put(database, "early", due_at=NOW - 2 * MINUTE)
    with time_machine.travel(NOW, tick=False):
        QUEUE.claim(database)
    assert states(database) == {"early": "sending", "late": "queued"}


def test_of_many_workers_each_row_goes_to_one(database: Engine) -> None:
    for number in range(40):
        put(database, f"row {number}")

    def worker(_: int) -> list[str]:
        claimed = []
        while claim := new_queue().claim(database):
            claimed.append(claim.id)
            QUEUE.sent(database, claim)
        return claimed

    with ThreadPoolExecutor(8) as pool:
        claimed = [row_id for ids in pool.map(worker, range(8)) for row_id in ids]
    # A worker that finds every due row locked by others ends early; what it left is claimed by them.
    assert sorted(claimed) == sorted(row.id for row in rows(database))


def test_the_row_of_a_dead_worker_is_taken_over_when_its_claim_runs_out(database: Engine) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        put(database)
        dead = QUEUE.claim(database)
        clock.shift(LEASE)
        assert QUEUE.claim(database) is None
        clock.shift(1)
        second = QUEUE.claim(database)
        assert dead is not None
        assert second is not None
        assert (second.id, second.attempt) == (dead.id, 2)
        QUEUE.not_sent(database, dead, "too late to matter")
        assert states(database) == {"one": "sending"}
        QUEUE.sent(database, second)
        QUEUE.not_sent(database, second, "too late to matter")
        assert states(database) == {"one": "sent"}


def test_what_fails_is_tried_again_later_and_later_and_given_up_loudly_after_a_day(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    waits = []
    with time_machine.travel(NOW, tick=False) as clock:
        put(database, payload={"to": "zoe@example.org"})
        while claim := QUEUE.claim(database):
            QUEUE.not_sent(database, claim, "HTTP 500")
            row = rows(database)[0]
            if row.state == "failed":
                break
            waits.append((row.due_at - utc_now()) // MINUTE)
            clock.move_to(row.due_at.replace(tzinfo=timezone.utc) - MINUTE / 60)
            assert QUEUE.claim(database) is None
            clock.shift(1)
    assert waits == [1, 2, 5, 15, 60] + [60] * (MOST_ATTEMPTS - 6)
    assert 23 * 60 < sum(waits) <= 24 * 60
    assert (row.attempts, row.error) == (MOST_ATTEMPTS, "HTTP 500")
    last = caplog.records[-1]
    assert (last.levelno, row.id in last.getMessage(), "code" in last.getMessage()) == (logging.ERROR, True, True)
    assert "zoe" not in caplog.text
    with time_machine.travel(NOW + timedelta(days=30)):
        assert QUEUE.claim(database) is None


def test_a_row_that_kills_its_worker_every_time_is_given_up_too(database: Engine) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        put(database)
        for _ in range(MOST_ATTEMPTS):
            assert QUEUE.claim(database) is not None
            clock.shift(LEASE + MINUTE)
        assert QUEUE.claim(database) is None
        assert states(database) == {"one": "failed"}


def test_what_is_cancelled_is_not_sent(database: Engine) -> None:
    with writing(database) as connection:
        store(connection, BOOKED)
        for kind in ("reminder", "webhook"):
            OUTBOX.put(connection, kind, kind, {}, appointment_id=BOOKED.id)
        OUTBOX.cancel(connection, BOOKED.id, ["reminder"])
    claim = QUEUE.claim(database)
    assert claim is not None
    assert claim.kind == "webhook"
    assert states(database) == {"reminder": "cancelled", "webhook": "sending"}


@pytest.mark.parametrize("outcome", ["sent", "not_sent", "outdated", "died"])
def test_a_row_that_is_cancelled_while_it_is_sent_stays_cancelled(database: Engine, outcome: str) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        with writing(database) as connection:
            store(connection, BOOKED)
            OUTBOX.put(connection, "reminder", "one", {}, appointment_id=BOOKED.id)
        claim = QUEUE.claim(database)
        assert claim is not None
        with writing(database) as connection:
            OUTBOX.cancel(connection, BOOKED.id, ["reminder"])
        if outcome == "not_sent":
            QUEUE.not_sent(database, claim, "HTTP 500")
        elif outcome != "died":
            getattr(QUEUE, outcome)(database, claim)
        assert states(database) == {"one": "cancelled"}
        clock.shift(timedelta(days=2))
        assert QUEUE.claim(database) is None


def test_what_is_sent_cannot_be_cancelled(database: Engine) -> None:
    with writing(database) as connection:
        store(connection, BOOKED)
        OUTBOX.put(connection, "reminder", "one", {}, appointment_id=BOOKED.id)
    claim = QUEUE.claim(database)
    assert claim is not None
    QUEUE.sent(database, claim)
    with writing(database) as connection:
        OUTBOX.cancel(connection, BOOKED.id, ["reminder"])
    assert states(database) == {"one": "sent"}


def test_a_newer_row_of_an_appointment_waits_while_an_older_one_is_being_sent_even_if_cancelled(
    database: Engine,
) -> None:
    with writing(database) as connection:
        store(connection, BOOKED)
        OUTBOX.put(connection, "calendar", "booked", {}, appointment_id=BOOKED.id)
    first = QUEUE.claim(database)
    assert first is not None
    with writing(database) as connection:
        OUTBOX.cancel(connection, CANCELLED.id, ["calendar"])
        OUTBOX.put(connection, "calendar", "cancelled", {}, appointment_id=CANCELLED.id)
    assert QUEUE.claim(database) is None
    QUEUE.sent(database, first)
    second = QUEUE.claim(database)
    assert second is not None
    assert second.id != first.id


def test_a_long_error_is_cut_to_what_the_table_holds(database: Engine) -> None:
    put(database)
    claim = QUEUE.claim(database)
    assert claim is not None
    QUEUE.not_sent(database, claim, "x" * 500)
    with database.connect() as connection:
        assert connection.execute(sa.select(table.c.error)).scalar_one() == "x" * 80
