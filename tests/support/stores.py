"""Stores: of settings, and over a database that a test has."""

from collections.abc import Sequence

from sqlalchemy import Engine

from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.store import Store
from frontdesk.wiring import open_store
from tests.support.server import SECRET


def store_of(config: Settings) -> Store:
    return open_store(config)


def store_over(engine: Engine, keys: Sequence[str] = (SECRET,)) -> Store:
    return Store(engine, Vault(keys), Lookup(keys))
