"""Two versions of the assistant on PostgreSQL, both up and asked in turn: `python -m bench.versions /path/of/another/checkout`.

Patients ask and book (`bench.replicas`), for a few seconds of one version, then of the other, several times. Prints the
medians of the rounds: how long a message takes, the processor time of assistant and database, transactions, and how often the
database waited for its disk.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

import sqlalchemy as sa

from bench.postgresql import Postgresql
from bench.replicas import talked_for
from bench.scale import counted
from tests.support.replicas import Replicas
from tests.support.server import ROOT


class Version:
    """One version with a database of its own."""

    def __init__(self, folder: Path, source: Path) -> None:
        folder.mkdir()
        folder.chmod(0o777)
        self._postgresql = Postgresql(folder)
        self._clinic = Replicas(folder, self._postgresql.url, {"serve": 1}, source)
        self._engine = sa.create_engine(self._postgresql.url)

    def talk(self, seconds: float, callers: int) -> dict[str, float]:
        """Figures of one round, a message."""
        before = counted(self._engine, self._clinic)
        said = talked_for(self._clinic.url, seconds, callers)
        after = counted(self._engine, self._clinic)
        ordered = sorted(said.seconds)
        return {
            "p50_ms": 1000 * ordered[len(ordered) // 2],
            "p99_ms": 1000 * ordered[int(0.99 * len(ordered))],
            "messages_a_second": len(ordered) / seconds,
            "assistant_ms": 1000 * (after["assistant"] - before["assistant"]) / said.messages,
            "database_ms": 1000 * (after["database"] - before["database"]) / said.messages,
            "transactions": (after["transactions"] - before["transactions"]) / said.messages,
            "disk_waits": (after["disk_waits"] - before["disk_waits"]) / said.messages,
        }

    def close(self) -> None:
        """Stop it."""
        self._engine.dispose()
        self._clinic.stop()
        self._postgresql.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--callers", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = {"other": arguments.other.resolve(), "this": ROOT}
        versions = {name: Version(Path(folder) / name, source) for name, source in sources.items()}
        try:
            found: dict[str, list[dict[str, float]]] = {name: [] for name in versions}
            for number in range(arguments.rounds + 1):
                for name, version in versions.items():
                    figures = version.talk(arguments.seconds, arguments.callers)
                    found[name] += [figures] * (number > 0)
            for name, rounds in found.items():
                medians = {key: round(statistics.median(each[key] for each in rounds), 2) for key in rounds[0]}
                print(json.dumps({"version": name, "callers": arguments.callers} | medians))
        finally:
            for version in versions.values():
                version.close()


if __name__ == "__main__":
    main()
