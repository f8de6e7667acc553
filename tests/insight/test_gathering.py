"""Gaps are grouped by what they ask, and decided on message by message."""

from datetime import timedelta

import numpy as np
import pytest

from frontdesk.insight.gaps import StaleError, accepted, counts, decide, examples, groups, members
from frontdesk.insight.gathering import gather
from frontdesk.insight.grouping import Group, as_text, from_text, nearest
from frontdesk.insight.reviewing import Reviewing
from frontdesk.insight.states import ASSIGNED, DISMISSED, OPEN, OUT_OF_SCOPE
from frontdesk.retention import forget
from frontdesk.settings.privacy import Retention
from frontdesk.storage.database import writing
from frontdesk.storage.models import conversations
from frontdesk.storage.store import Store
from tests.support.talks import at, talk

CUPPING = ("do you offer cupping", "is there cupping at your clinic", "cupping therapy available?")
PIZZA = ("can i order a pizza here", "do you sell pizza")


def asked(store: Store, *texts: str) -> None:
    """Each text in a conversation of its own, looked through and grouped."""
    with at("2026-11-24T18:00") as clock:
        for text in texts:
            talk(store, (text, "fallback"))
        clock.shift(timedelta(minutes=2))
        Reviewing(store, "988").review()
    gather(store)


def grouped(store: Store, state: str = OPEN) -> list[set[str]]:
    with store.engine.connect() as connection:
        return [
            {gap.text for gap in members(connection, store.vault, group.id, 99)}
            for group in groups(connection, state, 99)
        ]


def settle(store: Store, state: str, topic: str = "", kept: tuple[str, ...] = (), version: int = 1) -> None:
    """Decide on the largest open group, as the owner does; keep the messages with these words."""
    with writing(store.engine) as connection:
        group = groups(connection, OPEN, 1)[0]
        keys = [gap.key for gap in members(connection, store.vault, group.id, 99) if gap.text in kept]
        decide(connection, group.id, version, state, None, topic, keys)


def test_messages_that_ask_the_same_stand_together(store: Store) -> None:
    asked(store, CUPPING[0], PIZZA[0], CUPPING[1], PIZZA[1], CUPPING[2])
    assert grouped(store) == [set(CUPPING), set(PIZZA)]
    with store.engine.connect() as connection:
        first = groups(connection, OPEN, 1)[0]
        assert first.count == 3
        assert len(examples(connection, store.vault, [first.id], 2)[first.id]) == 2


def test_what_comes_later_joins_the_group_that_is_there(store: Store) -> None:
    asked(store, *CUPPING[:2])
    asked(store, CUPPING[2])
    assert grouped(store) == [set(CUPPING)]


def test_languages_are_kept_apart(store: Store) -> None:
    asked(store, "do you offer cupping", "est-ce que vous offrez du cupping à la clinique")
    assert len(grouped(store)) == 2


def test_what_was_not_kept_leaves_the_group(store: Store) -> None:
    asked(store, *CUPPING)
    settle(store, ASSIGNED, "versus_other_treatments", CUPPING[:2])
    assert (grouped(store, ASSIGNED), grouped(store)) == ([set(CUPPING[:2])], [{CUPPING[2]}])
    with store.engine.connect() as connection:
        learnt = sorted((topic, gap.text) for topic, gap in accepted(connection, store.vault))
    assert learnt == [("versus_other_treatments", text) for text in CUPPING[:2]]


def test_what_is_like_an_assigned_group_is_shown_anew_and_like_a_dismissed_one_is_not(store: Store) -> None:
    asked(store, CUPPING[0])
    settle(store, ASSIGNED, "versus_other_treatments", CUPPING[:1])
    asked(store, PIZZA[0])
    settle(store, DISMISSED)
    asked(store, CUPPING[1], PIZZA[1])
    assert grouped(store) == [{CUPPING[1]}]
    assert grouped(store, DISMISSED) == [set(PIZZA)]


def test_only_what_was_looked_at_is_learnt_as_out_of_scope(store: Store) -> None:
    asked(store, PIZZA[0])
    settle(store, OUT_OF_SCOPE, kept=PIZZA[:1])
    asked(store, PIZZA[1])
    with store.engine.connect() as connection:
        assert [(topic, gap.text) for topic, gap in accepted(connection, store.vault)] == [(OUT_OF_SCOPE, PIZZA[0])]


def test_the_second_of_two_decisions_is_refused_and_changes_nothing(store: Store) -> None:
    asked(store, *CUPPING)
    with writing(store.engine) as connection:
        group = groups(connection, OPEN, 1)[0]
        decide(connection, group.id, 1, DISMISSED, None)
        with pytest.raises(StaleError):
            decide(connection, group.id, 1, OUT_OF_SCOPE, None)
        assert counts(connection) == {DISMISSED: 1}


def test_groups_go_with_the_last_conversation(store: Store) -> None:
    asked(store, *CUPPING)
    with writing(store.engine) as connection:
        connection.execute(conversations.delete())
    forget(store.engine, Retention(), timedelta(days=1))
    assert grouped(store) == []


def test_a_stored_vector_points_where_it_did() -> None:
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    assert from_text(as_text(vector)) @ vector > 0.999


def test_the_mean_of_a_group_moves_with_its_members() -> None:
    one, other = np.eye(2, dtype=np.float32)
    group = Group("a", one, 1)
    assert nearest([group], other) is None
    group.add(other)
    assert nearest([group], other) is group
