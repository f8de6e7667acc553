"""The shortened rule policy against Rasa's own, at every step of every scripted conversation and of what follows."""

import asyncio
import copy
from pathlib import Path

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot, BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from frontdesk.engine.agent import load_agent
from frontdesk.engine.conversation import reply
from frontdesk.engine.policy import RecentRulePolicy
from frontdesk.settings.clinic import read_clinic
from tests.support.scripts import SCRIPTS

LISTEN = ActionExecuted("action_listen")


@pytest.fixture(scope="module")
def agent(model: Path):  # type: ignore[no-untyped-def]
    return load_agent(model, InMemoryTrackerStore(Domain.empty()), EndpointConfig())


@pytest.fixture(scope="module")
def recent(agent) -> RecentRulePolicy:  # type: ignore[no-untyped-def]
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    (policy,) = (node._component for node in nodes if isinstance(node._component, RecentRulePolicy))
    return policy


def essence(prediction: PolicyPrediction) -> tuple[object, ...]:
    return (
        prediction.probabilities,
        prediction.events,
        prediction.is_end_to_end_prediction,
        prediction.is_no_user_prediction,
        prediction.hide_rule_turn,
    )


def assert_same(recent: RecentRulePolicy, tracker: DialogueStateTracker, domain: Domain) -> None:
    rasas = copy.copy(recent)
    rasas.__class__ = RulePolicy
    found, expected = (policy.predict_action_probabilities(tracker, domain) for policy in (recent, rasas))
    assert essence(found) == essence(expected)


def tracker_of(events: list[Event], slots: list[AnySlot] | None = None) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c", copy.deepcopy(events), slots=slots or [])


def test_every_step_of_every_scripted_conversation_is_predicted_alike(agent, recent: RecentRulePolicy) -> None:  # type: ignore[no-untyped-def]
    clinic = read_clinic(Path("clinic.yml"))

    async def talk(name: str, texts: list[str]) -> list[Event]:
        for number, text in enumerate(texts):
            await reply(agent.handle_message, clinic, name, f"{name}-{number}", "web", text)
        return list((await agent.tracker_store.retrieve(name)).events)

    steps = 0
    for number, script in enumerate(SCRIPTS):
        events = asyncio.run(talk(str(number), [turn["patient"] for turn in script["turns"]]))
        for end, event in enumerate(events):
            if isinstance(event, ActionExecuted):
                assert_same(recent, tracker_of(events[:end]), agent.domain)
                steps += 1
    assert steps > 3 * len(SCRIPTS)


def said(intent: str) -> UserUttered:
    return UserUttered("text", intent={"name": intent})


@pytest.mark.parametrize(
    "events",
    [
        [],
        [LISTEN],
        [LISTEN, said("faq"), DefinePrevUserUtteredFeaturization(False)],
        [LISTEN, said("faq"), DefinePrevUserUtteredFeaturization(True)],
        [LISTEN, said("no such intent")],
        [LISTEN, said("restart")],
        [LISTEN, said("two_questions"), ActionExecuted("utter_faq")],
        [LISTEN, said("faq"), ActionExecuted("utter_faq"), LISTEN, said("greet"), UserUtteranceReverted()],
        [LISTEN, said("faq"), Restarted(), LISTEN, said("greet")],
        [LISTEN, said("faq"), ActionExecuted("action_session_start"), SessionStarted(), LISTEN, said("two_questions")],
        [LISTEN, said("faq"), ActiveLoop("utter_faq"), ActionExecuted("utter_faq"), LISTEN, said("greet")],
        [LISTEN, said("faq"), ActionExecuted("action_booking"), SlotSet("day", "monday"), LISTEN, said("affirm")],
    ],
)
def test_unusual_events_are_predicted_alike(agent, recent: RecentRulePolicy, events: list[Event]) -> None:  # type: ignore[no-untyped-def]
    assert_same(recent, tracker_of(events, [AnySlot("day", mappings=[{}], influence_conversation=False)]), agent.domain)


def test_a_slot_that_influences_the_conversation_is_seen(agent, recent: RecentRulePolicy) -> None:  # type: ignore[no-untyped-def]
    tracker = tracker_of([LISTEN, SlotSet("open", True), said("faq")], [BooleanSlot("open", mappings=[{}])])
    states = recent._prediction_states(tracker, agent.domain)
    assert "slots" in states[-1]
    assert_same(recent, tracker, agent.domain)
