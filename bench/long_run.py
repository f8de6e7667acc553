"""What grows while a clinic's days go by one after the other: `python -m bench.long_run --minutes 12`.

An assistant, a worker and a front desk's page on PostgreSQL behind Caddy. Patients ask and book without a pause, and
fifty chats stay open that listen for news. Prints one JSON object a minute: messages so far, and of each process its resident
memory, open files and threads; connections to the database, its size, and rows that wait to be sent.
"""

import argparse
import asyncio
import json
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.load import resident_mb
from bench.postgresql import Postgresql
from tests.support.replicas import Replicas
from tests.support.streams import Stream
from tests.support.talkers import BOOKING, QUESTIONS, Talked, talk
from tests.support.web_chat import Chat

_A_DAY = 320  # messages of a busy clinic (docs/scale.md)
_SCRIPT = (*QUESTIONS, *BOOKING, *QUESTIONS)
_STREAMS = 50


def figures(clinic: Replicas, engine: sa.Engine) -> dict[str, Any]:
    """What everything takes now."""
    processes = {}
    for name, process in clinic.processes.items():
        place = Path(f"/proc/{process.pid}")
        processes[name] = {
            "mb": resident_mb(process.pid),
            "files": len(list((place / "fd").iterdir())),
            "threads": len(list((place / "task").iterdir())),
        }
    with engine.connect() as connection:

        def one(query: str) -> int:
            return int(connection.exec_driver_sql(query).scalar_one())

        return processes | {
            "connections": one("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"),
            "database_mb": round(one("SELECT pg_database_size(current_database())") / 1e6, 1),
            "messages_stored": one("SELECT count(*) FROM turns"),
            "waiting": one("SELECT count(*) FROM outbox WHERE finished_at IS NULL"),
            "hits": one("SELECT count(*) FROM hits"),
        }


def report(clinic: Replicas, engine: sa.Engine, goes_on: Callable[[], bool]) -> None:
    """Print what everything takes, once a minute."""
    began, minutes = time.monotonic(), 0
    while goes_on():
        if time.monotonic() >= began + 60 * minutes:
            found = figures(clinic, engine)
            print(
                json.dumps({"minute": minutes, "days": round(found["messages_stored"] / _A_DAY, 1)} | found), flush=True
            )
            minutes += 1
        time.sleep(0.5)


def run(minutes: float, callers: int) -> Talked:
    """Let patients talk for so long."""
    with tempfile.TemporaryDirectory() as folder:
        postgresql = Postgresql(Path(folder))
        clinic = Replicas(Path(folder), postgresql.url, {"serve": 1, "worker": 1, "staff": 1})
        engine = sa.create_engine(postgresql.url)
        ends = time.monotonic() + 60 * minutes

        def goes_on() -> bool:
            return time.monotonic() < ends

        listening = [Stream(clinic.url, Chat(clinic).token) for _ in range(_STREAMS)]  # type: ignore[arg-type]  it has an address
        reporting = threading.Thread(target=report, args=(clinic, engine, goes_on))
        try:
            reporting.start()
            talked = asyncio.run(talk(clinic.url, callers, goes_on, _SCRIPT))
            reporting.join()
            print(json.dumps({"at": "the end, nobody talks"} | figures(clinic, engine)), flush=True)
        finally:
            for each in listening:
                each.close()
            engine.dispose()
            clinic.stop()
            postgresql.stop()
    return talked


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--callers", type=int, default=4)
    arguments = parser.parse_args()
    talked = run(arguments.minutes, arguments.callers)
    print(json.dumps({"messages": talked.messages, "wrong": talked.wrong, "longest_s": round(talked.longest, 1)}))


if __name__ == "__main__":
    main()
