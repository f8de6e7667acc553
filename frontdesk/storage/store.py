"""The database of one installation, with what opens and finds its sealed fields.

Made once a process and handed to whoever needs it, so that a process holds one pool of connections.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from frontdesk.metrics.measures import measure_pool
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import open_database

# How many connections to PostgreSQL each process of `Procfile` holds at most; twenty together.
CONNECTIONS = {"assistant": 10, "worker": 5, "staff": 5}


@dataclass(frozen=True)
class Store:
    """One engine, one vault and one look-up."""

    engine: Engine
    vault: Vault
    lookup: Lookup

    @classmethod
    def open(cls, database_url: str, secret_keys: Sequence[str], process: str = "assistant") -> "Store":
        """`process`: whose store it is, one of CONNECTIONS. Raises DatabaseError for an address that is none."""
        engine = open_database(database_url, CONNECTIONS[process])
        if isinstance(engine.pool, QueuePool):
            measure_pool(engine.pool)
        return cls(engine, Vault(secret_keys), Lookup(secret_keys))
