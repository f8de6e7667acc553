"""Another version takes the place of a running one, and gives it back, while patients talk and book.

    git worktree add /tmp/before COMMIT && cp -r models /tmp/before/     # or `make setup` there
    python -m bench.upgrade /tmp/before

Two assistants, workers and front desk's pages of that version serve on one PostgreSQL behind Caddy. This version migrates the
database as deploy/kubernetes has it done; then each process makes place for one of this version, and at last the other way
round. Prints one JSON object for each direction, in the words of `bench.replicas`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.postgresql import Postgresql
from bench.replicas import beside
from frontdesk.storage.database import open_database
from frontdesk.storage.schema import migrate
from tests.support.replicas import Replicas
from tests.support.server import ROOT


def replaced(clinic: Replicas, source: Path, migrated: bool) -> None:
    """Have the version in `source` take the place of each process, one after the other."""
    if migrated:
        engine = open_database(clinic.database_url)
        migrate(engine)
        engine.dispose()
    for name in clinic.ports:
        clinic.replace(name, source)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("--seconds", type=float, default=90)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as named:
        postgresql = Postgresql(Path(named))
        before = arguments.before.resolve()
        environment = {**os.environ, "FRONTDESK_DATA_DIR": named, "FRONTDESK_DATABASE_URL": postgresql.url}
        subprocess.run([sys.executable, "-m", "frontdesk", "migrate"], cwd=before, env=environment, check=True)
        clinic = Replicas(Path(named), postgresql.url, source=before)
        try:
            for what, source in (("forwards", ROOT), ("back", before)):
                seen = beside(clinic, partial(replaced, clinic, source, source == ROOT), arguments.seconds)
                print(json.dumps({"direction": what} | seen), flush=True)
        finally:
            clinic.stop()
            postgresql.stop()


if __name__ == "__main__":
    main()
