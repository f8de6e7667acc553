"""Listeners: told of news wherever it was stored, fed only as fast as they take it. On SQLite and PostgreSQL."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.channels.errors import ChatError
from frontdesk.channels.web.broadcast import MOST_LISTENERS, Listener, News, most_listeners
from frontdesk.channels.web.events import Events
from frontdesk.conversations.listening import Listening
from frontdesk.conversations.transcript import Transcript
from frontdesk.conversations.turns import Turns
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from tests.support.server import SECRET

VAULT = Vault([SECRET])
LATER = datetime.now(timezone.utc) + timedelta(hours=1)


def said(*ids: str) -> list[dict[str, Any]]:
    return [{"id": message_id, "from": "staff", "text": "A person here."} for message_id in ids]


def add(database: Engine, conversation: str, *ids: str) -> None:
    with writing(database) as connection:
        Transcript(database, VAULT).append(connection, conversation, said(*ids))


def test_a_process_takes_only_so_many_listeners(database: Engine) -> None:
    async def crowd() -> None:
        news = News(database, Listening(database, VAULT), most=2)
        first, second, third = (Listener(str(number), 0) for number in range(3))
        news.add(first)
        news.add(second)
        with pytest.raises(ChatError) as refused:
            news.add(third)
        assert (refused.value.status, refused.value.code) == (503, "too_many_listeners")
        news.remove(first)
        news.remove(first)
        news.add(third)
        await news.stop()
        assert second.closed == third.closed == "stopped"

    assert 0 < most_listeners() <= MOST_LISTENERS
    asyncio.run(crowd())


def test_what_another_process_stores_is_found_within_a_second_and_told_once(database: Engine) -> None:
    conversation = Turns(database, VAULT).start_conversation("web", said("greeting"))

    async def listen() -> None:
        news = News(database, Listening(database, VAULT), most=9)
        listener = Listener(conversation, 1)
        news.add(listener)
        assert not await listener.wait(1.2)
        add(database, conversation, "s1")
        assert await listener.wait(1.5)
        listener.position = 2
        assert not await listener.wait(1.2)
        await news.stop()

    asyncio.run(listen())


def test_a_message_whose_time_is_long_past_is_found_all_the_same(database: Engine) -> None:
    conversation = Turns(database, VAULT).start_conversation("web", said("greeting"))

    async def listen() -> None:
        news = News(database, Listening(database, VAULT), most=9)
        listener = Listener(conversation, 1)
        news.add(listener)
        with time_machine.travel(datetime.now(timezone.utc) - timedelta(minutes=5)):  # another machine's wrong clock
            add(database, conversation, "s1")
        assert await listener.wait(3)
        await news.stop()

    asyncio.run(listen())


def test_while_nothing_happens_the_stream_shows_that_it_lives(database: Engine) -> None:
    conversation = Turns(database, VAULT).start_conversation("web", said("greeting"))

    async def listen() -> list[str]:
        texts = Events(database, VAULT, heartbeat_seconds=0.05).texts(Listener(conversation, 1), LATER)
        return [await asyncio.wait_for(texts.__anext__(), 2) for _ in range(4)]

    assert all(text.startswith(":") and text.endswith("\n\n") for text in asyncio.run(listen()))


def test_a_slow_reader_is_read_for_only_as_it_takes(database: Engine) -> None:
    ids = [str(number) for number in range(100)]
    conversation = Turns(database, VAULT).start_conversation("web", said(*ids))

    async def listen() -> None:
        listener = Listener(conversation, 0)
        texts = Events(database, VAULT).texts(listener, LATER)
        await texts.__anext__()
        for position, message_id in enumerate(ids, 1):
            assert (await texts.__anext__()).startswith(f"id: {message_id}\nevent: message\n")
            assert listener.position == position

    asyncio.run(listen())
