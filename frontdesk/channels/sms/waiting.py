"""Which of several clinics have texts to take up: one query a second for all of this process, however many they are."""

import asyncio
import time
from weakref import WeakValueDictionary

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import WAITING
from frontdesk.storage.database import in_database
from frontdesk.storage.separation import across_clinics
from frontdesk.storage.sms_models import inbound_texts

_SECONDS = 0.9  # less than the pause between two looks of a clinic
_WHOSE = sa.select(inbound_texts.c.clinic_id).where(inbound_texts.c.state == WAITING).distinct()


class WaitingTexts:
    """What all clinics of one pool of connections ask in place of the database."""

    def __init__(self, engine: Engine) -> None:
        self._every = across_clinics(engine)
        self._lock = asyncio.Lock()
        self._asked = float("-inf")
        self._found: frozenset[str] = frozenset()

    async def has(self, clinic_id: str | None) -> bool:
        """Whether a clinic has had texts to take up within the last second."""
        async with self._lock:
            if time.monotonic() - self._asked > _SECONDS:
                self._found = await in_database(self._every, self._ask)
                self._asked = time.monotonic()
        return clinic_id in self._found

    def _ask(self) -> frozenset[str]:
        with self._every.connect() as connection:
            return frozenset(connection.execute(_WHOSE).scalars())


_shared: WeakValueDictionary[int, WaitingTexts] = WeakValueDictionary()  # by pool, which each of them keeps


def waiting_among(engine: Engine) -> WaitingTexts:
    """The one of an engine's pool of connections."""
    return _shared.setdefault(id(engine.pool), WaitingTexts(engine))
