"""The database of settings, opened."""

from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store


def store_of(config: Settings) -> Store:
    return Store.open(config.database_url, config.secret_keys)
