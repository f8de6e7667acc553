"""The figures of a report, counted by hand."""

import pytest

from frontdesk.engine.evaluation import Judged, Result
from frontdesk.tools.report import figures
from frontdesk.tools.report.measured import Sure


def question(meant: str, read: str, sure: float) -> Sure:
    return Sure(Judged("text", "right", (read,), (meant,)), read, sure)


def sign(group: str, outcome: str, probability: float) -> Sure:
    return Sure(Judged("text", outcome, (outcome,), (), group), group, probability)


QUESTIONS = [
    question("cost", "cost", 0.9),
    question("cost", "insurance", 0.8),
    question("safety", "safety", 0.7),
    question("cost", "insurance", 0.2),
]


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 100, 0.0, 0.037), (5, 100, 0.0215, 0.1118), (100, 100, 0.963, 1.0), (0, 0, 0, 1)],
)
def test_bounds_are_wilsons(count: int, total: int, low: float, high: float) -> None:
    assert figures.wilson(count, total) == pytest.approx((low, high), abs=0.001)


def test_risk_grows_with_what_is_answered() -> None:
    points = figures.risk_and_coverage(QUESTIONS)
    assert [(point["coverage"], point["risk"]) for point in points] == [(0.25, 0), (0.5, 0.5), (0.75, 1 / 3), (1, 0.5)]


def test_what_is_read_as_out_of_scope_is_not_answered() -> None:
    points = figures.risk_and_coverage([*QUESTIONS, question("cost", "out_of_scope", 0.99)])
    assert [point["coverage"] for point in points] == [0.2, 0.4, 0.6, 0.8]


def test_confidence_is_compared_with_how_often_it_was_right() -> None:
    bins = figures.calibration(QUESTIONS)
    assert [one["share"] for one in bins] == [0, 1, 0, 1]
    assert all(one["low"] <= one["share"] <= one["high"] for one in bins)


def test_confusions_name_what_was_meant_and_what_was_read() -> None:
    assert figures.confusions(QUESTIONS) == [{"meant": "cost", "read": "insurance", "count": 2}]


def test_signs_are_counted_by_group_with_the_bound_of_what_is_missed() -> None:
    signs = [sign("heart", "alarm", 0.9), sign("heart", "check", 0.3), sign("clot", "nothing", 0.01)]
    groups = figures.by_group(signs)
    assert (groups["heart"]["alarm"], groups["heart"]["check"], groups["heart"]["count"]) == (1, 1, 0)
    assert groups["clot"]["count"] == 1
    assert groups["heart"]["high"] > 0.5


def test_robustness_counts_what_matters_in_each_set() -> None:
    missed = Result([Judged("a", "nothing", ()), Judged("b", "alarm", ())])
    found = figures.robustness({"typos": {"signs": missed}})
    assert found["typos"]["signs"]["share"] == 0.5


def test_changes_stand_with_the_greatest_first() -> None:
    now = {"sets": {"questions": {"right": 90, "wrong": 10}, "new": {"right": 1}}}
    before = {"sets": {"questions": {"right": 95, "wrong": 4, "half": 1}}}
    rows = figures.changes(now, before)
    assert [(row["outcome"], row["before"], row["now"]) for row in rows] == [
        ("wrong", 0.04, 0.1),
        ("right", 0.95, 0.9),
        ("half", 0.01, 0.0),
    ]
    assert figures.changes(now, {}) == []
