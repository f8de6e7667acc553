"""Assistants, workers and front desk's pages on one PostgreSQL behind Caddy, as deploy/compose has it.

What two processes do that one does not, and what patients see of faults:

    python -m bench.replicas throughput --share 0.3     # each assistant has so much of a core (cgroup); else all there is
    python -m bench.replicas faults --seconds 40        # one fault after the other, each beside patients who talk and book

Prints one JSON object a line. `wrong`: chats whose transcript is not what their patient heard, once each and in that order;
`bookings`: told to patients, and in the database. `normal_after_s`: how long after the fault the last message that took
more than a second was answered.
"""

import argparse
import asyncio
import json
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from bench.postgresql import Postgresql
from frontdesk.engine.training import model_path
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.separation import ONLY, of_clinic
from frontdesk.wiring import store_at
from tests.support.clock import JUMP, JUMPS
from tests.support.replicas import Replicas
from tests.support.server import SECRET
from tests.support.talkers import BOOKING, QUESTIONS, Talked, talk

_SCRIPT = (*QUESTIONS, *BOOKING, *QUESTIONS)
_CALLERS = 6
_BEFORE, _SLOW_SECONDS = 5.0, 1.0
_HOUR = 3600
_REFERENCE = re.compile(r"your reference is ([A-Z2-9]{3}-[A-Z2-9]{3})")
_CGROUP = Path("/sys/fs/cgroup/cpu")
_PERIOD = 100_000


@contextmanager
def share_of_a_core(pid: int, share: float) -> Iterator[None]:
    """A process has no more than so much of a core."""
    group = _CGROUP / f"frontdesk-bench-{pid}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
    (group / "cpu.cfs_quota_us").write_text(str(int(share * _PERIOD)))
    (group / "cgroup.procs").write_text(str(pid))
    try:
        yield
    finally:
        (_CGROUP / "cgroup.procs").write_text(str(pid))
        group.rmdir()


def processor_seconds(pid: int, ended_too: bool = False) -> float:
    """What a process has used of processors; `ended_too`: with those that it had started and that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if ended_too else 13])) / 100


def talked_for(base: str, seconds: float, callers: int = _CALLERS, script: tuple[str, ...] = _SCRIPT) -> Talked:
    """Patients who talk and book for so long."""
    ends = time.monotonic() + seconds
    return asyncio.run(talk(base, callers, lambda: time.monotonic() < ends, script))


def throughput(folder: Path, url: str, count: int, share: float, seconds: float) -> dict[str, Any]:
    """Messages a second of so many assistants."""
    clinic = Replicas(folder, url, {"serve": count})
    try:
        pids = [clinic.processes[name].pid for name in clinic.ports]
        with _shared(pids, share):
            talked_for(clinic.url, 3)
            used, began = sum(map(processor_seconds, pids)), time.monotonic()
            result = talked_for(clinic.url, seconds, 8 * count, QUESTIONS)
            took = time.monotonic() - began
            used = sum(map(processor_seconds, pids)) - used
    finally:
        clinic.stop()
    ordered = sorted(result.seconds)
    return {
        "assistants": count,
        "share_of_a_core": share or None,
        "messages_per_second": round(result.messages / took, 1),
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        "p99_ms": round(1000 * ordered[int(0.99 * len(ordered))], 1),
        "processor_ms_a_message": round(1000 * used / result.messages, 2),
        "wrong": result.wrong,
    }


@contextmanager
def _shared(pids: list[int], share: float) -> Iterator[None]:
    if not share or not pids:
        yield
        return
    with share_of_a_core(pids[0], share), _shared(pids[1:], share):
        yield


def faults(clinic: Replicas, postgresql: Postgresql, jumps: Path) -> dict[str, Callable[[], None]]:
    """What may happen, by name."""

    def killed(name: str) -> Callable[[], None]:
        def kill() -> None:
            clinic.kill(name)
            clinic.start(name)

        return kill

    def paused(name: str) -> Callable[[], None]:
        def pause() -> None:
            clinic.pause(name)
            time.sleep(20)
            clinic.go_on(name)

        return pause

    def stepped(seconds: int) -> Callable[[], None]:
        def step() -> None:
            jumps.write_text(str(seconds))
            clinic.processes["serve 1"].send_signal(JUMP)

        return step

    return {
        "none": lambda: None,
        "kill -9 of an assistant": killed("serve 0"),
        "kill -9 of a worker": killed("worker 0"),
        "PostgreSQL crashes and starts again": postgresql.crash,
        "an assistant is paused for 20 s": paused("serve 1"),
        "an assistant's clock steps an hour ahead": stepped(_HOUR),
        "and back": stepped(-_HOUR),
        "PostgreSQL is gone, and its standby takes its place": postgresql.fail_over,
    }


class Running(Protocol):
    """Where patients reach an installation, and its database."""

    @property
    def url(self) -> str:
        """The address of the chat."""

    @property
    def database_url(self) -> str:
        """The address of the database."""


def beside(clinic: Running, fault: Callable[[], None], seconds: float) -> dict[str, Any]:
    """What patients see of a fault."""
    at: list[float] = []

    def happen() -> None:
        time.sleep(_BEFORE)
        at.append(time.monotonic())
        fault()

    happening = threading.Thread(target=happen)
    before = _stored(clinic.database_url)
    happening.start()
    result = talked_for(clinic.url, seconds)
    happening.join()
    told = Counter(_REFERENCE.findall(" ".join(result.told)))
    stored = _stored(clinic.database_url) - before
    slow = [
        began + took - at[0] for began, took in zip(result.began, result.seconds, strict=True) if took > _SLOW_SECONDS
    ]
    return {
        "messages": result.messages,
        "sent_again": result.again,
        "wrong": result.wrong,
        "bookings": [sum(told.values()), sum(stored.values())],
        "bookings_agree": told == stored,
        "longest_s": round(result.longest, 1),
        "slower_than_1_s": len(slow),
        "normal_after_s": round(max(slow, default=0.0), 1),
    }


def _stored(database_url: str) -> Counter[str]:
    store = store_at(database_url, [SECRET])
    with of_clinic(store.engine, ONLY).connect() as connection:
        found = Counter(connection.execute(sa.select(appointments.c.reference)).scalars())
    store.engine.dispose()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("throughput", "faults"))
    parser.add_argument("--share", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", default="", help="faults with this in their name")
    arguments = parser.parse_args()
    assert model_path().exists(), "Train first: python -m frontdesk train"
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        postgresql = Postgresql(folder, standby=arguments.what == "faults")
        try:
            if arguments.what == "throughput":
                for count in (1, 2):
                    print(
                        json.dumps(throughput(folder, postgresql.url, count, arguments.share, arguments.seconds)),
                        flush=True,
                    )
                return
            jumps = folder / "jumps"
            clinic = Replicas(folder, postgresql.url, FRONTDESK_TURN_SECONDS="5", **{JUMPS: str(jumps)})
            try:
                for name, fault in faults(clinic, postgresql, jumps).items():
                    if arguments.only not in name:
                        continue
                    print(json.dumps({"fault": name} | beside(clinic, fault, arguments.seconds)), flush=True)
            finally:
                clinic.stop()
        finally:
            postgresql.stop()


if __name__ == "__main__":
    main()
