"""`ask`: the assistant on the command line, in this process, each line a conversation of its own.

A line is one message, or `{"turns": [...]}`: each turn a text, `{"text": "..."}`, or `{"choice": "..."}`, the id of a button
of the reply before. What a conversation has stored goes with it: it counts towards no limit of the next one.
"""

import json
import secrets
import shutil
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

from frontdesk.channels.bodies import refusal
from frontdesk.conversations.messages import Message
from frontdesk.engine.assistant import UserInput, assistant_in_memory
from frontdesk.engine.conversation import notice
from frontdesk.settings.environment import Settings
from frontdesk.wiring import migrated_store


class Terminal:
    """Answers messages with a trained model; what a booking stores meanwhile is gone with the process."""

    def __init__(self, model: Path, config: Settings, channel: str) -> None:
        folder = mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        apart = replace(config, database_url=f"sqlite:///{folder}/ask.db", data_dir=Path(folder))
        self.store = store = migrated_store(apart)
        self._engine = store.engine
        self._empty = sqlite3.connect(":memory:")
        with self._sqlite() as stored:
            stored.backup(self._empty)
        self.assistant, self._trackers = assistant_in_memory(model, apart, store)
        self._channel = channel

    async def ask(self, text: str) -> list[Message]:
        """The reply to a message that opens a conversation."""
        (messages,) = await self.converse([{"text": text}])
        return messages

    async def converse(self, turns: Sequence[Mapping[str, str]]) -> list[list[Message]]:
        """The replies to the turns of one conversation, each `{"text"}` or `{"choice"}`, in their order."""
        conversation_id = self.begin()
        replies: list[list[Message]] = []
        for turn in turns:
            offered = {
                button["id"]: button["title"] for message in (replies or [[]])[-1] for button in message["buttons"]
            }
            replies.append(await self._reply(conversation_id, turn, offered))
        self.forget(conversation_id)
        return replies

    @staticmethod
    def begin() -> str:
        """The id of a new conversation."""
        return secrets.token_hex(16)

    def forget(self, conversation_id: str) -> None:
        """Leave nothing of a conversation, nor of anything that was stored since the last one was forgotten."""
        self._trackers.store.pop(conversation_id, None)
        with self._sqlite() as stored:
            self._empty.backup(stored)

    @contextmanager
    def _sqlite(self) -> Iterator[sqlite3.Connection]:
        with self._engine.connect() as connection:
            yield cast(sqlite3.Connection, connection.connection.driver_connection)

    async def _reply(self, conversation_id: str, turn: Mapping[str, str], offered: Mapping[str, str]) -> list[Message]:
        choice = turn.get("choice")
        if choice is not None and choice not in offered:
            return [notice("This choice was not offered.")]
        return await self.say(conversation_id, offered[choice] if choice is not None else turn["text"], choice)

    async def say(self, conversation_id: str, text: str, choice: str | None = None) -> list[Message]:
        """The reply to one more message of a conversation. `choice` is the id of a button; `text` is then its title."""
        refused = refusal(text)
        if refused:
            return [notice(refused.message)]
        return await self.assistant.reply(
            UserInput(conversation_id, secrets.token_hex(16), self._channel, text, choice)
        )


class TurnsError(ValueError):
    """A line is no conversation. The message says what one looks like."""


def read_turns(line: str) -> list[dict[str, str]]:
    """The turns of a line `{"turns": [...]}`. Raises TurnsError."""
    wanted = 'A line must be {"turns": [...]}, each turn a text, {"text": "..."} or {"choice": "<button id>"}.'
    try:
        read = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise TurnsError(f"This line is not JSON. {wanted}") from error
    turns = read.get("turns") if isinstance(read, dict) and set(read) == {"turns"} else None
    if not isinstance(turns, list) or not turns:
        raise TurnsError(wanted)
    given = [{"text": turn} if isinstance(turn, str) else turn for turn in turns]
    for turn in given:
        if (
            not isinstance(turn, dict)
            or set(turn) not in ({"text"}, {"choice"})
            or not isinstance(next(iter(turn.values())), str)
        ):
            raise TurnsError(wanted)
    return given


def conversation_as_json(turns: Sequence[Mapping[str, str]], replies: Sequence[list[Message]]) -> str:
    """One line: the replies, each with what was said before it."""
    said = [
        {"input": turn.get("text", turn.get("choice")), "ok": True, "messages": reply}
        for turn, reply in zip(turns, replies)
    ]
    return json.dumps({"replies": said}, ensure_ascii=False)


def error_as_json(error: TurnsError) -> str:
    """One line in the shape of every refusal."""
    return json.dumps({"ok": False, "error": {"code": "invalid_body", "message": str(error)}})


def as_json(text: str, messages: list[Message]) -> str:
    """One line: the input and the reply in the shape of a web reply."""
    return json.dumps({"input": text, "ok": True, "messages": messages}, ensure_ascii=False)


def as_text(messages: list[Message], numbered: bool = False) -> Iterator[str]:
    """The reply for a person to read: topic, kind, answer, source and the buttons, which may be numbered from one on."""
    numbers = count(1)
    for message in messages:
        yield f"[{', '.join(message['topics']) or '-'}] {message['kind']}"
        yield message["text"]
        yield from _source_lines(message["source"])
        if message["buttons"]:
            titles = [button["title"] for button in message["buttons"]]
            yield "Buttons: " + " | ".join(f"{next(numbers)} {title}" if numbered else title for title in titles)


def _source_lines(source: Mapping[str, Any] | None) -> Iterable[str]:
    if source:
        reviewed = "" if source["reviewed"] else " (not yet reviewed by a clinician)"
        yield f"Source: {source['title']}, {source['section']}{reviewed}"
