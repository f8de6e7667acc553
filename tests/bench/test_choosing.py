"""Thresholds are the lowest that keep what may go wrong within its bounds."""

import numpy as np
import pytest

from bench.choosing import MOST_ANSWERED, MOST_WRONG, Held, thresholds
from frontdesk.content.topic_ids import OUT_OF_SCOPE

CURVE = [-2.0, 1.0, 5.0]


@pytest.fixture
def held() -> Held:
    """Four hundred phrasings: the surer the model, the more often it is right; a quarter is out of scope."""
    chance = np.random.RandomState(0)
    found = Held()
    for number in range(400):
        lead = float(chance.rand())
        outside = number % 4 == 0
        wanted = OUT_OF_SCOPE if outside else "cost"
        lead = lead * 0.4 if outside else lead
        right = not outside and chance.rand() < 0.3 + 0.8 * lead
        found.scores.append((0.3 + 0.6 * lead, lead))
        found.best.append("cost" if right or outside else "safety")
        found.among.append(not outside)
        found.wanted.append(wanted)
    return found


def test_at_the_chosen_confidence_little_goes_wrong_and_just_below_it_more(held: Held) -> None:
    best = thresholds(held, CURVE)
    confidence, outside = held.confidence(best.calibration), held.outside

    def wrong_and_answered(upper: float) -> tuple[float, float]:
        answered = held.offered & (confidence >= upper)
        return float((answered & ~held.right)[~outside].mean()), float(answered[outside].mean())

    wrong, answered = wrong_and_answered(best.upper)
    assert wrong <= MOST_WRONG
    assert answered <= MOST_ANSWERED
    wrong, answered = wrong_and_answered(best.upper - 0.02)
    assert wrong > MOST_WRONG or answered > MOST_ANSWERED


def test_the_curve_rises_with_score_and_lead(held: Held) -> None:
    confidence = held.confidence(thresholds(held, CURVE).calibration)
    leads = np.array(held.scores)[:, 1]
    assert np.corrcoef(confidence, leads)[0, 1] > 0.9


def test_what_resembles_nothing_is_rare_among_questions(held: Held) -> None:
    scores = np.array(held.scores)[~held.outside, 0]
    assert (scores < thresholds(held, CURVE).lower).mean() == pytest.approx(0.01, abs=0.01)
