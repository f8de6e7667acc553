"""Figures of a report on a handful of messages that were never put to anybody."""

from typing import Any

FIGURES: dict[str, Any] = {
    "at": "2026-11-24 09:00",
    "compared": "2026-11-23 09:00",
    "sets": {"questions": {"right": 9, "wrong": 1}, "signs": {"alarm": 8, "check": 1, "nothing": 1}},
    "answered_from": 0.8,
    "risk": [{"from": 0.9, "coverage": 0.5, "risk": 0.0}, {"from": 0.4, "coverage": 1.0, "risk": 0.1}],
    "calibration": [
        {"sure": 0.4, "count": 3, "total": 5, "share": 0.6, "low": 0.2, "high": 0.9},
        {"sure": 0.9, "count": 5, "total": 5, "share": 1.0, "low": 0.6, "high": 1.0},
    ],
    "confusions": [{"meant": "cost", "read": "insurance", "count": 2}, {"meant": "safety", "read": "cost", "count": 1}],
    "signs_by_group": {
        "heart": {"alarm": 4, "check": 1, "count": 0, "total": 5, "share": 0.0, "low": 0.0, "high": 0.43},
        "clot": {"alarm": 4, "check": 0, "count": 1, "total": 5, "share": 0.2, "low": 0.04, "high": 0.62},
    },
    "probabilities": {"signs": [0, 1, 9], "no signs": [9, 1, 0]},
    "probability_bins": [0.0, 0.1, 0.9, 1.0],
    "robustness": {
        "as typed": {"questions": {"count": 9, "total": 10, "share": 0.9, "low": 0.6, "high": 0.98}},
        "typos": {"questions": {"count": 8, "total": 10, "share": 0.8, "low": 0.5, "high": 0.94}},
    },
    "changes": [{"set": "questions", "outcome": "right", "before": 0.8, "now": 0.9}],
}
