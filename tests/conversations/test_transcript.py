"""Transcripts: complete, in order, once. On SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.conversations.transcript import Transcript, UnknownConversationError, UnknownMessageError
from frontdesk.conversations.turns import TurnInProgressError, Turns
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from frontdesk.storage.models import messages as table
from tests.support.server import SECRET

VAULT = Vault([SECRET])


def said(message_id: str, text: str = "It can hurt for some people.", sender: str = "bot") -> dict[str, Any]:
    return {"id": message_id, "from": sender, "text": text}


@pytest.fixture
def transcript(database: Engine) -> Transcript:
    return Transcript(database, VAULT)


@pytest.fixture
def turns(database: Engine) -> Turns:
    return Turns(database, VAULT)


def ids(transcript: Transcript, conversation: str, after: str | None = None, limit: int = 100) -> list[str]:
    return [message["id"] for message in transcript.since(conversation, after, limit)[0]]


def add(database: Engine, transcript: Transcript, conversation: str, *new: dict[str, Any]) -> None:
    with writing(database) as connection:
        transcript.append(connection, conversation, new)


def test_a_conversation_is_read_in_the_order_in_which_it_was_held(
    database: Engine, turns: Turns, transcript: Transcript
) -> None:
    conversation = turns.start_conversation("web", [said("greeting")])
    turn = turns.claim(conversation, "m1", "does it hurt")
    turns.finish(turn.id, [said("b1"), said("b2")])
    add(database, transcript, conversation, said("s1", "A person here.", "staff"))
    assert ids(transcript, conversation) == ["greeting", "m1", "b1", "b2", "s1"]


def test_the_patients_message_has_the_shape_of_every_message(turns: Turns, transcript: Transcript) -> None:
    conversation = turns.start_conversation("web")
    turns.claim(conversation, "m1", "Side effects", "side_effects")
    (message,), _ = transcript.since(conversation, None, 10)
    at = message.pop("at")
    assert at.endswith("+00:00")
    assert message == {
        "id": "m1",
        "from": "patient",
        "text": "Side effects",
        "kind": "message",
        "topics": [],
        "source": None,
        "buttons": [],
    }


def test_a_page_ends_where_the_next_begins(turns: Turns, transcript: Transcript) -> None:
    conversation = turns.start_conversation("web", [said(str(number)) for number in range(5)])
    first, more = transcript.since(conversation, None, 2)
    assert ([message["id"] for message in first], more) == (["0", "1"], True)
    rest, more = transcript.since(conversation, "1", 3)
    assert ([message["id"] for message in rest], more) == (["2", "3", "4"], False)
    assert transcript.since(conversation, "4", 3) == ([], False)


def test_a_message_of_another_conversation_is_no_place_to_read_from(turns: Turns, transcript: Transcript) -> None:
    turns.start_conversation("web", [said("theirs")])
    mine = turns.start_conversation("web", [said("mine")])
    with pytest.raises(UnknownMessageError):
        transcript.since(mine, "theirs", 10)


def test_a_message_sent_again_after_its_turn_was_given_back_stands_once(turns: Turns, transcript: Transcript) -> None:
    conversation = turns.start_conversation("web")
    turns.release(turns.claim(conversation, "m1", "does it hurt"))
    turns.finish(turns.claim(conversation, "m1", "does it hurt").id, [said("b1")])
    assert ids(transcript, conversation) == ["m1", "b1"]


def test_a_refused_message_is_not_in_the_transcript(turns: Turns, transcript: Transcript) -> None:
    conversation = turns.start_conversation("web")
    turns.claim(conversation, "m1", "does it hurt")
    with pytest.raises(TurnInProgressError):
        turns.claim(conversation, "m2", "how much is it")
    assert ids(transcript, conversation) == ["m1"]


def test_what_many_add_at_once_is_all_there_and_in_one_order(
    database: Engine, turns: Turns, transcript: Transcript
) -> None:
    conversation = turns.start_conversation("web")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add(database, transcript, conversation, said(f"{n}a"), said(f"{n}b")), range(24)))
    order = ids(transcript, conversation)
    assert len(order) == 48
    assert all(first[:-1] == second[:-1] for first, second in zip(order[::2], order[1::2]))


def test_nothing_is_added_to_a_conversation_that_has_ended(
    database: Engine, turns: Turns, transcript: Transcript
) -> None:
    conversation = turns.start_conversation("web")
    finished = turns.claim(conversation, "m1", "does it hurt")
    turns.finish(finished.id, [said("b1")])
    running = turns.claim(conversation, "m2", "how much is it")
    transcript.end(conversation)
    transcript.end(conversation)
    assert not transcript.is_open(conversation)
    for client_id, text in (("m1", "does it hurt"), ("m3", "where are you")):
        with pytest.raises(UnknownConversationError):
            turns.claim(conversation, client_id, text)
    with pytest.raises(UnknownConversationError):
        turns.finish(running.id, [said("b2")])
    with pytest.raises(UnknownConversationError):
        add(database, transcript, conversation, said("s1"))
    assert ids(transcript, conversation) == ["m1", "b1", "m2"]


def test_nothing_is_added_to_a_conversation_that_never_was(database: Engine, transcript: Transcript) -> None:
    assert not transcript.is_open("0" * 32)
    with pytest.raises(UnknownConversationError):
        add(database, transcript, "0" * 32, said("s1"))


def test_messages_are_not_readable_in_the_database(turns: Turns, database: Engine) -> None:
    conversation = turns.start_conversation("web")
    turns.finish(turns.claim(conversation, "m1", "my name is Ada Example").id, [said("b1", "Hello Ada Example")])
    with database.connect() as connection:
        stored = repr(connection.execute(sa.select(table)).all())
    assert "m1" in stored
    assert "Ada" not in stored
