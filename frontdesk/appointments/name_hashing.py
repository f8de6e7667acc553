"""Makes names findable that were stored before there were hashes of them: once after an update, a few at a time."""

from frontdesk.appointments.repository import Appointments
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_CHUNK = 500


class NameHashing:
    """Goes through all appointments once a process."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._appointments = Appointments(store.vault, store.lookup)
        self._after = ""
        self._is_done = False

    def go_on(self) -> None:
        """Do the next ones; nothing once all have been done."""
        if self._is_done:
            return
        with writing(self._engine) as connection:
            self._after = self._appointments.hash_names(connection, self._after, _CHUNK)
        self._is_done = not self._after
