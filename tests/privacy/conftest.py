"""A front desk on each database, with one account."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.store import Store
from tests.support.console import Desk, console_settings


@pytest.fixture
def store(config: Settings, database: Engine) -> Store:
    return Store(database, Vault(config.secret_keys), Lookup(config.secret_keys))


@pytest.fixture
def desk(config: Settings, store: Store) -> Desk:
    url = store.engine.url.render_as_string(hide_password=False)
    return Desk(console_settings(replace(config, database_url=url)), store)
