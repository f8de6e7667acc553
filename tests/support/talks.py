"""Conversations as they are stored: what a patient said, and what kind of reply came."""

from datetime import datetime, timezone
from typing import Any

import time_machine

from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.turns import Turns
from frontdesk.storage.store import Store


def talk(store: Store, *said: tuple[str, str], channel: str = "web", topic: str = "cost") -> str:
    """The id of a conversation of (text, kind of the reply). The replies' ids are "r0", "r1" …, the patient's "m0", "m1" …."""
    turns = Turns(store.engine, store.vault)
    conversation_id = turns.start_conversation(channel, [plain_message("Hello.", kind="smalltalk")])
    for number, (text, kind) in enumerate(said):
        reply: dict[str, Any] = plain_message("Said.", "bot", kind, f"r{number}")
        reply["topics"] = [topic] if kind == "answer" else []
        turns.finish(turns.claim(conversation_id, f"m{number}", text).id, [reply])
    return conversation_id


def at(moment: str) -> Any:
    """A clock that stands at a moment, "2026-11-24T18:00"; `move_to` and `shift` move it."""
    return time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=timezone.utc), tick=False)
