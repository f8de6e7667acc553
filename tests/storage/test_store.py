"""One store a process: what the processes of the product hold open together stays small."""

import re
from pathlib import Path

from frontdesk.storage.store import CONNECTIONS, Store
from tests.support.server import SECRET

MOST_CONNECTIONS = 20
# Opened for one migration and let go, or by Rasa's own tools.
ONCE = {"frontdesk/cli.py", "frontdesk/supervisor.py", "frontdesk/engine/tracker_store.py"}


def test_the_products_processes_hold_few_connections() -> None:
    processes = re.findall(r"^(\w+):", Path("Procfile").read_text(encoding="utf-8"), re.MULTILINE)
    pools = [Store.open("postgresql://frontdesk@127.0.0.1/frontdesk", [SECRET], name).engine.pool for name in processes]
    at_most = [pool.size() + pool._max_overflow for pool in pools]  # type: ignore[attr-defined]
    assert at_most == [CONNECTIONS[name] for name in processes]
    assert sum(at_most) <= MOST_CONNECTIONS


def test_each_process_opens_the_store_that_is_its_own() -> None:
    opened = {
        name
        for file in (Path("frontdesk/cli.py"), Path("frontdesk/staff/server.py"))
        for name in re.findall(r'secret_keys, "(\w+)"\)', file.read_text(encoding="utf-8"))
    }
    assert opened == CONNECTIONS.keys() - {"assistant"}


def test_nothing_opens_a_database_of_its_own() -> None:
    opening = {
        str(file)
        for folder in ("frontdesk", "actions")
        for file in Path(folder).rglob("*.py")
        if re.search(r"(?<!def )\bopen_database\(", file.read_text(encoding="utf-8"))
    }
    assert opening - ONCE == {"frontdesk/storage/store.py"}
