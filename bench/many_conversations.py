"""What 50,000 conversations in the database change: `python -m bench.many_conversations`, on SQLite and PostgreSQL.

A conversation of ten messages is held with a running assistant, and its rows (transcript, turns, Rasa's events) are copied
under other ids over the last thirty days. Before and after: how long messages take, one caller, and the processor time of
each; the start of an assistant; the worker's jobs; afterwards deleting a tenth of them. `bench.console_pages` has the front
desk's pages.
"""

import argparse
import asyncio
import json
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.console_pages import database
from bench.replicas import processor_seconds, talked_for
from frontdesk.settings.environment import read_settings
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, messages, tracker_events, turns
from frontdesk.verbs.clinic_jobs import jobs_of
from frontdesk.wiring import OpenClinic, open_store
from tests.support.server import WIDE_RATES, Server
from tests.support.talkers import QUESTIONS, talk

_SAID = (*QUESTIONS, *QUESTIONS)
_AT_ONCE = 500
_DAYS, _ONE_DAY = 30, timedelta(days=1)
_SECONDS = 20.0


def copied(opened: OpenClinic, count: int) -> None:
    """Copy the conversation that is there so many times; every tenth is overdue."""
    engine, now = opened.store.engine, utc_now()
    overdue = opened.config.clinic.retention.kept("conversations") + _ONE_DAY
    with engine.connect() as connection:
        template = {
            table: [dict(row._mapping) for row in connection.execute(sa.select(table))]
            for table in (conversations, turns, messages, tracker_events)
        }
    only = template[conversations][0]["id"]
    for first in range(0, count, _AT_ONCE):
        with writing(engine) as connection:
            ages = {
                secrets.token_hex(16): overdue if place % 10 == 0 else _DAYS * place / count * _ONE_DAY
                for place in range(first, min(first + _AT_ONCE, count))
            }
            for table, rows in template.items():
                made = [
                    _row(table, row, of, now - age) for of, age in ages.items() for row in rows if _is_of(row, only)
                ]
                connection.execute(table.insert(), made)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _is_of(row: dict[str, Any], conversation_id: str) -> bool:
    return row.get("conversation_id", row["id"]) == conversation_id


def _row(table: sa.Table, row: dict[str, Any], of: str, at: Any) -> dict[str, Any]:
    moments = {column.name: at for column in table.columns if isinstance(column.type, sa.DateTime) and row[column.name]}
    own = {"id": of, "reviewed_at": at, "address_hash": None} if table is conversations else {"conversation_id": of}
    if table is turns:
        own["id"] = secrets.token_hex(16)
    copy = row | moments | own
    del copy["clinic_id"]
    if table is tracker_events:
        del copy["id"]
    return copy


def asked(server: Server) -> dict[str, float]:
    """How long messages take, and what they cost the assistant."""
    talked_for(server.url, 3, 1, QUESTIONS)
    used = processor_seconds(server.process.pid)
    found = talked_for(server.url, _SECONDS, 1, QUESTIONS)
    used = processor_seconds(server.process.pid) - used
    ordered = sorted(found.seconds)
    return {
        "messages": found.messages,
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        "p99_ms": round(1000 * ordered[int(0.99 * len(ordered))], 1),
        "processor_ms": round(1000 * used / found.messages, 1),
    }


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return round(1000 * (time.perf_counter() - began), 1)


def jobs(opened: OpenClinic) -> dict[str, float]:
    """The worker's jobs but forgetting: those that take ten milliseconds or more."""
    found = {job.__qualname__.rpartition(".")[2]: timed(job) for _, job in jobs_of(opened)}
    return {name: took for name, took in found.items() if took >= 10 and name != "forget_old"}


def restarted(server: Server) -> float:
    """Seconds until an assistant is ready."""
    server.stop()
    return round(timed(server.start) / 1000, 1)


def measure(kind: str, count: int, folder: Path) -> None:
    """Before and after."""
    with database(kind, folder) as url:
        server = Server(folder, **WIDE_RATES, FRONTDESK_DATABASE_URL=url)
        config = read_settings(server.environment)
        opened = OpenClinic(config, open_store(config))
        try:
            once = iter((True, False))
            asyncio.run(talk(server.url, 1, lambda: next(once), _SAID))
            for stored in (0, count):
                filled = timed(lambda number=stored: copied(opened, number))
                found = {"start_s": restarted(server), "asked": asked(server), "jobs_ms": jobs(opened)}
                print(
                    json.dumps({"database": kind, "conversations": stored, "filled_s": round(filled / 1000)} | found),
                    flush=True,
                )
            purge = timed(lambda: print(server.verb("purge").strip()))
            print(json.dumps({"database": kind, "purge_s": round(purge / 1000, 1), "asked": asked(server)}), flush=True)
        finally:
            opened.store.engine.dispose()
            server.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=50_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    arguments = parser.parse_args()
    for kind in ("sqlite", "postgresql"):
        if arguments.database in (None, kind):
            with tempfile.TemporaryDirectory() as folder:
                measure(kind, arguments.conversations, Path(folder))


if __name__ == "__main__":
    main()
