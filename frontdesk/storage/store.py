"""The database of one installation, with what opens and finds its sealed fields.

Made once a process and handed to whoever needs it, so that a process holds one pool of connections.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import open_database


@dataclass(frozen=True)
class Store:
    """One engine, one vault and one look-up."""

    engine: Engine
    vault: Vault
    lookup: Lookup

    @classmethod
    def open(cls, database_url: str, secret_keys: Sequence[str]) -> "Store":
        """Raises DatabaseError for an address that is none."""
        return cls(open_database(database_url), Vault(secret_keys), Lookup(secret_keys))
