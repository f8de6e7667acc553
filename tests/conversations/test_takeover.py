"""A person in a conversation: who speaks when, whatever comes in which order."""

import random
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Connection, Engine

from frontdesk.conversations import takeover
from frontdesk.conversations.messages import Message, plain_message
from frontdesk.conversations.presence import GONE, opened, person_for, somebody_answers, still_open
from frontdesk.conversations.takeover import TakeoverError, Takeovers
from frontdesk.conversations.transcript import Transcript, UnknownConversationError
from frontdesk.conversations.turns import Turns
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.staff_models import staff_accounts
from tests.support.stores import store_over

VAULT = Vault(["a-secret-for-tests-only-0123456789abcdef"])
SAM, ROBIN = "sam", "robin"


class Clinic:
    """A conversation with its three parties."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.turns = Turns(engine, VAULT)
        self.transcript = Transcript(engine, VAULT)
        self.relayed: list[str] = []
        self.takeovers = Takeovers(self.transcript, self._relay)
        self.id = self.turns.start_conversation("web")
        self._numbers = iter(range(10_000))

    def _relay(self, _: Connection, conversation_id: str, message: Message) -> None:
        assert conversation_id == self.id
        self.relayed.append(message["text"])

    def begin(self, text: str = "hello") -> tuple[str, bool]:
        turn = self.turns.claim(self.id, f"m{next(self._numbers)}", text)
        return turn.id, turn.with_person

    def finish(self, turn_id: str, kind: str = "answer") -> None:
        self.turns.finish(turn_id, [plain_message("It can hurt.", "bot", kind)])

    def claim(self, who: str = SAM, instead_of: str = "") -> None:
        with writing(self.engine) as connection:
            self.takeovers.claim(connection, self.id, who, who.capitalize(), instead_of)

    def say(self, text: str, who: str = SAM, message_id: str = "") -> None:
        with writing(self.engine) as connection:
            self.takeovers.say(connection, self.id, who, message_id or f"s{next(self._numbers)}", text)

    def hand_back(self, who: str = SAM) -> None:
        with writing(self.engine) as connection:
            self.takeovers.hand_back(connection, self.id, who)

    @property
    def live(self) -> takeover.Takeover:
        with self.engine.connect() as connection:
            found = takeover.live(connection, self.id)
        assert found is not None
        return found

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(message["from"], message["text"]) for message in self.messages]

    @property
    def messages(self) -> list[Message]:
        return self.transcript.since(self.id, None, 5000)[0]


@pytest.fixture
def clinic(database: Engine) -> Clinic:
    return Clinic(database)


def test_the_assistant_is_silent_from_the_claim_to_the_hand_back(clinic: Clinic) -> None:
    clinic.finish(clinic.begin("does it hurt")[0])
    clinic.claim()
    turn, with_person = clinic.begin("are you there")
    assert with_person
    clinic.finish(turn)
    clinic.say("Yes, I am Sam.")
    clinic.hand_back()
    clinic.finish(clinic.begin("thanks")[0])
    assert clinic.said == [
        ("patient", "does it hurt"),
        ("bot", "It can hurt."),
        ("bot", "You are now talking with Sam from the front desk."),
        ("patient", "are you there"),
        ("staff", "Yes, I am Sam."),
        ("bot", "Sam from the front desk has left the chat. You are talking with the automated assistant again."),
        ("patient", "thanks"),
        ("bot", "It can hurt."),
    ]
    assert clinic.relayed == [text for sender, text in clinic.said if sender != "patient" and "hurt" not in text]


def test_a_reply_under_way_at_the_claim_is_not_said(clinic: Clinic) -> None:
    turn, with_person = clinic.begin("does it hurt")
    assert not with_person
    clinic.claim()
    clinic.finish(turn)
    assert clinic.said[-1] == ("bot", takeover.joined("Sam"))


@pytest.mark.parametrize("kind", ["emergency", "urgent"])
def test_a_warning_is_said_whoever_speaks(clinic: Clinic, kind: str) -> None:
    clinic.claim()
    turn, _ = clinic.begin("my chest hurts")
    clinic.finish(turn, kind)
    assert clinic.messages[-1]["kind"] == kind


def test_the_assistant_stays_silent_in_another_process(clinic: Clinic, database: Engine) -> None:
    clinic.claim()
    assert Turns(database, VAULT).claim(clinic.id, "again", "hello").with_person


def test_of_two_who_claim_at_once_the_second_is_told_who_was_first(clinic: Clinic) -> None:
    clinic.claim(SAM)
    with pytest.raises(TakeoverError) as refused:
        clinic.claim(ROBIN)
    assert refused.value.speaker == "Sam"
    with pytest.raises(TakeoverError):
        clinic.say("Hello", ROBIN)
    assert [sender for sender, _ in clinic.said] == ["bot"]


def test_a_colleague_takes_over_by_name_and_the_patient_reads_it(clinic: Clinic) -> None:
    clinic.claim(SAM)
    before = clinic.live.id
    clinic.claim(ROBIN, before)
    with pytest.raises(TakeoverError):
        clinic.say("still me", SAM)
    with pytest.raises(TakeoverError):
        clinic.claim(SAM, before)
    clinic.say("I am Robin.", ROBIN)
    assert clinic.said[1:] == [("bot", takeover.joined("Robin")), ("staff", "I am Robin.")]


def test_claiming_or_saying_the_same_again_says_it_once(clinic: Clinic) -> None:
    clinic.claim()
    clinic.claim()
    clinic.say("Hello", message_id="same")
    clinic.say("Hello", message_id="same")
    assert [text for _, text in clinic.said] == [takeover.joined("Sam"), "Hello"]


def test_nobody_enters_a_chat_that_has_ended(clinic: Clinic) -> None:
    clinic.transcript.end(clinic.id)
    with pytest.raises(UnknownConversationError):
        clinic.claim()


def test_a_wait_is_one_wait_until_somebody_comes(clinic: Clinic, database: Engine) -> None:
    for _ in range(2):
        with writing(database) as connection:
            takeover.ask(connection, clinic.id)
    asked = clinic.live
    assert (asked.claimed_at, clinic.begin()[1]) == (None, False)
    clinic.claim()
    assert clinic.live.asked_at == asked.asked_at
    with database.connect() as connection:
        assert [each.speaker for each in takeover.all_live(connection, 9)] == ["Sam"]


def test_presence_ends_soon_after_the_last_sign_of_a_page(database: Engine) -> None:
    with writing(database) as connection:
        row = {"id": SAM, "name": SAM, "shown_as": "Sam", "role": "desk", "password": "x", "created_at": utc_now()}
        connection.execute(staff_accounts.insert(), row)
        assert not somebody_answers(connection)
        opened(connection, SAM, False, "today")
        assert not somebody_answers(connection)
        page = opened(connection, SAM, True, "today")
        assert somebody_answers(connection)
        with time_machine.travel(utc_now() + GONE + timedelta(seconds=1)):
            assert not somebody_answers(connection)
            still_open(connection, page)
            assert somebody_answers(connection)


def test_a_person_is_asked_for_only_while_one_is_there(clinic: Clinic, database: Engine) -> None:
    ask = person_for(store_over(database))
    assert not ask(clinic.id)
    with writing(database) as connection:
        row = {"id": SAM, "name": SAM, "shown_as": "Sam", "role": "desk", "password": "x", "created_at": utc_now()}
        connection.execute(staff_accounts.insert(), row)
        opened(connection, SAM, True, "today")
    assert ask(clinic.id)
    assert ask(clinic.id)
    assert clinic.live.claimed_at is None
    assert not ask("0" * 32)


def _steps(clinic: Clinic, chance: random.Random, running: list[str]) -> None:
    """One step of anybody, allowed or not."""
    step: Any = chance.choice(["send", "send", "reply", "reply", "claim", "relieve", "say", "hand back"])
    who = chance.choice([SAM, ROBIN])
    try:
        if step == "send" and not running:
            running.append(clinic.begin(f"p{chance.random()}")[0])
        elif step == "reply" and running:
            clinic.finish(running.pop(), chance.choice(["answer", "answer", "answer", "emergency"]))
        elif step == "claim":
            clinic.claim(who)
        elif step == "relieve":
            clinic.claim(who, clinic.live.id)
        elif step == "say":
            clinic.say(f"staff {who}", who)
        elif step == "hand back":
            clinic.hand_back(who)
    except (TakeoverError, AssertionError):
        pass


@pytest.mark.parametrize("number", range(20))
def test_in_any_order_one_voice_speaks_at_a_time(database: Engine, number: int, request: pytest.FixtureRequest) -> None:
    for story in range(request.config.getoption("--stories")):
        assert_one_voice(Clinic(database), f"{request.config.getoption('--seed')} {number} {story}")


def assert_one_voice(clinic: Clinic, seed: str) -> None:
    chance, running = random.Random(seed), []
    for _ in range(60):
        _steps(clinic, chance, running)

    speaker = ""
    for message in clinic.messages:
        text = message["text"]
        if message["kind"] == "notice":
            speaker = next((name for name in (SAM, ROBIN) if text == takeover.joined(name.capitalize())), "")
        elif message["from"] == "staff":
            assert text == f"staff {speaker}"
        elif message["from"] == "bot" and message["kind"] == "answer":
            assert speaker == ""
    assert sum(message["from"] == "patient" for message in clinic.messages) > 3
