"""The assistant on messages that were not written to train it: a floor under which no change may fall.

The targets are higher (docs/measurements.md); this keeps what has been reached.
"""

import asyncio
from pathlib import Path

import pytest

from frontdesk.channels.terminal import Terminal
from frontdesk.content.phrasings import phrasings, read_yaml
from frontdesk.engine.evaluation import (
    NO_SIGNS,
    SIGNS,
    Result,
    UnknownSetError,
    evaluate,
    judge_out_of_scope,
    judge_question,
    kind_of,
    report,
)
from frontdesk.settings.environment import read_settings

FOLDER = Path("tests/evaluation")
JUDGED_HERE = ("questions", "out_of_scope", "red_flags", "signs", "played_down", "hard_negatives", "everyday")


@pytest.fixture(scope="session")
def results(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    config = read_settings({"FRONTDESK_DATA_DIR": str(tmp_path_factory.mktemp("evaluation"))})
    found = asyncio.run(evaluate(Terminal(model, config, "web").converse, FOLDER, JUDGED_HERE))
    print("\n".join(report(found)))
    return found


def test_the_sets_are_large_enough() -> None:
    sizes = {file.stem: len(read_yaml(file)) for file in FOLDER.glob("*.yml")}
    assert sizes["questions"] >= 400
    assert sizes["red_flags"] >= 350
    assert sizes["hard_negatives"] >= 250


def test_nothing_of_the_evaluation_is_in_the_training_data() -> None:
    trained = {text.lower() for label, text in phrasings() if len(text.split()) > 4}
    for file in FOLDER.glob("*.yml"):
        said = {turn["text"].lower() for item in read_yaml(file) for turn in item.get("turns", [item])}
        assert not trained & said, file


def test_a_set_is_known_by_its_name() -> None:
    assert {kind_of(file.stem) for file in FOLDER.glob("*.yml")} >= {SIGNS, NO_SIGNS}
    assert kind_of("french_signs_12") is kind_of("red_flags") is SIGNS
    assert kind_of("everyday_2") is NO_SIGNS
    with pytest.raises(UnknownSetError, match=r"sings_2\.yml is no set .* after what it holds.*everyday"):
        kind_of("sings_2")


def test_questions(results: dict[str, Result]) -> None:
    assert results["questions"].share("right") >= 0.92
    assert results["questions"].share("wrong") <= 0.02


def test_out_of_scope(results: dict[str, Result]) -> None:
    assert results["out_of_scope"].share("answered") <= 0.05


@pytest.mark.parametrize(("signs", "missed"), [("red_flags", 0.01), ("signs", 0.01), ("played_down", 0.015)])
def test_signs_are_not_missed(results: dict[str, Result], signs: str, missed: float) -> None:
    assert results[signs].share("nothing") <= missed


@pytest.mark.parametrize(("messages", "alarms"), [("hard_negatives", 0.06), ("everyday", 0.06)])
def test_messages_without_a_sign_raise_few_alarms(results: dict[str, Result], messages: str, alarms: float) -> None:
    assert results[messages].share("alarm") <= alarms


def message(kind: str, *topics: str) -> dict[str, object]:
    return {"kind": kind, "topics": list(topics)}


@pytest.mark.parametrize(
    ("item", "messages", "outcome"),
    [
        ({"accept": ["cost"]}, [message("answer", "cost")], "right"),
        ({"accept": ["cost"]}, [message("clarify", "cost", "insurance")], "right"),
        ({"accept": ["cost"]}, [message("answer", "safety")], "wrong"),
        ({"accept": ["cost"]}, [message("clarify", "safety", "needles")], "not known"),
        ({"accept": ["cost"]}, [message("fallback")], "not known"),
        ({"accept": ["cost"]}, [message("urgent")], "alarm"),
        ({"accept": ["cost"]}, [message("check")], "check"),
        ({"accept": ["cost", "safety"], "all": ["cost", "safety"]}, [message("answer", "cost")], "half"),
        (
            {"accept": ["cost", "safety"], "all": ["cost", "safety"]},
            [message("answer", "cost"), message("answer", "safety")],
            "right",
        ),
    ],
)
def test_how_a_question_is_judged(item: dict[str, list[str]], messages: list[dict[str, object]], outcome: str) -> None:
    assert judge_question(item, messages) == outcome


def test_how_out_of_scope_is_judged() -> None:
    assert judge_out_of_scope({}, [message("answer", "cost")]) == "answered"
    assert judge_out_of_scope({}, [message("booking", "book")]) == "answered"
    assert judge_out_of_scope({}, [message("clarify", "cost", "safety")]) == "asked back"
    assert judge_out_of_scope({}, [message("fallback")]) == "declined"
