"""Actions in the assistant's process: what a slow or failing one does to its patient and to all others."""

import asyncio
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, SafeAction
from actions.booking import SLOT, ActionBooking
from actions.executor import ClinicActions, unavailable
from frontdesk.appointments.states import PROPOSED
from frontdesk.booking.assembly import Parts
from frontdesk.engine.actions import LocalActions, RemoteActions, open_actions
from frontdesk.settings.endpoints import ActionServer
from frontdesk.settings.environment import Settings
from frontdesk.storage.schema import migrate
from frontdesk.storage.store import Store
from tests.support.stores import store_of

LIMIT = 0.3
PRIVATE = "secret words of a patient"
WISH = "book for friday morning, my name is Ana Lee, 780 555 0143, sore knee"


class _Held(SafeAction):
    """Waits until it is let go, then says that it is done."""

    def __init__(self, config: Settings, store: Store) -> None:
        self.go, self.begun = threading.Event(), 0

    def name(self) -> str:
        return "action_held"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        self.begun += 1
        self.go.wait(10)
        dispatcher.utter_message(response="utter_done")
        return []

    def failed(self, tracker: Tracker) -> str:
        return "utter_failed"


class _Failing(_Held):
    def name(self) -> str:
        return "action_failing"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_half")
        raise ValueError(PRIVATE)


def call(action: str, conversation: str = "one", **latest: Any) -> dict[str, Any]:
    tracker = {"sender_id": conversation, "slots": {}, "latest_message": {"text": PRIVATE, **latest}, "events": []}
    return {"next_action": action, "sender_id": conversation, "tracker": tracker}


def said(result: dict[str, Any]) -> list[str]:
    return [response["response"] for response in result["responses"]]


@pytest.fixture
def held(config: Settings) -> Iterator[_Held]:
    action = _Held(config, store_of(config))
    yield action
    action.go.set()


@pytest.fixture
def actions(config: Settings, held: _Held) -> ClinicActions:
    executor = ClinicActions(config, store_of(config), LIMIT)
    executor.register_action(held)
    executor.register_action(_Failing)
    return executor


def test_a_slow_action_holds_up_neither_its_patient_nor_anybody_else(
    actions: ClinicActions, caplog: pytest.LogCaptureFixture
) -> None:
    async def meanwhile() -> tuple[dict[str, Any], int]:
        slow, beats = asyncio.create_task(actions.run(call("action_held"))), 0
        while not slow.done():
            await asyncio.sleep(LIMIT / 10)
            beats += 1
        return await slow, beats

    result, beats = asyncio.run(meanwhile())
    assert result == unavailable()
    assert beats > 5, "the event loop stood still"
    assert "The action action_held failed with TimeoutError" in caplog.text
    assert PRIVATE not in caplog.text


def test_what_a_late_action_says_is_not_heard_and_the_next_one_waits_for_it(
    actions: ClinicActions, held: _Held
) -> None:
    async def talk() -> list[list[str]]:
        replies = [said(await actions.run(call("action_held"))), said(await actions.run(call("action_held")))]
        assert held.begun == 1, "an action began while an earlier one of its conversation went on"
        asyncio.get_running_loop().call_later(LIMIT / 3, held.go.set)
        replies.append(said(await actions.run(call("action_held"))))
        return replies

    assert asyncio.run(talk()) == [["utter_booking_unavailable"], ["utter_booking_unavailable"], ["utter_done"]]
    assert held.begun == 2


def test_another_conversation_does_not_wait(actions: ClinicActions) -> None:
    async def talk() -> list[str]:
        slow = asyncio.create_task(actions.run(call("action_held")))
        reply = said(await actions.run(call("action_failing", "two")))
        assert not slow.done()
        await slow
        return reply

    assert asyncio.run(talk()) == ["utter_failed"]


def test_stopping_waits_for_what_is_under_way(actions: ClinicActions, held: _Held) -> None:
    async def stop() -> float:
        await actions.run(call("action_held"))
        asyncio.get_running_loop().call_later(LIMIT, held.go.set)
        began = time.monotonic()
        await actions.finish()
        return time.monotonic() - began

    assert LIMIT / 2 < asyncio.run(stop()) < 5


def test_of_a_failing_action_only_its_apology_is_said_and_no_words_are_logged(
    actions: ClinicActions, caplog: pytest.LogCaptureFixture
) -> None:
    assert said(asyncio.run(actions.run(call("action_failing")))) == ["utter_failed"]
    assert "The action action_failing failed with ValueError" in caplog.text
    assert PRIVATE not in caplog.text


@pytest.mark.parametrize("wrong", [call("action_unknown"), {"next_action": "action_booking", "tracker": {}}])
def test_an_action_that_cannot_be_run_says_whom_to_call(
    config: Settings, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    assert asyncio.run(LocalActions(config, store_of(config)).request(json=wrong)) == unavailable()
    assert f"The action {wrong['next_action']} failed with" in caplog.text
    assert PRIVATE not in caplog.text


def test_endpoints_yml_decides_where_actions_run(config: Settings) -> None:
    assert isinstance(open_actions(config, store_of(config)), LocalActions)
    object.__setattr__(config, "action_endpoint", ActionServer("https://actions.example/webhook"))
    elsewhere = open_actions(config, store_of(config))
    assert isinstance(elsewhere, RemoteActions)
    assert elsewhere.url == "https://actions.example/webhook"


class _Booking:
    """A booking whose database can be held up: what the conversation hears, and what is stored."""

    def __init__(self, config: Settings) -> None:
        self._parts = Parts(config, store_of(config))
        migrate(self._parts.engine)
        self._file = str(self._parts.engine.url.database)
        self._actions = ClinicActions(config, store_of(config), LIMIT)
        self._actions.register_action(ActionBooking)
        self._known: str | None = None

    async def hears(self, text: str, intent: str = "") -> list[str]:
        """What is said to a message; as Rasa does, it remembers the slot."""
        message = call("action_booking", text=text, intent={"name": intent}, message_id=secrets.token_hex(8))
        message["tracker"]["slots"] = {SLOT: self._known}
        result = await self._actions.run(message)
        self._known = next((event["value"] for event in result["events"] if event["name"] == SLOT), self._known)
        return said(result)

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Nobody else can write meanwhile."""
        with closing(sqlite3.connect(self._file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    async def finish(self) -> None:
        await self._actions.finish()

    def requests(self) -> list[str]:
        with self._parts.engine.connect() as connection:
            return [appointment.status for appointment in self._parts.appointments.all(connection)]


def test_a_request_that_was_sent_too_late_is_stored_once_and_told_at_the_next_message(config: Settings) -> None:
    booking = _Booking(config)

    async def talk() -> list[list[str]]:
        await booking.hears(WISH, "book")
        await booking.hears("no")
        with booking.held_up():
            replies = [await booking.hears("yes"), await booking.hears("yes")]
        await booking.finish()
        assert booking.requests() == [PROPOSED]
        return [*replies, await booking.hears("yes")]

    first, second, third = asyncio.run(talk())
    assert first == second == ["utter_booking_unavailable"]
    assert third[0] == "utter_booking_done_request"
    assert booking.requests() == [PROPOSED]


def test_nobody_agrees_to_a_summary_that_came_too_late_to_be_seen(config: Settings) -> None:
    booking = _Booking(config)

    async def talk() -> list[list[str]]:
        asked = await booking.hears(WISH, "book")
        with booking.held_up():
            late = await booking.hears("yes")
        await booking.finish()
        return [asked, late, await booking.hears("yes"), await booking.hears("yes")]

    asked, late, seen, sent = asyncio.run(talk())
    assert asked[-1] == "utter_booking_ask_patient_type"
    assert late == ["utter_booking_unavailable"]
    assert seen[-1] == "utter_booking_confirm_request"
    assert sent[0] == "utter_booking_done_request"
    assert booking.requests() == [PROPOSED]
