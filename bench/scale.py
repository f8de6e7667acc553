"""What a message costs, and what therefore gives out first when clinics become many.

    python -m bench.scale measure > costs.json         # one assistant on PostgreSQL behind Caddy (two minutes)
    python -m bench.scale simulate costs.json          # seconds

`measure` prints what patients who ask and book cost: processor time of each process, rows, transactions and bytes a message.
`simulate` has messages come at random, as many as a day's busiest minute brings, and queue for assistants; it prints how many
assistants answer 99 of 100 within half a second, what that asks of the database, and with how many clinics each resource of one
installation is used up. docs/scale.md says where the assumptions come from.
"""

import argparse
import heapq
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.postgresql import Postgresql
from bench.replicas import processor_seconds, talked_for
from tests.support.replicas import Replicas

CLINICS = (10, 1_000, 100_000)
# A busy clinic's day: conversations, messages of patients in each, and how much more the busiest minute brings than the mean of
# ten hours.
_CHATS, _MESSAGES, _OPEN_HOURS, _PEAK = 40, 8, 10, 4
_KEPT_DAYS = 30
_PATIENCE = 0.5  # seconds within which 99 of 100 are to be answered
_MOST_BUSY = 0.7  # of a database's processors
_SIMULATED = 40_000  # messages
# What one installation has: a database of sixteen cores and a terabyte, 100 connections, an assistant's memory, a start.
_CORES, _DISK_GB, _CONNECTIONS, _MEMORY_MB, _START_SECONDS = 16, 1_000, 100, 1_500, 60
_OTHERS_CONNECTIONS, _CONNECTIONS_EACH = 20, 10  # two workers and two pages; an assistant
# What a clinic costs while nobody writes (python -m bench.clinics): megabytes and seconds of a start in each assistant, seconds
# of the worker's round of jobs, which comes every twenty seconds.
_MB, _SECONDS_AT_START, _JOBS_SECONDS, _ROUND_SECONDS = 0.3, 0.021, 0.0109, 20


@dataclass(frozen=True)
class Costs:
    """Of one message of a patient."""

    assistant_ms: float
    database_ms: float
    proxy_ms: float
    transactions: float
    connections: float
    rows: float
    wal_bytes: float
    stored_bytes: float


def measure(seconds: float) -> dict[str, Any]:
    """Have patients talk, and count."""
    with tempfile.TemporaryDirectory() as named:
        postgresql = Postgresql(Path(named))
        clinic = Replicas(Path(named), postgresql.url, {"serve": 1})
        engine = sa.create_engine(postgresql.url)
        try:
            talked_for(clinic.url, 5)
            before = counted(engine, clinic)
            said = talked_for(clinic.url, seconds).messages
            after = counted(engine, clinic)
        finally:
            engine.dispose()
            clinic.stop()
            postgresql.stop()
    found = {name: (after[name] - before[name]) / said for name in before}
    tables = {name: round(value, 2) for name, value in found.items() if name.startswith("rows of ") and value > 0.005}
    costs = Costs(
        assistant_ms=1000 * found["assistant"],
        database_ms=1000 * found["database"],
        proxy_ms=1000 * found["proxy"],
        transactions=found["transactions"],
        connections=found["connections"],
        rows=sum(tables.values()),
        wal_bytes=found["wal"],
        stored_bytes=found["size"],
    )
    return {
        "messages": said,
        "a_message": {name: round(value, 2) for name, value in vars(costs).items()},
        "rows": tables,
    }


def counted(engine: sa.Engine, clinic: Replicas) -> dict[str, float]:
    """What PostgreSQL, an assistant and the proxy have done so far."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        rows = connection.exec_driver_sql("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables")
        found = {f"rows of {name}": float(count) for name, count in rows}
        (commits, sessions) = connection.exec_driver_sql(
            "SELECT xact_commit + xact_rollback, sessions FROM pg_stat_database WHERE datname = current_database()"
        ).one()
        (wal, size, syncs) = connection.exec_driver_sql(
            "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn, pg_database_size(current_database()), wal_sync FROM pg_stat_wal"
        ).one()
        pids = [pid for (pid,) in connection.exec_driver_sql("SELECT pid FROM pg_stat_activity")]
        folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
    main_pid = int((folder / "postmaster.pid").read_text().split()[0])
    database = processor_seconds(main_pid, ended_too=True) + sum(processor_seconds(pid) for pid in pids)
    return found | {
        "transactions": float(commits),
        "connections": float(sessions),
        "wal": float(wal),
        "size": float(size),
        "disk_waits": float(syncs),
        "database": database,
        "assistant": processor_seconds(clinic.processes["serve 0"].pid),
        "proxy": processor_seconds(clinic.proxy.process.pid),
    }


def slowest(rate: float, assistants: int, seconds: float) -> float:
    """How long 99 of 100 messages wait at most, their own time included, if so many a second come at random.

    Each goes to the assistant that is free first; how long its turn takes is drawn anew, and three in a hundred take five times
    as long.
    """
    chance = random.Random(7)
    free, now, waits = [0.0] * assistants, 0.0, []
    for _ in range(_SIMULATED):
        now += chance.expovariate(rate)
        takes = seconds * (5 if chance.random() < 0.03 else chance.uniform(0.5, 1.3))
        begins = max(now, heapq.heappop(free))
        heapq.heappush(free, begins + takes)
        waits.append(begins + takes - now)
    return sorted(waits)[int(0.99 * len(waits))]


def assistants_for(rate: float, seconds: float) -> int:
    """The fewest assistants that answer in time."""
    fewest = max(1, int(rate * seconds))
    while slowest(rate, fewest, seconds) > _PATIENCE:
        fewest += max(1, fewest // 20)
    return fewest


def rate_of(clinics: float) -> float:
    """Messages a second in the busiest minute."""
    return clinics * _CHATS * _MESSAGES * _PEAK / (_OPEN_HOURS * 3600)


def needs(clinics: int, costs: Costs) -> dict[str, Any]:
    """What so many clinics need."""
    rate = rate_of(clinics)
    a_day = clinics * _CHATS * _MESSAGES
    return {
        "clinics": clinics,
        "messages_a_second": round(rate, 2),
        "assistants": assistants_for(rate, costs.assistant_ms / 1000),
        "assistant_mb": round(400 + _MB * clinics),
        "database_cores": round(rate * costs.database_ms / 1000, 2),
        "transactions_a_second": round(rate * costs.transactions),
        "wal_mb_a_second": round(rate * costs.wal_bytes / 1e6, 2),
        "stored_gb": round(a_day * _KEPT_DAYS * costs.stored_bytes / 1e9, 1),
        "start_s": round(9 + _SECONDS_AT_START * clinics),
        "jobs_s": round(_JOBS_SECONDS * clinics, 1),
    }


def used_up(costs: Costs) -> dict[str, int]:
    """With how many clinics each resource of one installation is used up, the first one first."""
    a_clinic = rate_of(1)
    assistants = (_CONNECTIONS - _OTHERS_CONNECTIONS) // _CONNECTIONS_EACH
    answered = assistants * _MOST_BUSY / (costs.assistant_ms / 1000)
    found = {
        "the worker's round of jobs": _ROUND_SECONDS / _JOBS_SECONDS,
        "an assistant's start": (_START_SECONDS - 9) / _SECONDS_AT_START,
        "an assistant's memory": (_MEMORY_MB - 400) / _MB,
        f"connections: {assistants} assistants": answered / a_clinic,
        "the database's processors": _MOST_BUSY * _CORES / (a_clinic * costs.database_ms / 1000),
        "the database's disk": 1e9 * _DISK_GB / (_CHATS * _MESSAGES * _KEPT_DAYS * costs.stored_bytes),
    }
    return {name: int(count) for name, count in sorted(found.items(), key=lambda item: item[1])}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("measure", "simulate"))
    parser.add_argument("costs", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args(arguments)
    if given.what == "measure":
        print(json.dumps(measure(given.seconds), indent=1))
        return
    costs = Costs(**json.loads(given.costs.read_text(encoding="utf-8"))["a_message"])
    for clinics in CLINICS:
        print(json.dumps(needs(clinics, costs)))
    print(json.dumps(used_up(costs), indent=1))


if __name__ == "__main__":
    main()
