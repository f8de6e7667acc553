"""Turns: once, one at a time, fetched again. On SQLite and PostgreSQL."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Connection, Engine

from frontdesk.conversations.transcript import Transcript, UnknownConversationError
from frontdesk.conversations.turns import (
    STALE_AFTER,
    ReusedIdError,
    Turn,
    TurnInProgressError,
    Turns,
)
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from frontdesk.storage.models import turns as turns_table

REPLY = [{"id": "1", "text": "It can hurt for some people."}]
VAULT = Vault(["a-secret-for-tests-only-0123456789abcdef"])
NOW = datetime(2026, 12, 1, 12, 0)


@pytest.fixture
def turns(database: Engine) -> Turns:
    return Turns(database, VAULT)


def test_a_message_sent_again_gets_the_same_reply(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    turn = turns.claim(conversation, "m1", "does it hurt")
    turns.finish(turn.id, REPLY)
    assert turns.claim(conversation, "m1", "does it hurt") == Turn(turn.id, REPLY)


def test_a_reply_that_was_stored_whole_is_given_again(turns: Turns, database: Engine) -> None:
    conversation = turns.start_conversation("web")
    turn = turns.claim(conversation, "m1", "does it hurt")
    turns.finish(turn.id, REPLY)
    older = [{"id": "9", "text": "It can.", "buttons": [{"id": "cost", "title": "Cost"}]}]
    with writing(database) as connection:
        connection.execute(turns_table.update().values(reply=VAULT.seal(json.dumps(older))))
    assert turns.claim(conversation, "m1", "does it hurt").reply == older
    assert turns.offered(conversation) == {"cost": "Cost"}


def test_an_id_cannot_stand_for_two_messages(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    turns.finish(turns.claim(conversation, "m1", "does it hurt").id, REPLY)
    with pytest.raises(ReusedIdError):
        turns.claim(conversation, "m1", "how much is it")


def test_a_choice_and_its_title_typed_are_two_messages(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    turns.finish(turns.claim(conversation, "m1", "Side effects", "side_effects").id, REPLY)
    with pytest.raises(ReusedIdError):
        turns.claim(conversation, "m1", "Side effects")


def test_what_is_stored_with_the_reply_is_stored_with_it_or_not_at_all(turns: Turns, database: Engine) -> None:
    conversation = turns.start_conversation("web")
    turn = turns.claim(conversation, "m1", "does it hurt")

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turns.finish(turn.id, REPLY, fail)
    other = turns.start_conversation("sms")
    assert turns.finish(turn.id, REPLY, lambda connection, *_: _add(connection, database, other))
    assert turns.claim(conversation, "m1", "does it hurt").reply == REPLY
    assert Transcript(database, VAULT).since(other, None, 9)[0] == REPLY


def _add(connection: Connection, database: Engine, conversation: str) -> None:
    Transcript(database, VAULT).append(connection, conversation, REPLY)


def test_of_two_replies_to_a_turn_the_first_counts(turns: Turns, database: Engine) -> None:
    conversation = turns.start_conversation("web")
    turn = turns.claim(conversation, "m1", "does it hurt")
    assert turns.finish(turn.id, REPLY)
    assert not turns.finish(turn.id, [{"id": "2", "text": "Late."}], lambda *_: pytest.fail("stored twice"))
    assert turns.claim(conversation, "m1", "does it hurt").reply == REPLY
    assert [message["id"] for message in Transcript(database, VAULT).since(conversation, None, 9)[0]] == ["m1", "1"]


def test_a_second_message_waits_for_the_first(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    first = turns.claim(conversation, "m1", "does it hurt")
    for client_id in ("m1", "m2"):
        with pytest.raises(TurnInProgressError):
            turns.claim(conversation, client_id, "does it hurt")
    turns.finish(first.id, REPLY)
    assert turns.claim(conversation, "m2", "does it hurt").reply is None


def test_conversations_do_not_wait_for_each_other_or_share_ids(turns: Turns) -> None:
    one, other = turns.start_conversation("web"), turns.start_conversation("web")
    turns.claim(one, "m1", "text")
    assert turns.claim(other, "m1", "text").reply is None


def test_an_unknown_conversation_is_refused(turns: Turns) -> None:
    with pytest.raises(UnknownConversationError):
        turns.claim("0" * 32, "m1", "text")


def test_of_many_claims_at_once_one_wins(turns: Turns) -> None:
    conversation = turns.start_conversation("web")

    def claim(number: int) -> bool:
        try:
            turns.claim(conversation, f"m{number}", "text")
        except TurnInProgressError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(claim, range(40))) == 1


def test_a_turn_whose_process_died_can_be_taken_up_under_its_id(turns: Turns) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        conversation = turns.start_conversation("web")
        dead = turns.claim(conversation, "m1", "text")
        clock.shift(STALE_AFTER - timedelta(seconds=1))
        with pytest.raises(TurnInProgressError):
            turns.claim(conversation, "m1", "text")
        clock.shift(timedelta(seconds=2))
        again = turns.claim(conversation, "m1", "text")
        assert (again.id, again.reply, again.resumed) == (dead.id, None, True)
        with pytest.raises(TurnInProgressError):
            turns.claim(conversation, "m1", "text")


def test_a_dead_turn_does_not_block_the_next_message(turns: Turns) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        conversation = turns.start_conversation("web")
        turns.claim(conversation, "m1", "text")
        clock.shift(STALE_AFTER + timedelta(seconds=1))
        assert turns.claim(conversation, "m2", "text").reply is None


def test_a_released_turn_can_be_sent_again(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    first = turns.claim(conversation, "m1", "text")
    turns.release(first)
    again = turns.claim(conversation, "m1", "text")
    assert (again.id, again.resumed, again.reply) == (first.id, True, None), "what it had done before counts"


def test_a_released_turn_blocks_no_other_message(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    turns.release(turns.claim(conversation, "m1", "text"))
    assert turns.claim(conversation, "m2", "text").reply is None


def test_a_turn_that_is_released_late_stays_with_who_has_claimed_it_since(turns: Turns) -> None:
    conversation = turns.start_conversation("web")
    first = turns.claim(conversation, "m1", "text")
    turns.release(first)
    turns.claim(conversation, "m1", "text")
    turns.release(first)
    with pytest.raises(TurnInProgressError):
        turns.claim(conversation, "m1", "text")


def test_replies_and_messages_are_not_readable_in_the_database(turns: Turns, database: Engine) -> None:
    conversation = turns.start_conversation("web")
    turns.finish(
        turns.claim(conversation, "m1", "my name is Ada Example").id, [{"id": "1", "text": "Hello Ada Example"}]
    )
    with database.connect() as connection:
        stored = repr(connection.execute(sa.select(turns_table)).all())
    assert "Ada" not in stored


def test_a_conversation_keeps_the_language_of_its_page_then_of_its_messages(turns: Turns) -> None:
    conversation = turns.start_conversation("web", language="fr")
    first = turns.claim(conversation, "a", "ok")
    assert first.language == "fr"
    turns.finish(first.id, [])
    second = turns.claim(conversation, "b", "does it hurt")
    assert second.language == "fr"
    turns.finish(second.id, [], language="en")
    assert turns.language(conversation) == turns.claim(conversation, "c", "ok").language == "en"
