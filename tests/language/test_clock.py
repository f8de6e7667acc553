"""Times of day in words."""

from datetime import time

import pytest

from frontdesk.language.clock import clock


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(8), "8 a.m."),
        (time(16, 30), "4:30 p.m."),
        (time(12), "noon"),
        (time(0), "12 a.m."),
        (time(12, 5), "12:05 p.m."),
    ],
)
def test_clock(moment: time, words: str) -> None:
    assert clock(moment) == words
