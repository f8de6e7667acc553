"""Conversations on each database."""

import pytest
from sqlalchemy import Engine

from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store
from tests.support.stores import store_over


@pytest.fixture
def store(config: Settings, database: Engine) -> Store:
    return store_over(database, config.secret_keys)
