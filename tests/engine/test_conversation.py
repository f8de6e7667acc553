"""One turn, when something inside fails or was done before."""

import asyncio
import logging
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from frontdesk.engine.agent import load_agent
from frontdesk.engine.conversation import reply, reply_given_before
from frontdesk.settings.clinic import read_clinic

CLINIC = read_clinic(Path("clinic.yml"))


async def failing(_: UserMessage) -> None:
    raise ValueError("my name is Zebulon")


async def silent(_: UserMessage) -> None:
    return None


@pytest.mark.parametrize("handler", [failing, silent])
def test_there_is_always_a_reply_with_the_phone_number(handler: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        (message,) = asyncio.run(reply(handler, CLINIC, "c", "t", "web", "hello"))  # type: ignore[arg-type]
    assert message["kind"] == "notice"
    assert CLINIC.phone in message["text"]
    assert CLINIC.emergency_number in message["text"]
    assert "Zebulon" not in caplog.text


def test_a_reply_given_before_a_crash_is_found_again_by_its_turn(model: Path) -> None:
    store = InMemoryTrackerStore(Domain.empty())
    agent = load_agent(model, store, EndpointConfig())

    async def talk() -> None:
        first = await reply(agent.handle_message, CLINIC, "c", "turn-1", "web", "does it hurt and is it safe?")
        second = await reply(agent.handle_message, CLINIC, "c", "turn-2", "web", "how much is it?")
        assert await reply_given_before(store, "c", "turn-1") == first
        assert await reply_given_before(store, "c", "turn-2") == second
        assert await reply_given_before(store, "c", "turn-3") == []

    asyncio.run(talk())
