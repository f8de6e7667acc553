"""A channel is a file of what is known of it, and what serves it: one more answers, is listed and stops with the server."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from frontdesk.channels import serving
from frontdesk.channels.server import create_app
from frontdesk.channels.serving import Surroundings
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.conversations import channels
from frontdesk.conversations.channels.channel import SMS, Channel
from frontdesk.engine.assistant import UserInput, assistant_in_memory
from frontdesk.notices.staff_letter import letter
from frontdesk.settings.environment import Settings
from frontdesk.storage.schema import migrate
from tests.support.samples import REQUESTED
from tests.support.stores import store_of

PIGEON = Channel("pigeon", 30, "carrier pigeon", "Pigeon", SMS, quoted=20)


class PigeonPost:
    """Takes a message at `/pigeon` and answers within the call."""

    def __init__(self, around: Surroundings) -> None:
        self._taking = TurnTaking(around.config, around.store, around.assistant, around.heard)
        self.state: list[str] = []
        self.heard_of: list[str] = []

    def routes(self) -> list[Route]:
        return [Route("/pigeon", self._arrived, methods=["POST"])]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.state.append("running")
        yield
        self.state.append("left")

    async def stop(self) -> None:
        self.state.append("stopped")

    def heard(self, conversation_id: str) -> None:
        self.heard_of.append(conversation_id)

    async def _arrived(self, request: Request) -> Response:
        conversation = self._taking.turns.start_conversation(PIGEON.id)
        said = UserInput(conversation, secrets.token_hex(8), PIGEON.id, (await request.body()).decode())
        return PlainTextResponse("\n".join(message["text"] for message in await self._taking.take(said)))


@pytest.fixture
def opened() -> Iterator[list[PigeonPost]]:
    """The pigeon post of each server that is made meanwhile."""
    made: list[PigeonPost] = []

    def opening(around: Surroundings) -> PigeonPost:
        made.append(PigeonPost(around))
        return made[-1]

    channels.register(PIGEON)
    serving.register(opening)
    yield made
    serving.unregister(opening)
    channels.unregister(PIGEON)


async def _posted(app: Starlette, said: str) -> str:
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://clinic") as client:
            answer = (await client.post("/pigeon", content=said)).text
        await app.state.stop()
    return answer


def test_a_channel_that_is_added_answers_in_its_form(model: Path, config: Settings, opened: list[PigeonPost]) -> None:
    store = store_of(config)
    migrate(store.engine)
    assistant, _ = assistant_in_memory(model, config, store)
    answer = asyncio.run(_posted(create_app(assistant, config, store), "does it hurt?"))
    answers = assistant.agent.nlg.answers
    assert answer == answers.fixed("utter_faq/does_it_hurt", SMS) != answers.fixed("utter_faq/does_it_hurt", "web")
    (post,) = opened
    assert post.state == ["running", "stopped", "left"]
    assert len(set(post.heard_of)) == 1


@pytest.mark.usefixtures("opened")
def test_the_front_desk_reads_its_name(config: Settings) -> None:
    assert "Asked by:    carrier pigeon" in letter(replace(REQUESTED, channel="pigeon"), "requested", config.clinic)[1]


def test_every_folder_that_opens_is_a_channel() -> None:
    folders = {file.parent.name for file in Path("frontdesk/channels").glob("*/channel.py")}
    assert folders == {channel.id for channel in channels.channels()}


def test_what_came_in_another_way_is_called_as_it_is() -> None:
    staff = channels.channel_of("staff")
    assert (staff.name, staff.label, staff.form) == ("staff", "staff", "web")


def test_an_id_that_the_database_cannot_keep_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 8 letters"):
        channels.register(Channel("messenger", 30, "", "", SMS))
