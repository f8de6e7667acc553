"""Conversations are looked through once they rest, again when something is added, and as often as one likes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk.conversations.feedback import Feedback
from frontdesk.insight.reviewing import Reviewing
from frontdesk.storage.database import writing
from frontdesk.storage.insight_models import conversation_outcomes, gaps
from frontdesk.storage.models import conversations, messages
from frontdesk.storage.store import Store
from tests.support.talks import at, talk

REST = timedelta(minutes=2)


def review(store: Store) -> int:
    return Reviewing(store, "988").review()


def outcomes_of(store: Store, conversation_id: str) -> set[str]:
    mine = conversation_outcomes.c.conversation_id == conversation_id
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(conversation_outcomes).where(mine))
        return {" ".join([row.outcome, row.topic]).strip() for row in rows}


def gaps_of(store: Store) -> dict[str, str]:
    with store.engine.connect() as connection:
        return {row.message_id: row.kind for row in connection.execute(sa.select(gaps))}


def test_a_conversation_is_looked_through_once_it_rests(store: Store) -> None:
    with at("2026-11-24T18:00") as clock:
        one = talk(store, ("how much?", "answer"), ("cupping?", "fallback"))
        assert review(store) == 0
        clock.shift(REST)
        assert (review(store), review(store)) == (1, 0)
    assert outcomes_of(store, one) == {"spoke", "answered", "answered cost", "not_known"}
    assert gaps_of(store) == {"m1": "fallback"}


def test_feedback_that_comes_later_counts_and_can_be_taken_back(store: Store) -> None:
    with at("2026-11-24T18:00") as clock:
        one = talk(store, ("how much?", "answer"))
        clock.shift(REST)
        review(store)
        for helpful, found in ((False, {"m0": "unhelpful"}), (True, {})):
            clock.shift(REST)
            Feedback(store.engine, store.vault).say(one, "r0", helpful, None)
            assert review(store) == 1
            assert gaps_of(store) == found


def test_many_conversations_are_looked_through_in_one_go(store: Store) -> None:
    with at("2026-11-24T18:00") as clock:
        for _ in range(45):
            talk(store, ("cupping?", "fallback"))
        clock.shift(REST)
        assert review(store) == 45


def test_a_conversation_takes_its_outcomes_and_gaps_with_it(store: Store) -> None:
    with at("2026-11-24T18:00") as clock:
        talk(store, ("cupping?", "fallback"))
        clock.shift(REST)
        review(store)
    with writing(store.engine) as connection:
        connection.execute(conversations.delete())
    assert gaps_of(store) == {}


def test_what_can_no_longer_be_read_does_not_hold_up_the_rest(store: Store) -> None:
    with at("2026-11-24T18:00") as clock:
        one = talk(store, ("cupping?", "fallback"))
        clock.shift(REST)
        with writing(store.engine) as connection:
            connection.execute(messages.update().values(content=b"\x01nothing that can be opened"))
        assert review(store) == 1
    assert outcomes_of(store, one) == set()


def test_a_message_that_is_none_does_not_hold_up_the_rest(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with at("2026-11-24T18:00") as clock:
        broken = talk(store, ("cupping?", "fallback"))
        with writing(store.engine) as connection:
            connection.execute(messages.update().values(content=store.vault.seal("{}")))
        whole = talk(store, ("cupping?", "fallback"))
        clock.shift(REST)
        assert (review(store), review(store)) == (2, 0)
    assert outcomes_of(store, broken) == set()
    assert outcomes_of(store, whole) == {"spoke", "not_known"}
    assert "cupping" not in caplog.text
