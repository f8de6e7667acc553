"""Wiring: each process opens its one store here, at its start, and hands it to whoever needs the database or its keys.

Nothing else makes an engine, a vault or a look-up, so that a process holds one pool of connections.
"""

from collections.abc import Sequence
from typing import Literal, cast

from sqlalchemy.pool import QueuePool

from frontdesk.metrics.measures import measure_pool
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import migrate, open_database
from frontdesk.storage.separation import ONLY, of_clinic
from frontdesk.storage.store import Store

Process = Literal["assistant", "worker", "staff"]

# How many connections to PostgreSQL each process of `Procfile` holds at most; twenty together.
CONNECTIONS: dict[Process, int] = {"assistant": 10, "worker": 5, "staff": 5}


def open_store(config: Settings, process: Process = "assistant") -> Store:
    """The store of a process. Raises DatabaseError for an address that is none."""
    return store_at(config.database_url, config.secret_keys, process)


def store_at(database_url: str, secret_keys: Sequence[str], process: Process = "assistant") -> Store:
    """As `open_store`, for another database than that of the settings."""
    engine = open_database(database_url, CONNECTIONS[process])
    if isinstance(engine.pool, QueuePool):
        measure_pool(lambda: cast(QueuePool, engine.pool))
    return Store(of_clinic(engine, ONLY), Vault(secret_keys), Lookup(secret_keys))


def migrated_store(config: Settings, process: Process = "assistant") -> Store:
    """The store of a process, once its tables are what this version expects. Raises DatabaseError."""
    store = open_store(config, process)
    migrate(store.engine)
    store.engine.dispose()  # `run` migrates and then needs no connection
    return store
