"""What `parse` says is what the trained model does."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frontdesk.channels.terminal import Terminal
from frontdesk.engine.explaining import Explainer
from frontdesk.engine.nearest import Taught, nearest
from frontdesk.engine.nlu.safety_screen import SafetyScreen
from frontdesk.engine.nlu.topic_matcher import TopicMatcher
from frontdesk.language.packs import packs
from frontdesk.language.pipeline import vector
from frontdesk.language.spelling import written_out
from frontdesk.settings.environment import Settings, read_settings

MESSAGES = (
    "does it hurt?",
    "does it hurt and can i park there",
    "cant feel when i wipe",
    "my knee is stiff in the morning",
    "who won the hockey game",
    "book me friday after 3",
    "est-ce que ça fait mal?",
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings({"FRONTDESK_DATA_DIR": str(tmp_path_factory.mktemp("explaining"))})


@pytest.fixture(scope="module")
def terminal(model: Path, config: Settings) -> Terminal:
    return Terminal(model, config, "web")


@pytest.fixture(scope="module")
def explain(terminal: Terminal, config: Settings) -> Any:
    explainer = Explainer(terminal.assistant.agent, config.clinic)
    now = datetime(2026, 11, 24, 9, tzinfo=config.clinic.timezone)
    return lambda text, asked="start": explainer.explain(text, asked, now)


@pytest.mark.parametrize("text", MESSAGES)
def test_the_outcome_is_what_the_patient_is_answered(terminal: Terminal, explain: Any, text: str) -> None:
    outcome = explain(text)["outcome"]["intent"].removeprefix("faq/")
    (first, *_) = asyncio.run(terminal.ask(text))
    said = {
        "emergency": "safety/",
        "urgent": "safety/",
        "check": "check",
        "fallback": "nlu_fallback",
        "clarify": "clarify",
    }
    expected = said.get(first["kind"], (first["topics"] or [""])[0])
    assert outcome.startswith(expected), (outcome, first)


@pytest.mark.parametrize("text", MESSAGES[:4])
def test_the_evidence_adds_up_to_the_probability(explain: Any, text: str) -> None:
    safety = explain(text)["safety"]
    assert 1 / (1 + np.exp(-sum(safety["adds"].values()))) == pytest.approx(safety["probability"], abs=1e-4)


def test_a_rule_that_is_denied_says_so(explain: Any) -> None:
    rules = explain("no chest pain and no numbness around the groin")["safety"]["rules"]
    assert rules
    assert all(rule["denied"] for rule in rules)


def test_terms_and_spelling_are_told(explain: Any) -> None:
    found = explain("how much is it for sciatca, no diabetes")
    assert "sciatica" in found["read_as"]
    assert {"kind": "CONDITION", "term": "sciatica", "words": "sciatica", "denied": False} in found["terms"]


def test_a_booking_is_read_with_its_time(explain: Any) -> None:
    booking = explain("friday after 3 please", "when")["booking"]
    assert booking["asked"] == "when"
    assert booking["time"] == "Friday 27 November, after 3 p.m."


def test_french_is_explained_by_what_was_learnt_for_it(explain: Any) -> None:
    found = explain("est-ce que ça fait mal?")
    assert found["language"] == "fr"
    assert found["safety"]["other_language"]["probability"] < 0.5
    assert found["topics"]["nearest"][0]["label"] == "does_it_hurt"


def test_nothing_is_weighed_where_there_are_no_words(explain: Any) -> None:
    assert set(explain("  ")) == {"input", "outcome", "language"}


def test_phrasings_stand_in_the_order_of_the_models_vectors(terminal: Terminal) -> None:
    runner = terminal.assistant.agent.processor.graph_runner
    taught = Taught()
    matcher, screen = runner.of_class(TopicMatcher)[0].matcher, runner.of_class(SafetyScreen)[0].screen
    for phrasings, model in ((taught.topics, matcher.model), (taught.signs, screen.model)):
        for row in range(0, len(phrasings), len(phrasings) // 40):
            similar = model.similar(vector(written_out(phrasings[row][1])))
            assert len(similar) == len(phrasings)
            assert similar[row] > 0.99, phrasings[row]


def test_phrasings_of_another_language_stand_in_that_order_too(explain: Any) -> None:
    text = next(text for label, text in Taught().topics_in(packs()["fr"]) if label == "parking_access")
    assert explain(text)["topics"]["nearest"][0]["similarity"] > 0.99


def test_other_data_than_the_models_are_noticed() -> None:
    with pytest.raises(ValueError, match="the data hold 1"):
        nearest([("cost", "how much")], np.zeros(2, dtype=np.float32), 1)
