"""Cutting messages at their joints."""

import pytest

from frontdesk.language.pipeline import language
from frontdesk.language.segments import fragments


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("parking and pay up front", ["parking", "pay up front"]),
        ("price? pain?", ["price", "pain"]),
        ("how much, how long, and how many", ["how much", "how long", "how many"]),
        ("cost/coverage/referral", ["cost", "coverage", "referral"]),
        ("what it costs, and whether i can bring my son", ["what it costs", "whether i can bring my son"]),
        ("how much is it", []),
        ("hi, how much is it", []),
    ],
)
def test_short_messages_are_cut_at_every_joint(text: str, pieces: list[str]) -> None:
    assert fragments(language()(text)) == pieces


def test_long_messages_are_not_cut() -> None:
    assert fragments(language()("my back hurts, " * 20)) == []
