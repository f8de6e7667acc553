"""What patients see of a full and of a slow disk: `python -m bench.disk` (root on Linux, six minutes).

An assistant and a worker, with SQLite and with PostgreSQL, whose data and logs are on a disk of their own in memory. While six
patients ask and book, it is filled to the last byte for so many seconds; or whatever is to reach it takes so many milliseconds
(`slow_disk.c`, preloaded). Prints what `bench.replicas faults` prints, and which errors were logged.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.postgresql import Postgresql
from bench.replicas import beside
from tests.support.mortal import Mortal
from tests.support.phone import EMERGENCY
from tests.support.server import WIDE_RATES
from tests.support.web_chat import Chat

_MEGABYTES, _FULL_SECONDS, _SLOW_SECONDS = 400, 15.0, 20.0
_SLOWNESS = (20, 200, 1000)  # milliseconds
_AFTER = 20.0


@dataclass(frozen=True)
class Place:
    """An installation on a disk of its own."""

    url: str
    database_url: str
    folder: Path
    server: Mortal
    postgresql: Postgresql | None
    slowness: Path

    def logged(self) -> Counter[str]:
        """Kinds of errors that were logged."""
        return Counter(re.findall(r"\b\w+Error\b", self.server.log.read_text(errors="replace")))


@contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A small disk."""
    place = folder / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "none", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def installation(folder: Path, on_postgresql: bool) -> Iterator[Place]:
    """Assistant and worker, with all that they write on a small disk."""
    library, slowness = Path(tempfile.gettempdir()) / "slow_disk.so", Path(tempfile.gettempdir()) / "slow_disk"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, "bench/slow_disk.c", "-ldl"], check=True)
    slowly = {"LD_PRELOAD": str(library), "SLOW_DISK": str(slowness)}
    slowness.write_text("0")
    slowness.chmod(0o644)
    with disk(folder) as place:
        os.environ |= slowly  # which PostgreSQL inherits
        postgresql = Postgresql(place) if on_postgresql else None
        for name in slowly:
            del os.environ[name]
        url = {"FRONTDESK_DATABASE_URL": postgresql.url} if postgresql else {}
        server = Mortal(place, **WIDE_RATES, **slowly, **url, FRONTDESK_TURN_SECONDS="5")
        try:
            database_url = postgresql.url if postgresql else f"sqlite:///{place}/frontdesk.db"
            yield Place(server.url, database_url, place, server, postgresql, slowness)
        finally:
            server.stop()
            if postgresql:
                postgresql.stop()


def filled(place: Path, meanwhile: Callable[[], None]) -> Callable[[], None]:
    """Take all the room there is; give it back after a while."""

    def fill() -> None:
        filler = place / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        assert shutil.disk_usage(place).free == 0
        meanwhile()
        time.sleep(_FULL_SECONDS)
        filler.unlink()

    return fill


def slowed(file: Path, milliseconds: int) -> Callable[[], None]:
    """Have the disk take so long for a while."""

    def slow() -> None:
        file.write_text(str(milliseconds))
        time.sleep(_SLOW_SECONDS)
        file.write_text("0")

    return slow


def full(place: Place) -> dict[str, Any]:
    """A full disk; PostgreSQL is started again if it has stopped. A warning sign is written meanwhile."""
    chat = Chat(place.server)

    def fill() -> None:
        filled(place.folder, lambda: kinds.extend(each["kind"] for each in chat.ask(EMERGENCY)))()
        if place.postgresql:
            died.append(not place.postgresql.start_if_stopped())

    died: list[bool] = []
    kinds: list[str] = []
    found = beside(place, fill, _FULL_SECONDS + _AFTER)
    running = [process.poll() is None for process in (place.server.process, place.server.worker)]
    return found | {"sign": kinds, "still_running": running, "postgresql_stopped": died[:1], "logged": place.logged()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--full", action="store_true", help="no slow disk")
    arguments = parser.parse_args()
    for database in ("sqlite", "postgresql"):
        if arguments.only not in (None, database):
            continue
        with tempfile.TemporaryDirectory() as folder, installation(Path(folder), database == "postgresql") as place:
            for milliseconds in () if arguments.full else _SLOWNESS:
                found = beside(place, slowed(place.slowness, milliseconds), _SLOW_SECONDS + _AFTER)
                print(json.dumps({"database": database, "disk_takes_ms": milliseconds} | found), flush=True)
            print(json.dumps({"database": database, "disk": "full"} | full(place)), flush=True)


if __name__ == "__main__":
    main()
