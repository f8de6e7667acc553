"""Phrasings in the wrong place are found."""

from pathlib import Path

import pytest

from frontdesk.checks.overlap import Pair, misplaced, too_near, topic_phrasings, vectors_of

TAUGHT = """
nlu:
- intent: faq/parking_access
  examples: |
    - where can i park my car
    - is there parking
- intent: faq/cost
  examples: |
    - how much does a session cost
    - where can I park my car please
- intent: leave_message
  examples: |
    - please tell them i am late
- intent: arriving
  examples: |
    - tell them please that i am late
"""
HELD = """
nlu:
- intent: faq/parking_access
  examples: |
    - what does one session cost
    - somewhere to park my car
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for theme, text in (("faq", TAUGHT), ("calibration", HELD)):
        (tmp_path / theme).mkdir()
        (tmp_path / theme / "some.yml").write_text(text, encoding="utf-8")
    return tmp_path


def said(pairs: list[Pair]) -> list[tuple[str, str]]:
    return [(pair.first.text, pair.second.text) for pair in pairs]


def test_phrasings_of_two_topics_that_say_the_same_are_listed(data: Path) -> None:
    found = topic_phrasings(data)
    pairs = too_near(found, vectors_of([phrasing.text for phrasing in found]), near=0.8)
    assert ("where can i park my car", "where can I park my car please") in said(pairs)
    assert all(pair.first.topic != pair.second.topic for pair in pairs)
    assert not any(pair.is_about("arriving") for pair in pairs)  # it is passed on as the other kind of message is


def test_a_phrasing_of_calibration_nearest_to_another_topic_is_listed(data: Path) -> None:
    found = topic_phrasings(data)
    pairs = misplaced(found, vectors_of([phrasing.text for phrasing in found]))
    assert said(pairs)[0] == ("what does one session cost", "how much does a session cost")
    assert {pair.first.topic for pair in pairs} == {"parking_access"}


def test_phrasings_of_the_shipped_topics_stand_apart() -> None:
    found = topic_phrasings()
    taught = [phrasing for phrasing in found if phrasing.topic in ("parking_access", "location_hours", "opening_hours")]
    assert too_near(taught, vectors_of([phrasing.text for phrasing in taught]), near=0.97) == []
