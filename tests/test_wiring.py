"""One store a process: what the processes of the product hold open together stays small."""

import re
from dataclasses import replace
from pathlib import Path

from frontdesk.settings.environment import Settings
from frontdesk.storage.schema import is_current
from frontdesk.wiring import CONNECTIONS, migrated_store, open_store

MOST_CONNECTIONS = 20
MAKING = re.compile(r"(?<!class )(?<!def )\b(?:open_database|Vault|Lookup|Store)\(")


def test_the_products_processes_hold_few_connections(config: Settings) -> None:
    processes = re.findall(r"^(\w+):", Path("Procfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(processes) == CONNECTIONS.keys()
    elsewhere = replace(config, database_url="postgresql://frontdesk@127.0.0.1/frontdesk")
    pools = [open_store(elsewhere, name).engine.pool for name in CONNECTIONS]
    at_most = [pool.size() + pool._max_overflow for pool in pools]  # type: ignore[attr-defined]
    assert at_most == list(CONNECTIONS.values())
    assert sum(at_most) <= MOST_CONNECTIONS


def test_each_process_opens_the_store_that_is_its_own() -> None:
    opened = re.findall(
        r'_(?:store|clinics)\(\w+, "(\w+)"\)', "".join(map(Path.read_text, Path("frontdesk/verbs").glob("*.py")))
    )
    assert set(opened) == CONNECTIONS.keys() - {"assistant"}


def test_nothing_else_makes_an_engine_or_keys() -> None:
    making = {
        str(file)
        for folder in ("frontdesk", "actions")
        for file in Path(folder).rglob("*.py")
        if MAKING.search(file.read_text(encoding="utf-8"))
    }
    assert making == {"frontdesk/wiring.py"}


def test_a_migrated_store_has_its_tables(config: Settings) -> None:
    assert is_current(migrated_store(config).engine)
