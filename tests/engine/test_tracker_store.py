"""Rasa's conversations in our tables, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from sqlalchemy import Engine

from frontdesk.engine.tracker_store import EncryptedTrackerStore, KeptTracker
from frontdesk.storage.models import tracker_events
from tests.support.stores import store_over

SECRET = "a-secret-for-tests-only-0123456789abcdef"
OPENING = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
TURN = [
    UserUttered("does it hurt"),
    ActionExecuted("utter_faq"),
    BotUttered("It can."),
    ActionExecuted("action_listen"),
]


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


def new_store(database: Engine) -> EncryptedTrackerStore:
    return EncryptedTrackerStore(Domain.empty(), store=store_over(database))


def tracker_with(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("conversation", events)


def kinds(tracker: DialogueStateTracker | None) -> list[str]:
    return [event.type_name for event in tracker.events] if tracker else []


def test_an_unknown_conversation_is_none(database: Engine) -> None:
    assert run(new_store(database).retrieve("conversation")) is None


@pytest.mark.parametrize("same_process", [True, False])
def test_a_conversation_comes_back_whole(database: Engine, same_process: bool) -> None:
    store = new_store(database)
    run(store.save(tracker_with([*OPENING, *TURN])))
    again = run((store if same_process else new_store(database)).retrieve("conversation"))
    assert kinds(again)[-4:] == ["user", "action", "bot", "action"]
    assert again.latest_message.text == "does it hurt"


def test_saving_again_adds_only_what_is_new(database: Engine) -> None:
    store = new_store(database)
    tracker = tracker_with([*OPENING, *TURN])
    run(store.save(tracker))
    run(store.save(tracker))
    for event in TURN:
        tracker.update(event)
    run(store.save(tracker))
    assert kinds(run(new_store(database).retrieve_full_tracker("conversation"))) == kinds(
        tracker_with([*OPENING, *TURN, *TURN])
    )


def test_only_the_latest_session_is_retrieved(database: Engine) -> None:
    store = new_store(database)
    tracker = tracker_with([*OPENING, *TURN])
    run(store.save(tracker))
    for event in OPENING:
        tracker.update(event)
    run(store.save(tracker))
    latest = run(new_store(database).retrieve("conversation"))
    assert "user" not in kinds(latest)
    assert kinds(run(new_store(database).retrieve_full_tracker("conversation"))).count("user") == 1


def test_what_another_process_saved_is_seen(database: Engine) -> None:
    one, other = new_store(database), new_store(database)
    run(one.save(tracker_with([*OPENING, *TURN])))
    elsewhere = run(other.retrieve("conversation"))
    elsewhere.update(UserUttered("and how much is it"))
    run(other.save(elsewhere))
    assert run(one.retrieve("conversation")).latest_message.text == "and how much is it"


def test_a_turn_that_was_not_saved_is_forgotten(database: Engine) -> None:
    store = new_store(database)
    run(store.save(tracker_with([*OPENING, *TURN])))
    run(store.retrieve("conversation")).update(UserUttered("never saved"))
    assert run(store.retrieve("conversation")).latest_message.text == "does it hurt"


def test_rankings_are_not_stored(database: Engine) -> None:
    read = {"intent": {"name": "faq"}, "intent_ranking": [{"name": "cost"}], "frontdesk": {"second": "cost"}}
    run(
        new_store(database).save(
            tracker_with([*OPENING, UserUttered("does it hurt", {"name": "faq"}, parse_data=read)])
        )
    )
    latest = run(new_store(database).retrieve("conversation")).latest_message
    assert latest.parse_data.get("intent_ranking", []) == []
    assert (latest.intent["name"], latest.parse_data["frontdesk"]) == ("faq", {"second": "cost"})


def test_few_events_are_kept_in_memory_but_none_of_a_turn_under_way_is_let_go(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.engine.tracker_store._KEPT_EVENTS", 10)
    store = new_store(database)
    for name in ("a", "b", "c"):
        run(store.save(DialogueStateTracker.from_events(name, [*OPENING, *TURN])))
    lent = run(store.retrieve("a"))
    run(store.save(DialogueStateTracker.from_events("d", [*OPENING, *TURN])))
    assert set(store.kept) == {"a", "d"}
    lent.update(UserUttered("and how much is it"))
    run(store.save(lent))
    assert kinds(run(new_store(database).retrieve_full_tracker("a"))).count("user") == 2


def test_nothing_typed_is_readable_in_the_database(database: Engine) -> None:
    run(new_store(database).save(tracker_with([*OPENING, *TURN])))
    with database.connect() as connection:
        assert "hurt" not in repr(connection.execute(sa.select(tracker_events)).all())


def test_a_copy_of_a_tracker_is_rasas_copy_and_goes_its_own_way() -> None:
    slots = [AnySlot("day", mappings=[{}], influence_conversation=False)]
    events = [
        ActionExecuted("action_listen"),
        UserUttered("move it to monday", intent={"name": "reschedule"}),
        SlotSet("day", "monday"),
        ActiveLoop("a_form"),
        ActionExecuted("utter_reschedule"),
    ]
    tracker = KeptTracker.from_events("c", events, slots=slots)
    twin, rasas = tracker.copy(), DialogueStateTracker.copy(tracker)
    assert twin.current_state(EventVerbosity.ALL) == rasas.current_state(EventVerbosity.ALL)
    before = rasas.current_state(EventVerbosity.ALL)
    for event in (SlotSet("day", "friday"), ActiveLoop(None), UserUttered("no"), ActionExecuted("action_listen")):
        twin.update(event)
    assert tracker.current_state(EventVerbosity.ALL) == before
    assert (tracker.get_slot("day"), twin.get_slot("day")) == ("monday", "friday")
