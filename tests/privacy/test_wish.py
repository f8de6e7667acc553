"""A patient who wants deleted what they said, in a chat and by text; and what they are told before they say anything of it."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.content.topic_ids import ERASE
from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.transcript import Transcript, UnknownConversationError
from frontdesk.conversations.turns import Turns
from frontdesk.engine.assistant import Assistant, UserInput, open_assistant
from frontdesk.engine.conversation import Message
from frontdesk.engine.nlu.erasure import with_wish
from frontdesk.engine.nlu.parse_data import BOOKING, FRONTDESK
from frontdesk.privacy.wishes import fulfil
from frontdesk.settings.environment import Settings
from frontdesk.storage.booking_models import appointments, drafts
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import conversations, messages, tracker_events, turns
from frontdesk.storage.schema import migrate
from frontdesk.storage.store import Store
from tests.support.databases import open_only
from tests.support.stores import store_of

WISHES = [
    "delete what I told you",
    "please delete everything i told you",
    "can you erase this chat",
    "effacez ce que je vous ai dit",
]


class Talk:
    """A conversation on the web or by text."""

    def __init__(self, store: Store, config: Settings, assistant: Assistant, channel: str = "web") -> None:
        self.store, self._channel = store, channel
        self._taking = TurnTaking(config, store, assistant)
        self.id = Turns(store.engine, store.vault).start_conversation(channel, [plain_message("Hello.")])

    def says(self, text: str, choice: str | None = None) -> list[Message]:
        """The reply."""
        said = UserInput(self.id, secrets.token_hex(8), self._channel, text, choice)
        return asyncio.run(self._taking.take(said))

    def kinds(self, text: str, choice: str | None = None) -> list[str]:
        """The kinds of the reply's messages."""
        return [message["kind"] for message in self.says(text, choice)]

    @property
    def is_open(self) -> bool:
        return Transcript(self.store.engine, self.store.vault).is_open(self.id)

    def rows(self) -> list[int]:
        """How much is left of it: the conversation, turns, messages, Rasa's record, the draft."""
        with self.store.engine.connect() as connection:
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table).where(key == self.id)).scalar_one()
                for table, key in (
                    (conversations, conversations.c.id),
                    *((table, table.c.conversation_id) for table in (turns, messages, tracker_events, drafts)),
                )
            ]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, model: Path) -> tuple[Settings, Store, Assistant]:
    from frontdesk.settings.environment import read_settings
    from tests.support.server import SECRET

    folder = str(tmp_path_factory.mktemp("wish"))
    config = read_settings({"FRONTDESK_DATA_DIR": folder, "FRONTDESK_SECRET_KEYS": SECRET})
    migrate(open_only(config.database_url))
    store = store_of(config)
    return config, store, open_assistant(model, config, store)


@pytest.fixture(params=["web", "sms"])
def talk(opened: tuple[Settings, Store, Assistant], request: pytest.FixtureRequest) -> Talk:
    config, store, assistant = opened
    return Talk(store, config, assistant, request.param)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("again", ["yes", "yes please delete it", "forget_button"])
def test_a_wish_is_asked_about_once_more_and_then_nothing_is_left(talk: Talk, wish: str, again: str) -> None:
    talk.says("does it hurt?")
    (asked,) = talk.says(wish)
    assert (asked["kind"], [button["id"] for button in asked["buttons"]]) == (
        "erase",
        ["erase_confirmed", "erase_declined"],
    )
    button = "erase_confirmed" if again == "forget_button" else None
    assert talk.kinds("Delete this chat" if button else again, button) == ["erased"]
    assert not talk.is_open
    with pytest.raises(UnknownConversationError):
        talk.says("hello?")
    assert talk.rows()[0] == 1
    with time_machine.travel(utc_now() + timedelta(seconds=5), tick=False):
        assert fulfil(talk.store.engine) == 1
    assert talk.rows() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(("reply", "choice"), [("no", None), ("Keep this chat", "erase_declined")])
def test_whoever_declines_goes_on(talk: Talk, reply: str, choice: str | None) -> None:
    talk.says(WISHES[0])
    assert talk.kinds(reply, choice) == ["notice"]
    assert talk.kinds("does it hurt?") == ["answer"]
    assert talk.is_open


@pytest.mark.parametrize("text", ["forget it", "oh, forget about it", "never mind", "delete my appointment"])
def test_what_only_sounds_like_a_wish_is_none(talk: Talk, text: str) -> None:
    assert "erase" not in talk.kinds(text)


def test_another_question_is_no_yes(talk: Talk) -> None:
    talk.says(WISHES[0])
    assert talk.kinds("what does it cost?") == ["answer"]
    assert talk.kinds("yes") != ["erased"]
    assert talk.is_open


def test_a_warning_sign_comes_first(talk: Talk) -> None:
    talk.says(WISHES[0])
    assert talk.kinds("yes and I have crushing chest pain and can't breathe") == ["emergency"]
    assert talk.is_open


def test_a_booking_under_way_goes_and_what_was_sent_stays(talk: Talk) -> None:
    talk.says("please call me back")
    talk.says("Ada Example, 780-555-0123")
    while talk.rows()[4] and not _requests(talk):
        talk.says("yes")
    talk.says("I'd like to book an appointment")
    assert talk.rows()[4] == 1
    assert talk.kinds(WISHES[0]) == ["erase"]
    assert talk.kinds("yes") == ["erased"]
    with time_machine.travel(utc_now() + timedelta(seconds=5), tick=False):
        fulfil(talk.store.engine)
    assert talk.rows() == [0, 0, 0, 0, 0]
    assert _requests(talk) == 1


def _requests(talk: Talk) -> int:
    with talk.store.engine.connect() as connection:
        mine = sa.select(sa.func.count()).where(appointments.c.conversation_id == talk.id)
        return int(connection.execute(mine).scalar_one())


def test_the_notice_comes_before_the_first_personal_detail_and_once(talk: Talk) -> None:
    assert talk.kinds("does it hurt?") == ["answer"]
    notice, question = talk.says("I'd like to book an appointment")
    assert (notice["topics"], question["kind"]) == (["privacy_notice"], "booking")
    assert "Alberta's Health Information Act" in notice["text"]
    assert "780-555-0100" in notice["text"]
    assert "agree" not in notice["text"]
    assert talk.kinds("Ada Example") == ["booking"]


def test_the_notice_is_in_the_language_of_the_patient(talk: Talk) -> None:
    notice, _ = talk.says("je voudrais prendre un rendez-vous")
    assert notice["lang"] == "fr"
    assert "en vertu de" in notice["text"]


@pytest.mark.parametrize(
    "question", ["who can read this chat?", "how long do you keep my data?", "is this confidential"]
)
def test_questions_about_privacy_are_answered(talk: Talk, question: str) -> None:
    (answer,) = talk.says(question)
    assert "30 days" in answer["text"]
    assert "Health Information Act" in answer["text"]


@pytest.mark.parametrize(("days", "said_again"), [(6.9, False), (7.1, True)])
def test_a_chat_that_goes_on_after_seven_days_says_again_that_it_is_automated(
    opened: tuple[Settings, Store, Assistant], days: float, said_again: bool
) -> None:
    config, store, assistant = opened
    talk = Talk(store, replace(config, session_seconds=720 * 3600), assistant)
    talk.says("does it hurt?")
    with time_machine.travel(utc_now() + timedelta(days=days), tick=False):
        first = talk.says("what does it cost?")[0]["text"]
    assert ("I'm the automated assistant" in first) is said_again


@pytest.mark.parametrize(
    ("text", "intent"),
    [("idk can i leave that out", BOOKING), ("can we skip this one", BOOKING), ("please delete this chat", ERASE)],
)
def test_leaving_out_a_question_of_a_booking_deletes_nothing(text: str, intent: str) -> None:
    understood = {"text": text, "intent": {"name": BOOKING, "confidence": 1.0}, FRONTDESK: {"reading": ERASE}}
    assert with_wish(understood, DialogueStateTracker("one", []))["intent"]["name"] == intent
