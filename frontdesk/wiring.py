"""Wiring: each process opens its stores here, at its start, and hands them to whoever needs the database or its keys.

Nothing else makes an engine, a vault or a look-up, so that a process holds one pool of connections, and a clinic's store finds
the rows of that clinic alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from frontdesk.metrics.measures import measure_pool
from frontdesk.settings.clinics import Clinics
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import open_database
from frontdesk.storage.schema import migrate
from frontdesk.storage.separation import ONLY, of_clinic
from frontdesk.storage.store import Store

Process = Literal["assistant", "worker", "staff"]

# How many connections to PostgreSQL each process of `Procfile` holds at most; twenty together, however many clinics.
CONNECTIONS: dict[Process, int] = {"assistant": 10, "worker": 5, "staff": 5}


@dataclass(frozen=True)
class OpenClinic:
    """A clinic as a process has it open: its settings, and the store of its rows."""

    config: Settings
    store: Store


def open_store(config: Settings, process: Process = "assistant") -> Store:
    """The store of a process for one clinic. Raises DatabaseError for an address that is none."""
    return store_at(config.database_url, config.secret_keys, process, config.clinic_id)


def store_at(
    database_url: str, secret_keys: Sequence[str], process: Process = "assistant", clinic_id: str = ONLY
) -> Store:
    """As `open_store`, for another database than that of the settings."""
    return _store(_opened(database_url, process), secret_keys, clinic_id)


def open_clinics(clinics: Clinics, process: Process = "assistant") -> list[OpenClinic]:
    """All clinics of a process, over one pool of connections. Raises DatabaseError for an address that is none."""
    engine = _opened(clinics.installation.database_url, process)
    return [
        OpenClinic(config, _store(engine, config.secret_keys, config.clinic_id)) for config in clinics.each.values()
    ]


def migrated_store(config: Settings, process: Process = "assistant") -> Store:
    """The store of a process for one clinic, once its tables are what this version expects. Raises DatabaseError."""
    store = open_store(config, process)
    _bring_up(store.engine)
    return store


def migrated_clinics(clinics: Clinics, process: Process = "assistant") -> list[OpenClinic]:
    """All clinics of a process, once their tables are what this version expects. Raises DatabaseError."""
    found = open_clinics(clinics, process)
    _bring_up(found[0].store.engine)
    return found


def open_lobby(clinics: Clinics, opened: Sequence[OpenClinic]) -> OpenClinic | None:
    """The lobby of several clinics, over the pool of those that are open; None for one clinic alone."""
    lobby = clinics.lobby
    if lobby is None:
        return None
    return OpenClinic(lobby, _store(opened[0].store.engine, lobby.secret_keys, lobby.clinic_id))


def _opened(database_url: str, process: Process) -> Engine:
    engine = open_database(database_url, CONNECTIONS[process])
    if isinstance(engine.pool, QueuePool):
        measure_pool(lambda: cast(QueuePool, engine.pool))
    return engine


def _store(engine: Engine, secret_keys: Sequence[str], clinic_id: str) -> Store:
    return Store(of_clinic(engine, clinic_id), Vault(secret_keys), Lookup(secret_keys))


def _bring_up(engine: Engine) -> None:
    migrate(engine)
    engine.dispose()  # `run` migrates and then needs no connection
