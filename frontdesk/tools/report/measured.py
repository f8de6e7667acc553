"""Puts the evaluation sets to the assistant, and asks its components how sure they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from frontdesk.channels.terminal import Terminal
from frontdesk.engine.evaluation import CHECK, NO_SIGNS, QUESTIONS, SIGNS, Judged, Kind, Result, evaluate, kind_of
from frontdesk.engine.explaining import Explainer
from frontdesk.tools.report.disturbing import WAYS

_MOST_DISTURBED = 200  # of each set, in each way
DISTURBED = ("questions", "questions_2", "signs", "everyday")


@dataclass(frozen=True)
class Sure:
    """A message with its outcome, what it was read as (a topic), and how sure the assistant was (0 to 1)."""

    judged: Judged
    topic: str
    confidence: float


@dataclass(frozen=True)
class Measured:
    """Everything that a report is made of. `answered_from` is the confidence from which a question is answered."""

    results: Mapping[str, Result]
    questions: list[Sure]
    signs: list[Sure]
    no_signs: list[Sure]
    disturbed: Mapping[str, Mapping[str, Result]]
    answered_from: float


async def measure(terminal: Terminal, explainer: Explainer, folder: Path) -> Measured:
    """All of it; some minutes for the shipped sets."""
    results = await evaluate(terminal.converse, folder)
    disturbed = {
        way: await evaluate(terminal.converse, folder, DISTURBED, change, _MOST_DISTURBED)
        for way, change in WAYS.items()
    }
    return Measured(
        results,
        [_topic(judged, explainer) for judged in _first(results, QUESTIONS) if _asks_one(judged)],
        [_sign(judged, explainer) for judged in _first(results, SIGNS)],
        [_sign(judged, explainer) for judged in _first(results, NO_SIGNS)],
        disturbed,
        explainer.answered_from,
    )


def _first(results: Mapping[str, Result], kind: Kind) -> list[Judged]:
    """The messages of a kind of sets that open a conversation."""
    return [
        judged for name, result in results.items() if kind_of(name) is kind for judged in result.judged if judged.opens
    ]


def _asks_one(judged: Judged) -> bool:
    return judged.outcome not in ("alarm", CHECK, "half")


def _topic(judged: Judged, explainer: Explainer) -> Sure:
    return Sure(judged, *explainer.decided(explainer.understood(judged.text)))


def _sign(judged: Judged, explainer: Explainer) -> Sure:
    return Sure(judged, judged.group, explainer.sign_probability(explainer.understood(judged.text)))
