"""A front desk on each database, with one account."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store
from tests.support.console import Desk, console_settings
from tests.support.stores import store_over


@pytest.fixture
def store(config: Settings, database: Engine) -> Store:
    return store_over(database, config.secret_keys)


@pytest.fixture
def desk(config: Settings, store: Store) -> Desk:
    url = store.engine.url.render_as_string(hide_password=False)
    return Desk(console_settings(replace(config, database_url=url)), store)
