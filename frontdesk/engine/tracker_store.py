"""Rasa's tracker store over our own tables: encrypted, migrated, pooled, and it never ends the process.

1. One row holds the events of one save. A row that starts a session begins with that session's first event, so that the
   latest session is the rows from the latest such row on.
2. Rebuilding a tracker from its events is most of the cost of a turn. A tracker that was just saved is therefore kept
   in memory with the number of its newest row, and used again only if that is still the newest row in the database.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import Connection

from frontdesk.settings.clinics import settings
from frontdesk.storage.database import in_database, utc_now, writing
from frontdesk.storage.models import tracker_events
from frontdesk.storage.store import Store
from frontdesk.wiring import open_store

_KEPT_TRACKERS = 256
_KEPT_EVENTS = 4096  # in all kept trackers together, not counting those of turns under way
_OF_THE_TURN = frozenset({"intent_ranking", "response_selector"})
_INSERT = tracker_events.insert().returning(tracker_events.c.id)
_NEWEST_ROW = sa.select(sa.func.max(tracker_events.c.id)).where(
    tracker_events.c.conversation_id == sa.bindparam("conversation")
)


class KeptTracker(DialogueStateTracker):
    """A tracker whose copy copies its state. Rasa's own copy applies every event again."""

    def copy(self) -> "KeptTracker":
        """The same state. Events are shared; what later events change is not."""
        twin = copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy(self.active_loop)
        return twin


@dataclass(frozen=True)
class _Kept:
    """A tracker, how many of its events are stored, and up to which row. `lent`: handed out and not saved since."""

    tracker: DialogueStateTracker
    stored: int
    newest_row: int | None
    lent: bool


def _batches(events: list[Event]) -> list[list[Event]]:
    """The events, cut before each session start."""
    batches: list[list[Event]] = [[]]
    for event in events:
        if isinstance(event, SessionStarted) and batches[-1]:
            batches.append([])
        batches[-1].append(event)
    return [batch for batch in batches if batch]


def _stored(event: Event) -> dict[str, Any]:
    """The event without what only its own turn reads: rankings, and which answer was selected."""
    content: dict[str, Any] = event.as_dict()
    understood = content.get("parse_data")
    if isinstance(event, UserUttered) and understood:
        content["parse_data"] = {key: value for key, value in understood.items() if key not in _OF_THE_TURN}
    return content


class EncryptedTrackerStore(TrackerStore):
    """Keeps conversations in the Frontdesk database, sealed with the configured secrets."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        host: EndpointConfig | str | None = None,
        store: Store | None = None,
        kept: "OrderedDict[str, _Kept] | None" = None,
        **kwargs: Any,
    ) -> None:
        """`host` comes from Rasa (endpoints.yml) and is not used. `store`: None in Rasa's own tools.

        `kept`: the memory of another store of this process, to have one bound for both. What is there is used only after this
        store's own database has said that the conversation is its own.
        """
        super().__init__(domain, event_broker, **kwargs)
        own = store or open_store(settings())
        self._engine, self._vault = own.engine, own.vault
        self.kept: OrderedDict[str, _Kept] = OrderedDict() if kept is None else kept

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """A tracker without events."""
        return KeptTracker(sender_id, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are not stored yet. A tracker that this store did not hand out counts as new."""
        await self.stream_events(tracker)
        kept = self.kept.get(tracker.sender_id)
        stored = kept.stored if kept and kept.tracker is tracker else 0
        events = list(tracker.events)
        newest_row = await in_database(self._engine, self._save, tracker.sender_id, events[stored:])
        self._keep(_Kept(tracker, len(events), newest_row, lent=False))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation since its latest session start, or None."""
        newest_row = await in_database(self._engine, self._newest_row, sender_id)
        if newest_row is None:
            return None
        kept = self.kept.get(sender_id)
        if kept is None or kept.lent or kept.newest_row != newest_row:
            tracker = await self._tracker(sender_id, latest_session=True)
            kept = _Kept(tracker, len(tracker.events) if tracker else 0, newest_row, lent=True)
        self._keep(replace(kept, lent=True))
        return kept.tracker

    def _keep(self, kept: _Kept) -> None:
        self.kept[kept.tracker.sender_id] = kept
        self.kept.move_to_end(kept.tracker.sender_id)
        if len(self.kept) > _KEPT_TRACKERS:
            self.kept.popitem(last=False)
        self._let_go()

    def _let_go(self) -> None:
        """Drop the trackers that have been unused for longest, until few enough events are kept; never one that is lent."""
        idle = {name: kept.stored for name, kept in self.kept.items() if not kept.lent}
        events = sum(idle.values())
        for name, count in idle.items():
            if events <= _KEPT_EVENTS:
                return
            del self.kept[name]
            events -= count

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The whole conversation, or None."""
        return await self._tracker(conversation_id, latest_session=False)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return await in_database(self._engine, self._keys)

    async def _tracker(self, sender_id: str, latest_session: bool) -> DialogueStateTracker | None:
        events = await in_database(self._engine, self._load, sender_id, latest_session)
        return KeptTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    def _newest_row(self, sender_id: str) -> int | None:
        with self._engine.connect() as connection:
            newest: int | None = connection.execute(_NEWEST_ROW, {"conversation": sender_id}).scalar_one()
            return newest

    def _save(self, sender_id: str, events: list[Event]) -> int | None:
        """Store events; the number of the newest row. The end of the turn makes them durable."""
        with writing(self._engine, durable=False) as connection:
            rows: list[int] = [
                connection.execute(_INSERT, self._row(sender_id, batch)).scalar_one() for batch in _batches(events)
            ]
        return rows[-1] if rows else self._newest_row(sender_id)

    def _row(self, sender_id: str, batch: list[Event]) -> dict[str, Any]:
        return {
            "conversation_id": sender_id,
            "starts_session": isinstance(batch[0], SessionStarted),
            "event_count": len(batch),
            "saved_at": utc_now(),
            "events": self._vault.seal(json.dumps([_stored(event) for event in batch])),
        }

    def _load(self, sender_id: str, latest_session: bool) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(tracker_events.c.events)
                .where(*self._rows(connection, sender_id, latest_session))
                .order_by(tracker_events.c.id)
            ).scalars()
            return [event for sealed in rows for event in json.loads(self._vault.open(sealed))]

    @staticmethod
    def _rows(connection: Connection, sender_id: str, latest_session: bool) -> list[sa.ColumnElement[bool]]:
        mine = [tracker_events.c.conversation_id == sender_id]
        if latest_session:
            start = connection.execute(
                sa.select(sa.func.max(tracker_events.c.id)).where(*mine, tracker_events.c.starts_session)
            ).scalar_one()
            if start is not None:
                mine.append(tracker_events.c.id >= start)
        return mine

    def _keys(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(tracker_events.c.conversation_id).distinct()).scalars())
