"""How long writers wait while a backup is made: `python -m bench.backup_pause [MEGABYTES] [POSTGRESQL URL]`.

A process writes without a pause, first alone, then beside a backup in another one; the longest write of each is printed.
"""

import os
import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Engine

from frontdesk.backup.saving import save
from frontdesk.backup.sealing import Secrets
from frontdesk.conversations.turns import Turns
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import tracker_events
from frontdesk.storage.schema import migrate
from frontdesk.wiring import store_at

SECRET = "a-secret-for-measuring-only-0123456789ab"
_ROW = 10_000


def fill(engine: Engine, megabytes: int) -> None:
    row = {"conversation_id": "c", "starts_session": True, "event_count": 1, "saved_at": utc_now()}
    for _ in range(megabytes):
        rows = [row | {"events": os.urandom(_ROW)} for _ in range(1_000_000 // _ROW)]
        with writing(engine) as connection:
            connection.execute(tracker_events.insert(), rows)


def write_on(url: str, told: Connection) -> None:
    """Write until told to stop; then say how long each write took, in milliseconds, in order."""
    turns = Turns(store_at(url, [SECRET]).engine, Vault([SECRET]))
    waits = []
    turns.start_conversation("web")
    told.send("ready")
    while not told.poll():
        began = time.perf_counter()
        turns.claim(turns.start_conversation("web"), "one", "hello")
        waits.append(1000 * (time.perf_counter() - began))
    told.send(sorted(waits))


def measured(url: str, path: Path | None) -> tuple[float, list[float]]:
    ours, theirs = get_context("spawn").Pipe()
    writer = get_context("spawn").Process(target=write_on, args=(url, theirs))
    writer.start()
    ours.recv()
    began = time.perf_counter()
    if path is None:
        time.sleep(5)
    else:
        save(store_at(url, [SECRET]).engine, path, Secrets([SECRET]))
    seconds = time.perf_counter() - began
    ours.send("stop")
    waits = ours.recv()
    writer.join()
    return seconds, waits


def shown(what: str, seconds: float, waits: list[float]) -> str:
    place = int(0.999 * len(waits))
    return (
        f"{what}: {seconds:.1f} s, {len(waits)} writes, median {waits[len(waits) // 2]:.1f} ms, "
        f"99.9 % within {waits[place]:.1f} ms, longest {waits[-1]:.1f} ms"
    )


def main(megabytes: int, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{Path(folder) / 'test.db'}"
        engine = store_at(url, [SECRET]).engine
        migrate(engine)
        fill(engine, megabytes)
        path = Path(folder) / "one.backup"
        print(shown("alone", *measured(url, None)), flush=True)
        print(shown("beside a backup", *measured(url, path)))
        print(f"{megabytes} MB of random rows; the file has {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2] if len(sys.argv) > 2 else "")
