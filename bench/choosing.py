"""How the thresholds of a topic model are chosen: from phrasings that it was not taught, by what may go wrong at most.

1. A logistic curve turns the best score and its lead into the probability of being right.
2. `upper` is the lowest confidence at which at most MOST_WRONG of all questions are answered wrongly and at most MOST_ANSWERED
   of what is out of scope is answered.
3. `lower` is the score that MOST_UNKNOWN of the questions with the right topic among the candidates stay below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from frontdesk.content.topic_ids import OUT_OF_SCOPE
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors

MOST_WRONG = 0.015
MOST_ANSWERED = 0.035
MOST_UNKNOWN = 0.01
_CANDIDATES = 3


@dataclass(frozen=True)
class Chosen:
    """What config.yml holds of a topic model."""

    calibration: list[float]
    upper: float
    lower: float


@dataclass
class Held:
    """Phrasings that were judged by models that were not taught them, one entry each."""

    scores: list[tuple[float, float]] = field(default_factory=list)  # the best, and its lead
    best: list[str] = field(default_factory=list)
    among: list[bool] = field(default_factory=list)  # the right topic is a candidate
    wanted: list[str] = field(default_factory=list)

    def judge(self, model: TopicModel, text: str, vector: Vectors, wanted: str) -> None:
        """Add a phrasing; `wanted` is OUT_OF_SCOPE where no topic is right."""
        scores = model.scores(text, vector)
        order = np.argsort(-scores)
        candidates = [model.classes[row] for row in order[:_CANDIDATES]]
        self.scores.append((float(scores[order[0]]), float(scores[order[0]] - scores[order[1]])))
        self.best.append(candidates[0])
        self.among.append(wanted in candidates)
        self.wanted.append(wanted)

    @property
    def right(self) -> np.ndarray:  # type: ignore[type-arg]
        return np.array(self.best) == np.array(self.wanted)

    @property
    def outside(self) -> np.ndarray:  # type: ignore[type-arg]
        return np.array(self.wanted) == OUT_OF_SCOPE

    @property
    def offered(self) -> np.ndarray:  # type: ignore[type-arg]
        """Whether the best is a topic."""
        return np.array(self.best) != OUT_OF_SCOPE

    def confidence(self, calibration: Sequence[float]) -> np.ndarray:  # type: ignore[type-arg]
        intercept, *weights = calibration
        confidence: np.ndarray = 1 / (1 + np.exp(-(intercept + np.array(self.scores) @ np.array(weights))))  # type: ignore[type-arg]
        return confidence


def calibration_of(held: Held) -> list[float]:
    """Intercept, weight of the best score, weight of its lead."""
    from sklearn.linear_model import LogisticRegression  # where Rasa has started, there is only a placeholder for it

    fitted = LogisticRegression(C=100, tol=1e-8).fit(np.array(held.scores), held.right)
    return [float(fitted.intercept_[0]), *map(float, fitted.coef_[0])]


def chosen(held: Held) -> Chosen:
    """The curve, and the thresholds on it."""
    return thresholds(held, calibration_of(held))


def thresholds(held: Held, calibration: list[float]) -> Chosen:
    """The thresholds by what may go wrong at most."""
    confidence, outside = held.confidence(calibration), held.outside
    wrong = held.offered & ~held.right
    upper = next(
        float(trial)
        for trial in [*np.linspace(0.3, 0.99, 139), 1.0]
        if _share(wrong & (confidence >= trial), ~outside) <= MOST_WRONG
        and _share(held.offered & (confidence >= trial), outside) <= MOST_ANSWERED
    )
    lower = float(np.quantile(np.array(held.scores)[~outside & np.array(held.among), 0], MOST_UNKNOWN))
    return Chosen(calibration, upper, lower)


def _share(which: np.ndarray, of: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(which[of].mean()) if of.any() else 0.0
