"""The question in doubt: what is asked, what each reply leads to, and that the message it held back is not lost.

The screen of these tests is in doubt about every sign, so that plain signs show the way of the question.
"""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from frontdesk.conversations.messages import Message
from frontdesk.engine.actions import LocalActions
from frontdesk.engine.agent import load_agent
from frontdesk.engine.conversation import reply
from frontdesk.engine.nlu.check import NO, YES, answered_first
from frontdesk.engine.nlu.other_language import OtherLanguages
from frontdesk.engine.nlu.safety_screen import SafetyScreen
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.storage.schema import migrate
from tests.support.databases import open_only
from tests.support.server import SECRET
from tests.support.stores import store_of

SIGN = "my left calf is swollen and tender since my long flight. does dry needling hurt?"
OTHER_SIGN = "my face is drooping on one side"
DOUBT = {"alarm": 1.1, "swift_alarm": 1.1, "check": 0.3, "second_look": 0.0}


class Talk:
    """One conversation with the assistant; `restart` leaves only what the tracker store kept."""

    def __init__(self, model: Path, config: Settings, channel: str = "web") -> None:
        self._model = model
        self._config = config
        self._channel = channel
        self._store = InMemoryTrackerStore(Domain.empty())
        self._id = secrets.token_hex(16)
        self.restart()

    def restart(self) -> None:
        self._agent = load_agent(self._model, self._store, LocalActions(self._config, store_of(self._config)))
        (screen,) = self._agent.processor.graph_runner.of_class(SafetyScreen)
        screen._screen._thresholds = DOUBT
        (others,) = self._agent.processor.graph_runner.of_class(OtherLanguages)
        others._signs = replace(others._signs, thresholds=DOUBT | {"supports": DOUBT["check"]})

    def says(self, text: str, choice: str | None = None) -> list[Message]:
        handle = self._agent.handle_message
        turn = secrets.token_hex(8)
        return asyncio.run(reply(handle, self._config.clinic, self._id, turn, self._channel, text, choice))

    def presses(self, choice: str) -> list[Message]:
        return self.says("Yes" if choice == YES else "No", choice)

    def kinds(self, text: str) -> list[str]:
        return [message["kind"] for message in self.says(text)]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = str(tmp_path_factory.mktemp("check"))
    config = read_settings({"FRONTDESK_DATA_DIR": folder, "FRONTDESK_SECRET_KEYS": SECRET})
    migrate(open_only(config.database_url))
    return config


@pytest.fixture
def talk(model: Path, config: Settings) -> Iterator[Talk]:
    return Talk(model, config)


def test_doubt_is_one_question_that_says_what_to_do(talk: Talk) -> None:
    (asked,) = talk.says(SIGN)
    assert asked["kind"] == "check"
    assert "emergency" in asked["text"]
    assert "911" in asked["text"]
    assert [button["id"] for button in asked["buttons"]] == [YES, NO]
    assert asked["source"]["section"] == "Questions in doubt: clot"


@pytest.mark.parametrize(
    "said", ["yes", "yeah a bit, since this morning", "i think so", "now that you mention it, yes"]
)
def test_yes_in_any_words_is_the_warning_of_the_group(talk: Talk, said: str) -> None:
    talk.says(SIGN)
    (warned,) = talk.says(said)
    assert warned["kind"] in ("emergency", "urgent")
    assert "in one limb" in warned["text"]


def test_the_yes_button_is_the_warning(talk: Talk) -> None:
    talk.says(SIGN)
    assert talk.presses(YES)[0]["kind"] in ("emergency", "urgent")


@pytest.mark.parametrize("said", ["no", "nope none of that", "no thank god, just sore from the seat"])
def test_no_answers_what_was_asked_with_one_line_of_safety_net(talk: Talk, said: str) -> None:
    talk.says(SIGN)
    (answer,) = talk.says(said)
    assert answer["topics"] == ["does_it_hurt"]
    assert answer["text"].startswith("Good. Should any of that begin, call 911.")


def test_the_no_button_answers_too_also_after_a_restart(talk: Talk) -> None:
    talk.says(SIGN)
    talk.restart()
    assert talk.presses(NO)[0]["topics"] == ["does_it_hurt"]


def test_a_further_sign_in_the_reply_is_a_warning(talk: Talk) -> None:
    talk.says(SIGN)
    assert talk.says(OTHER_SIGN)[0]["kind"] == "emergency"


@pytest.mark.parametrize(
    "said", ["never mind found the door", "nvm somebody let me in", "forget it, she answered", "oubliez ça svp"]
)
def test_what_is_taken_back_is_over_and_nothing_of_it_is_answered(talk: Talk, said: str) -> None:
    talk.says(SIGN)
    (over,) = talk.says(said)
    assert over["kind"] == "notice"
    assert talk.says("how much is a visit")[0]["topics"] == ["cost"]


@pytest.mark.parametrize(
    "said", ["yes carol's", "yes my brother's one", "yes cancel the friday one", "oui celui de marc"]
)
def test_yes_to_something_else_is_no_yes(talk: Talk, said: str) -> None:
    talk.says(SIGN)
    assert not {"emergency", "urgent"} & set(talk.kinds(said))


@pytest.mark.parametrize("said", ["MORE", "more please", "suite"])
def test_a_wish_for_more_text_is_no_yes(talk: Talk, said: str) -> None:
    talk.says(SIGN)
    assert not {"emergency", "urgent"} & set(talk.kinds(said))


def test_a_booking_that_has_gone_on_hears_the_message_that_was_held_back_once(talk: Talk) -> None:
    talk.says(SIGN)
    talk.says("can i book thursday")
    *_, asked = talk.says("none of it")
    assert asked["text"].startswith("Good. Should any of that begin, call 911.")
    assert "name" in asked["text"]


def test_another_topic_is_answered_and_the_question_asked_once_more(talk: Talk) -> None:
    talk.says(SIGN)
    assert talk.kinds("how much is a session") == ["answer", "check"]
    assert talk.kinds("and where are you located") == ["answer"]


def test_a_yes_after_the_question_came_again_is_still_a_yes(talk: Talk) -> None:
    talk.says(SIGN)
    talk.says("how much is a session")
    assert talk.says("yes it is")[0]["kind"] in ("emergency", "urgent")


def test_the_same_thing_is_not_asked_twice_in_a_conversation(talk: Talk) -> None:
    talk.says(SIGN)
    talk.says("no")
    assert "check" not in talk.kinds("my other calf is a bit swollen as well, what does it cost?")


def test_two_questions_held_back_get_two_answers(talk: Talk) -> None:
    talk.says("my left calf is swollen and tender since my long flight. does it hurt and how much is it?")
    answers = talk.says("no")
    assert [answer["topics"] for answer in answers] == [["does_it_hurt"], ["cost"]]
    assert sum("Should any of that begin" in answer["text"] for answer in answers) == 1


def test_a_check_inside_a_booking_keeps_what_was_said(talk: Talk) -> None:
    talk.says("i'd like to book, my name is Ana Lee, 780 555 0143")
    talk.says("friday morning")
    (asked,) = talk.says("swollen tender calf since my flight")
    assert asked["kind"] == "check"
    booked = talk.says("no")
    assert booked[-1]["kind"] == "booking"
    summary: list[dict[str, Any]] = talk.says("first time") if "been to our clinic" in booked[-1]["text"] else booked
    assert "calf" in summary[-1]["text"]


def test_a_message_in_french_is_asked_in_french(talk: Talk) -> None:
    (asked,) = talk.says("mon mollet gauche est enflé et sensible depuis mon vol")
    assert asked["kind"] == "check"
    assert asked["text"].startswith("Une question d'abord")
    assert [button["title"] for button in asked["buttons"]] == ["Oui", "Non"]
    (warned,) = talk.says("oui un peu")
    assert (warned["kind"], warned["lang"]) == ("urgent", "fr")


def test_no_in_french_has_the_question_answered_in_french(talk: Talk) -> None:
    talk.says("mon mollet gauche est enflé et sensible depuis mon vol. combien coûte une séance?")
    said = talk.says("non pas du tout")
    assert {message["lang"] for message in said} == {"fr"}
    assert said[0]["kind"] == "answer"
    assert said[0]["text"].startswith("Bien. Si cela change")


def test_an_old_button_is_a_plain_yes_or_no(talk: Talk) -> None:
    talk.says("how much is a session")
    assert talk.presses(NO)[0]["kind"] == "smalltalk"


@pytest.mark.parametrize(
    ("text", "choice", "beside"),
    [
        ("2. please have the owner phone me", NO, "please have the owner phone me"),
        ("2) can i still come friday", NO, "can i still come friday"),
        ("none of that! i only asked about parking", NO, "i only asked about parking"),
        ("aucun, je veux un rendez-vous", NO, "je veux un rendez-vous"),
        ("1, and it is getting worse", YES, "and it is getting worse"),
    ],
)
def test_a_reply_may_begin_with_its_answer_and_go_on(text: str, choice: str, beside: str) -> None:
    found = answered_first(text)
    assert found
    assert (found.choice, found.beside) == (choice, beside)


@pytest.mark.parametrize(
    "text", ["2", "no", "2 weeks ago it began", "no thanks", "nobody told me that", "10. of december"]
)
def test_other_replies_are_read_as_a_whole(text: str) -> None:
    assert answered_first(text) is None


def test_what_goes_on_behind_a_no_is_answered(talk: Talk) -> None:
    talk.says(SIGN)
    messages = talk.says("2. do i need a referral from my doctor?")
    assert [message["kind"] for message in messages] == ["answer"]
    assert messages[0]["topics"] == ["referral"]


def test_thanks_leave_the_question_alone(talk: Talk) -> None:
    talk.says(SIGN)
    assert "check" not in talk.kinds("thx")
