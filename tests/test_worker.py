"""The worker: as a process of its own, beside another one, killed, stopped; and its loop with jobs."""

import logging
import signal
import threading
import time
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.notices.errors import DeliveryError, OutdatedError
from frontdesk.notices.queue import Notices
from frontdesk.notices.senders import senders
from frontdesk.settings.environment import Settings
from frontdesk.storage.booking_models import outbox as table
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from frontdesk.storage.schema import migrate
from frontdesk.worker import Post, run, send_one
from tests.support.samples import (
    BOOKED,
    CANCELLED,
    DETAILS,
    EMAIL,
    NAME,
    REASON,
    new_queue,
    put,
    rows,
    settings_of,
    states,
    store,
)
from tests.support.stand_ins import http_server, mail_server
from tests.support.stores import store_over
from tests.support.workers import IMPATIENT, put_codes, smtp, stopped, wait_until, worker


def all_sent(database: Engine) -> bool:
    return set(states(database).values()) == {"sent"}


def test_two_workers_send_each_row_once(database: Engine, tmp_path: Path) -> None:
    put_codes(database, 40)
    with mail_server() as mailbox:
        mailbox.delay = 0.02
        with worker(database, tmp_path, **smtp(mailbox)), worker(database, tmp_path, **smtp(mailbox)):
            wait_until(lambda: all_sent(database))
        assert len({message["Message-ID"] for message in mailbox.messages}) == len(mailbox.messages) == 40


def test_a_killed_worker_loses_nothing_and_what_is_repeated_is_recognised(database: Engine, tmp_path: Path) -> None:
    put_codes(database, 12)
    with mail_server() as mailbox:
        mailbox.delay = 0.3
        with worker(database, tmp_path, **IMPATIENT, **smtp(mailbox)) as killed:
            wait_until(lambda: len(mailbox.messages) == 3)  # the third is taken but not yet answered
            killed.send_signal(signal.SIGKILL)
            killed.wait(5)
        mailbox.delay = 0.0
        with worker(database, tmp_path, **IMPATIENT, **smtp(mailbox)):
            wait_until(lambda: all_sent(database))
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert set(ids) == {f"<{row.id}@example.org>" for row in rows(database)}
    assert [row_id for row_id in set(ids) if ids.count(row_id) == 2] == [ids[2]]
    assert len(ids) == 13


def test_a_stopped_worker_finishes_what_it_is_sending(database: Engine, tmp_path: Path) -> None:
    put_codes(database, 5)
    with mail_server() as mailbox:
        mailbox.delay = 0.5
        with worker(database, tmp_path, **smtp(mailbox)) as process:
            wait_until(lambda: len(mailbox.messages) == 1)
            stopped(process)
    assert sorted(states(database).values()) == ["queued"] * 4 + ["sent"]


def test_an_idle_worker_is_small_stops_when_told_and_loads_no_language(database: Engine, tmp_path: Path) -> None:
    log = tmp_path / "imports.log"
    with worker(database, tmp_path, log=log, PYTHONPROFILEIMPORTTIME="1") as process:
        put_codes(database, 1)
        wait_until(lambda: all_sent(database))
        status = Path(f"/proc/{process.pid}/status").read_text()
        stopped(process)
    loaded = {line.rpartition("|")[2].strip() for line in log.read_text().splitlines()}
    assert "frontdesk.worker" in loaded
    assert not {"rasa", "onnxruntime", "spacy", "tensorflow", "numpy", "starlette", "uvicorn"} & loaded
    resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    assert resident < 122


def test_a_worker_waits_for_the_database_to_be_migrated(empty_database: Engine, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with worker(empty_database, tmp_path, log=log) as process:
        wait_until(lambda: "python -m frontdesk migrate" in log.read_text())
        time.sleep(1.5)
        assert len(log.read_text().splitlines()) == 1
        migrate(empty_database)
        put_codes(empty_database, 1)
        wait_until(lambda: all_sent(empty_database))
        stopped(process)


def test_everything_set_up_is_sent_and_the_log_tells_nobody_who(
    database: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server() as mailbox, http_server(500, 200) as hook, http_server(404, 201, 204) as calendar:
        config = settings_of(
            tmp_path,
            **smtp(mailbox),
            FRONTDESK_WEBHOOK_URL=hook.url,
            FRONTDESK_WEBHOOK_SECRET="s" * 32,
            FRONTDESK_CALDAV_URL=calendar.url.replace("//", "//desk:secret@"),
            FRONTDESK_PUBLIC_URL="https://chat.example.org",
        )
        caplog.set_level(logging.INFO, "frontdesk")
        with time_machine.travel(datetime(2026, 11, 24, 16, 0, tzinfo=timezone.utc), tick=False) as clock:
            with writing(database) as connection:
                store(connection, BOOKED)
                Notices(config, store_over(database)).report(connection, BOOKED, "booked")
            send_all(database, config)
            assert len(hook.requests) == 1
            clock.shift(timedelta(minutes=1))
            send_all(database, config)
            clock.shift(timedelta(days=1, hours=1))
            send_all(database, config)
            with writing(database) as connection:
                Notices(config, store_over(database)).report(connection, CANCELLED, "cancelled")
            send_all(database, config)
    subjects = [str(message["Subject"]).partition(" K7M")[0] for message in mailbox.messages]
    assert subjects[0] == "Appointment booked"
    assert subjects[2].startswith("Reminder: ")
    assert [method for method, *_ in calendar.requests] == ["GET", "PUT", "DELETE"]
    assert hook.requests[0][2]["X-Frontdesk-Delivery"] == hook.requests[1][2]["X-Frontdesk-Delivery"]
    assert all_sent(database)
    assert "https://chat.example.org/booking/cancel/" in mailbox.messages[1].as_string().replace("=\n", "")
    assert "webhook: HTTP 500" in caplog.text
    secrets = [NAME, "Quillfeather", REASON, "incontinence", DETAILS.phone, EMAIL, "secret", "K7M"]
    assert not [word for word in secrets if word in caplog.text]


def send_all(database: Engine, config: Settings) -> None:
    while send_one(database, new_queue(), senders(config)):
        pass


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (DeliveryError("HTTP 500"), "queued"),
        (OutdatedError(), "cancelled"),
        (ValueError(f"{NAME} is no number"), "queued"),
        (OSError(f"{NAME}"), "queued"),
    ],
)
def test_whatever_a_sender_raises_is_noted_without_its_text(
    database: Engine, error: Exception, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    def sender(*_: Any) -> None:
        raise error

    put(database, kind="code")
    assert send_one(database, new_queue(), {"code": sender})
    assert states(database) == {"one": state}
    assert NAME not in caplog.text + str(rows(database)[0].error)


def test_what_nothing_is_set_up_for_and_what_cannot_be_read_is_tried_again(database: Engine) -> None:
    put(database, "unknown", kind="pigeon")
    put(database, "unreadable", kind="code")
    with writing(database) as connection:
        sealed = Vault(["another-secret-0123456789-0123456789"]).seal("{}")
        connection.execute(table.update().where(table.c.dedup == "unreadable").values(payload=sealed))
    for _ in range(2):
        assert send_one(database, new_queue(), {"code": lambda *_: None})
    assert not send_one(database, new_queue(), {})
    errors = {row.dedup: (row.state, row.error) for row in rows(database)}
    assert errors == {
        "unknown": ("queued", "nothing is set up to send this"),
        "unreadable": ("queued", "UnreadableError"),
    }


def test_jobs_are_done_at_once_and_then_every_so_often_whatever_happens_to_others(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    stop, often, seldom = threading.Event(), [], []

    def do_often() -> None:
        often.append(time.monotonic())
        if len(often) == 5:
            stop.set()

    def do_badly() -> None:
        raise RuntimeError(NAME)

    jobs = [(0.2, do_badly), (0.2, do_often), (60, lambda: seldom.append(1))]
    run(jobs, lambda: [Post(database, new_queue(), {})], stop)
    gaps = [later - earlier for earlier, later in pairwise(often)]
    assert all(0.15 < gap < 1 for gap in gaps), gaps
    assert seldom == [1]
    assert "do_badly failed (RuntimeError)" in caplog.text
    assert NAME not in caplog.text


def test_a_row_is_sent_within_about_a_second_of_becoming_due(database: Engine) -> None:
    stop, sent = threading.Event(), []

    def sender(*_: Any) -> None:
        sent.append(time.monotonic())
        stop.set()

    thread = threading.Thread(target=run, args=([], lambda: [Post(database, new_queue(), {"code": sender})], stop))
    thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    put(database)
    thread.join(5)
    assert sent
    assert sent[0] - began < 1.5


def test_a_database_in_trouble_does_not_end_the_worker(
    database: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.worker._TROUBLE_SECONDS", 0.2)
    stop, sent = threading.Event(), []

    def sender(*_: Any) -> None:
        sent.append(1)
        stop.set()

    put(database)
    with writing(database) as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere")
    thread = threading.Thread(target=run, args=([], lambda: [Post(database, new_queue(), {"code": sender})], stop))
    thread.start()
    wait_until(lambda: "The outbox cannot be read or written" in caplog.text)
    with writing(database) as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO outbox")
    thread.join(10)
    assert sent == [1]
