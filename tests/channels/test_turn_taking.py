"""What the assistant still does in a chat that a person has taken over: it hears signs, and answers to what it asked.

The screen of these tests is in doubt about every sign.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.conversations.messages import Message, plain_message
from frontdesk.conversations.turns import Turns
from frontdesk.engine.assistant import UserInput, open_assistant
from frontdesk.engine.nlu.check import NO, YES
from frontdesk.engine.nlu.safety_screen import SafetyScreen
from frontdesk.settings.environment import Settings
from frontdesk.staff.chats import Chats, Conversation
from frontdesk.storage.database import writing
from frontdesk.storage.models import turns
from frontdesk.storage.schema import migrate
from tests.support.databases import open_only
from tests.support.stores import store_of

SIGN = "my left calf is swollen and tender since my long flight. does dry needling hurt?"
DOUBT = {"alarm": 1.1, "swift_alarm": 1.1, "check": 0.3, "second_look": 0.0}
WARNED = ["urgent"]


class FailedReplyError(Exception):
    """What fails in these tests."""


class Talk:
    """A conversation on the web."""

    def __init__(self, model: Path, config: Settings) -> None:
        migrate(open_only(config.database_url))
        store = store_of(config)
        self._engine = store.engine
        self._chats = Chats(store)
        assistant = open_assistant(model, config, store)
        (screen,) = assistant.agent.processor.graph_runner.of_class(SafetyScreen)
        screen._screen._thresholds = DOUBT
        self._taking = TurnTaking(config, store, assistant)
        self.assistant = assistant
        self.turns = Turns(store.engine, store.vault)
        self._id = self.turns.start_conversation("web", [plain_message("Hello.")])

    def says(self, text: str, choice: str | None = None) -> list[str]:
        """The kinds of the reply's messages."""
        return [message["kind"] for message in self.reply(text, choice)]

    def reply(self, text: str, choice: str | None = None) -> list[Message]:
        said = UserInput(self._id, secrets.token_hex(8), "web", text, choice)
        return asyncio.run(self._taking.take(said))

    def meanwhile(self, monkeypatch: pytest.MonkeyPatch, happens: Callable[[str], object]) -> None:
        """From now on something happens to the turn while the assistant makes its reply."""
        reply = self.assistant.reply

        async def slow(said: UserInput) -> list[Message]:
            made = await reply(said)
            happens(said.turn_id)
            return made

        monkeypatch.setattr(self.assistant, "reply", slow)

    def give_up(self, turn_id: str) -> None:
        """As another message does once the turn's process counts as dead."""
        with writing(self._engine) as connection:
            connection.execute(turns.delete().where(turns.c.id == turn_id))

    async def fails_while_locked(self, text: str) -> None:
        """Say something whose reply fails, while nobody can write to the database."""
        with closing(sqlite3.connect(self._engine.url.database or "", isolation_level=None)) as other:

            async def fail(_: UserInput) -> list[Message]:
                other.execute("BEGIN IMMEDIATE")
                raise FailedReplyError

            self.assistant.reply = fail  # type: ignore[method-assign]
            with pytest.raises(FailedReplyError):
                await self._taking.take(UserInput(self._id, "one", "web", text, None))
            other.execute("ROLLBACK")

    def running(self) -> int:
        """How many turns have no reply and have not been given back."""
        with self._engine.connect() as connection:
            recent = turns.c.started_at > datetime(2000, 1, 1)
            unanswered = sa.select(sa.func.count()).select_from(turns).where(turns.c.reply.is_(None), recent)
            return int(connection.execute(unanswered).scalar_one())

    def sam_comes(self) -> None:
        with writing(self._engine) as connection:
            self._chats.takeovers.claim(connection, self._id, "sam", "Sam")

    @property
    def is_marked(self) -> bool:
        """Whether the front desk's page shows a sign."""
        with self._engine.connect() as connection:
            found = self._chats.find(connection, self._id)
        assert isinstance(found, Conversation)
        return found.alarm_at is not None


@pytest.fixture
def talk(model: Path, config: Settings) -> Talk:
    return Talk(model, config)


@pytest.mark.parametrize(("text", "choice"), [("Yes", YES), ("yes", None), ("yeah a bit, since this morning", None)])
def test_yes_to_a_check_that_was_asked_before_a_person_came_is_a_warning(
    talk: Talk, text: str, choice: str | None
) -> None:
    assert talk.says(SIGN) == ["check"]
    assert not talk.is_marked
    talk.sam_comes()
    assert talk.says(text, choice) == WARNED
    assert talk.is_marked
    assert talk.says("yes") == []


@pytest.mark.parametrize(("text", "choice"), [("No", NO), ("no", None)])
def test_no_to_it_is_said_to_the_person_alone(talk: Talk, text: str, choice: str | None) -> None:
    talk.says(SIGN)
    talk.sam_comes()
    assert talk.says(text, choice) == []
    assert not talk.is_marked


def test_a_sign_in_doubt_is_shown_to_the_person_and_not_asked_about(talk: Talk) -> None:
    talk.says("does it hurt?")
    talk.sam_comes()
    assert talk.says("thank you, Sam") == []
    assert not talk.is_marked
    assert talk.says(SIGN) == []
    assert talk.is_marked
    assert talk.says("yes") == [], "what was not asked is not answered"


def test_what_another_process_has_answered_meanwhile_is_the_answer(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [plain_message("It can hurt.", "bot", "answer")]
    talk.meanwhile(monkeypatch, lambda turn_id: talk.turns.finish(turn_id, first))
    assert talk.reply("what does it cost?") == first


def test_of_a_turn_that_was_given_up_only_a_warning_is_said(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk.says(SIGN) == ["check"]
    talk.meanwhile(monkeypatch, talk.give_up)
    assert talk.says("Yes", YES) == WARNED
    assert talk.says("what does it cost?") == []


def test_a_turn_that_failed_is_given_back_once_the_database_can_be_written_again(talk: Talk) -> None:
    async def failed_and_waited() -> tuple[int, int]:
        await talk.fails_while_locked("does it hurt?")
        at_first = talk.running()
        await asyncio.sleep(2)
        return at_first, talk.running()

    assert asyncio.run(failed_and_waited()) == (1, 0)
