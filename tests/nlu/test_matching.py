"""What a message asks: one question, two, or a second one that only seems so. With the trained model."""

from pathlib import Path

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from frontdesk.channels.server import load_agent
from frontdesk.language.pipeline import language
from frontdesk.nlu.matching import Matcher
from frontdesk.nlu.topic_matcher import TopicMatcher


@pytest.fixture(scope="module")
def matcher(model: Path) -> Matcher:
    agent = load_agent(model, InMemoryTrackerStore(Domain.empty()), EndpointConfig())
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    (component,) = (node._component for node in nodes if isinstance(node._component, TopicMatcher))
    return component._matcher


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("what time do you close and the price?", "location_hours", "cost"),
        ("insurance, and does it hurt", "insurance", "does_it_hurt"),
        ("does it hurt? any side effects? how much is it?", "does_it_hurt", "side_effects"),
        ("need an appointment this week, do you bill sun life directly", "book", "insurance"),
        ("i'm on warfarin, can i have it? cost?", "blood_thinners", "cost"),
        ("Sciatica has bothered me since May. Can you help, and how much is it?", "sciatica", "cost"),
        ("got sciatica for years, can you help and how much", "sciatica", "cost"),
        ("does it hurt as well as how much is it", "does_it_hurt", "cost"),
        ("frozen shoulder here, does needling help with that or is it too painful", "frozen_shoulder", "does_it_hurt"),
        ("do you treat sciatica and frozen shoulder", "sciatica", "frozen_shoulder"),
        ("can pregnant women get it and what about blood thinners", "pregnancy", "blood_thinners"),
        ("i take eliquis, is it safe on blood thinners, and do you treat children", "blood_thinners", "children"),
    ],
)
def test_two_questions_in_the_order_they_were_asked(matcher: Matcher, text: str, first: str, second: str) -> None:
    match = matcher.match(language()(text))
    assert (match.intent, match.second) == (first, second)


@pytest.mark.parametrize(
    "text", ["on eliquis since my clot, is it a problem", "is it painful, like a bee sting, or not"]
)
def test_a_question_that_only_points_back_is_no_second_one(matcher: Matcher, text: str) -> None:
    assert matcher.match(language()(text)).second is None
