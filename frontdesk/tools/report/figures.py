"""What a report shows, as numbers: no message is in it, so that reports can be kept and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from statistics import fmean
from typing import Any

from frontdesk.content.topic_ids import OUT_OF_SCOPE
from frontdesk.engine.evaluation import Result
from frontdesk.tools.report.measured import Measured, Sure

_Z = 1.96  # 95 %
_BINS = 10
_MOST_CONFUSIONS = 15
_SIGN_BINS = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.85, 0.95, 1.0)
# What robustness is measured by in each set: the outcome, and whether it should be frequent.
MEASURES = {"questions": "right", "questions_2": "right", "signs": "nothing", "everyday": "alarm"}

Figures = dict[str, Any]


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % bounds of a share (Wilson), 0 to 1."""
    if not total:
        return 0.0, 1.0
    share, square = count / total, _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def share_of(count: int, total: int) -> dict[str, Any]:
    """A share with its bounds."""
    low, high = wilson(count, total)
    return {"count": count, "total": total, "share": count / total if total else 0.0, "low": low, "high": high}


def figures_of(measured: Measured) -> Figures:
    """All figures of a report."""
    return {
        "sets": {name: dict(result.counts) for name, result in measured.results.items()},
        "answered_from": measured.answered_from,
        "risk": risk_and_coverage(measured.questions),
        "calibration": calibration(measured.questions),
        "confusions": confusions(measured.questions),
        "signs_by_group": by_group(measured.signs),
        "probabilities": {"signs": _spread(measured.signs), "no signs": _spread(measured.no_signs)},
        "probability_bins": list(_SIGN_BINS),
        "robustness": robustness(measured.disturbed),
    }


def is_right(sure: Sure) -> bool:
    """Whether the topic that a question was read as is one that would do."""
    return sure.topic in sure.judged.accepted


def risk_and_coverage(questions: Sequence[Sure]) -> list[dict[str, float]]:
    """Of the questions that are answered from each confidence on: their share of all, and how many of them are wrong.

    What is read as out of scope is not answered, however sure that is.
    """
    offered = [sure for sure in questions if sure.topic != OUT_OF_SCOPE]
    ordered = sorted(offered, key=lambda sure: -sure.confidence)
    points, wrong = [], 0
    for answered, sure in enumerate(ordered, 1):
        wrong += not is_right(sure)
        point = {"from": sure.confidence, "coverage": answered / len(questions), "risk": wrong / answered}
        points.append(point)
    return points


def calibration(questions: Sequence[Sure]) -> list[dict[str, Any]]:
    """The questions in bins of confidence: how sure the assistant was, and how often it was right."""
    ordered = sorted(questions, key=lambda sure: sure.confidence)
    size = max(1, -(-len(ordered) // _BINS))
    bins = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    return [
        {"sure": fmean(sure.confidence for sure in part), **share_of(sum(map(is_right, part)), len(part))}
        for part in bins
    ]


def confusions(questions: Sequence[Sure]) -> list[dict[str, Any]]:
    """Which topic was meant and which was read, the most frequent first."""
    counts = Counter((sure.judged.accepted[0], sure.topic) for sure in questions if not is_right(sure))
    return [
        {"meant": meant, "read": read, "count": count} for (meant, read), count in counts.most_common(_MOST_CONFUSIONS)
    ]


def by_group(signs: Sequence[Sure]) -> dict[str, dict[str, Any]]:
    """Of each safety group: how many signs gave a warning, a question, or nothing, with the bounds of what was missed."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for sure in signs:
        groups[sure.judged.group][sure.judged.outcome] += 1
    return {
        group: {**{key: counts[key] for key in ("alarm", "check")}, **share_of(counts["nothing"], counts.total())}
        for group, counts in sorted(groups.items())
    }


def _spread(messages: Iterable[Sure]) -> list[int]:
    """How many messages have a probability of a sign in each of the bins."""
    counts = [0] * (len(_SIGN_BINS) - 1)
    for sure in messages:
        counts[next(i for i in range(len(counts)) if sure.confidence <= _SIGN_BINS[i + 1])] += 1
    return counts


def robustness(disturbed: Mapping[str, Mapping[str, Result]]) -> dict[str, dict[str, Any]]:
    """By way of typing and set: the share of what MEASURES names."""
    return {
        way: {
            name: share_of(result.counts[MEASURES[name]], len(result.judged))
            for name, result in sorted(results.items())
        }
        for way, results in disturbed.items()
    }


def changes(figures: Figures, before: Figures) -> list[dict[str, Any]]:
    """The share of each outcome of each set, before and now, where it has changed."""
    rows = []
    for name, counts in figures["sets"].items():
        earlier = before.get("sets", {}).get(name, {})
        for outcome in dict.fromkeys((*counts, *earlier)) if earlier else ():
            was = earlier.get(outcome, 0) / sum(earlier.values())
            now = counts.get(outcome, 0) / sum(counts.values())
            if abs(now - was) > 1e-9:
                rows.append({"set": name, "outcome": outcome, "before": was, "now": now})
    return sorted(rows, key=lambda row: -abs(row["now"] - row["before"]))
