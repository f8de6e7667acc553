"""Rasa's answer generator says something whatever the data lack."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
import time_machine
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from frontdesk.checks.check import read_responses
from frontdesk.engine.nlu.context import MESSAGE
from frontdesk.engine.responses import ClinicResponses


def generated(responses: dict[str, Any], name: str, **said: Any) -> dict[str, Any] | None:
    generator = ClinicResponses(EndpointConfig(), Domain.empty())
    generator.responses = responses
    return asyncio.run(generator.generate(name, DialogueStateTracker.from_events("chat", []), "web", **said))


@pytest.mark.parametrize("name", ["utter_booking_ask_reason", "utter_fallback", "utter_nothing_yet"])
def test_a_response_that_was_deleted_is_replaced_by_whom_to_call(name: str) -> None:
    responses = {key: value for key, value in read_responses().items() if key != name}
    message = generated(responses, name, choices=[["booking_skip", "Skip this"]])
    assert message is not None
    assert "Please call us at" in message["text"]
    assert message["buttons"] == [{"title": "Skip this", "payload": "booking_skip"}]


def test_a_topic_without_source_is_answered() -> None:
    own = {"utter_faq/parking": [{"text": "Behind the house.", "metadata": {"title": "Parking"}}]}
    message = generated({**read_responses(), **own}, "utter_faq/parking")
    assert message is not None
    assert message["text"] == "Behind the house."


def test_a_response_that_is_not_ours_is_left_to_rasa() -> None:
    assert generated(dict(read_responses()), "utter_default") is None


@pytest.mark.parametrize(
    ("moment", "staffed", "said"),
    [
        ("2026-11-24T10:00-06:00", True, "Somebody at the front desk is there now."),
        ("2026-11-24T10:00-06:00", False, "780-555-0100"),
        ("2026-11-24T22:00-06:00", False, "they are back tomorrow at 8 a.m. Leave a message"),
        ("2026-11-27T17:00-06:00", False, "they are back on Monday"),
        ("2026-11-24T22:00-06:00", True, "Somebody at the front desk is there now."),
    ],
)
def test_a_person_is_promised_only_when_there_and_else_for_an_honest_time(
    moment: str, staffed: bool, said: str
) -> None:
    generator = ClinicResponses(EndpointConfig(), Domain.empty())
    generator.responses = read_responses()
    generator.person = lambda conversation_id: staffed
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        tracker = DialogueStateTracker.from_events("chat", [])
        message = asyncio.run(generator.generate("utter_talk_to_human", tracker, "web"))
    assert message is not None
    assert said in message["text"]
    assert message[MESSAGE]["topics"] == ["talk_to_human"]
    assert ("is there now" in message["text"]) == staffed
    assert "callback" in [button["payload"] for button in message["buttons"]]
