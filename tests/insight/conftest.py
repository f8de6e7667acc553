"""Conversations on each database."""

import pytest
from sqlalchemy import Engine

from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.store import Store


@pytest.fixture
def store(config: Settings, database: Engine) -> Store:
    return Store(database, Vault(config.secret_keys), Lookup(config.secret_keys))
