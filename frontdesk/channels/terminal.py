"""`ask`: the assistant on the command line, in this process, each line a conversation of its own."""

import json
import secrets
import shutil
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from frontdesk.channels.bodies import refusal
from frontdesk.engine.actions import LocalActions
from frontdesk.engine.agent import load_agent
from frontdesk.engine.conversation import Message, notice, reply
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import migrate, open_database


class Terminal:
    """Answers single messages with a trained model; what a booking stores meanwhile is gone with the process."""

    def __init__(self, model: Path, config: Settings, channel: str) -> None:
        self._store = InMemoryTrackerStore(Domain.empty())
        folder = mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        apart = replace(config, database_url=f"sqlite:///{folder}/ask.db", data_dir=Path(folder))
        migrate(open_database(apart.database_url))
        self.agent: Agent = load_agent(model, self._store, LocalActions(apart), apart)
        self._clinic = config.clinic
        self._channel = channel

    async def ask(self, text: str) -> list[Message]:
        """The reply to a message that opens a conversation."""
        refused = refusal(text)
        if refused:
            return [notice(refused.message)]
        conversation_id = secrets.token_hex(16)
        messages = await reply(
            self.agent.handle_message, self._clinic, conversation_id, secrets.token_hex(16), self._channel, text
        )
        self._store.store.pop(conversation_id, None)
        return messages


def as_json(text: str, messages: list[Message]) -> str:
    """One line: the input and the reply in the shape of a web reply."""
    return json.dumps({"input": text, "ok": True, "messages": messages}, ensure_ascii=False)


def as_text(messages: list[Message]) -> Iterator[str]:
    """The reply for a person to read: topic, kind, answer, source and the buttons."""
    for message in messages:
        yield f"[{', '.join(message['topics']) or '-'}] {message['kind']}"
        yield message["text"]
        yield from _source_lines(message["source"])
        if message["buttons"]:
            yield "Buttons: " + " | ".join(button["title"] for button in message["buttons"])


def _source_lines(source: dict[str, Any] | None) -> Iterable[str]:
    if source:
        reviewed = "" if source["reviewed"] else " (not yet reviewed by a clinician)"
        yield f"Source: {source['title']}, {source['section']}{reviewed}"
