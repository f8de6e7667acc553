"""The database of one installation, with what opens and finds its sealed fields."""

from dataclasses import dataclass

from sqlalchemy import Engine

from frontdesk.storage.crypto import Lookup, Vault


@dataclass(frozen=True)
class Store:
    """One engine, one vault and one look-up. `frontdesk/wiring.py` opens that of a process."""

    engine: Engine
    vault: Vault
    lookup: Lookup
