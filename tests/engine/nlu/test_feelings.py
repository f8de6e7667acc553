"""How messages sound, with the trained model. None of these stands in the training data."""

from pathlib import Path

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from frontdesk.engine.agent import load_agent
from frontdesk.engine.nlu.feelings import Feelings
from frontdesk.engine.nlu.topic_matcher import TopicMatcher
from frontdesk.language.pipeline import language


@pytest.fixture(scope="module")
def feelings(model: Path) -> Feelings:
    agent = load_agent(model, InMemoryTrackerStore(Domain.empty()), EndpointConfig())
    (matcher,) = agent.processor.graph_runner.of_class(TopicMatcher)
    read: Feelings = matcher._feelings
    return read


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("i am not happy with how my visit went on friday", "complaint"),
        ("you kept me waiting an hour and then charged me full price", "complaint"),
        ("the woman at your front desk was so rude to me", "complaint"),
        ("what a stupid useless bot you are", "anger"),
        ("this is so frustrating, you never answer", "anger"),
        ("i'm really scared of needles", "fear"),
        ("so nervous about my first visit", "fear"),
        ("thank you very much for your help", "thanks"),
        ("really appreciate your help, thanks", "thanks"),
    ],
)
def test_a_feeling_is_heard(feelings: Feelings, text: str, feeling: str) -> None:
    assert feelings.of(language()(text)) == feeling


@pytest.mark.parametrize(
    "text",
    [
        "how much is a visit",
        "my hip is awful today",
        "this knee is driving me nuts, do you treat it",
        "is dry needling dangerous",
        "can i come on friday at 3",
        "what are the side effects",
        "the pain gets worse at night",
        "do you bill my insurance",
        "no, the other one",
        "i don't understand",
    ],
)
def test_pain_and_plain_questions_are_no_feelings(feelings: Feelings, text: str) -> None:
    assert feelings.of(language()(text)) == ""
