"""One store a process: what the processes of the product hold open together stays small."""

import re
from pathlib import Path

from frontdesk.storage.store import Store
from tests.support.server import SECRET

MOST_CONNECTIONS = 20
PROCESSES = 2  # the assistant and the worker
# Opened for one migration and let go, or by Rasa's own tools.
ONCE = {"frontdesk/cli.py", "frontdesk/supervisor.py", "frontdesk/engine/tracker_store.py"}


def test_the_products_processes_hold_few_connections() -> None:
    pool = Store.open("postgresql://frontdesk@127.0.0.1/frontdesk", [SECRET]).engine.pool
    at_most = int(re.findall(r"size: (\d+)", pool.status())[0]) + pool._max_overflow  # type: ignore[attr-defined]

    assert PROCESSES * at_most <= MOST_CONNECTIONS


def test_nothing_opens_a_database_of_its_own() -> None:
    opening = {
        str(file)
        for folder in ("frontdesk", "actions")
        for file in Path(folder).rglob("*.py")
        if re.search(r"(?<!def )\bopen_database\(", file.read_text(encoding="utf-8"))
    }
    assert opening - ONCE == {"frontdesk/storage/store.py"}
