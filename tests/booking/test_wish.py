"""A second wish for a time is heard in the light of the first."""

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

import pytest

from frontdesk.appointments.appointment import Period
from frontdesk.booking.wish import Wish
from frontdesk.language.when import OpeningHours, understand
from frontdesk.settings.values import WEEKDAYS

EDMONTON = ZoneInfo("America/Edmonton")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=EDMONTON)  # a Tuesday
OPENING = OpeningHours(dict.fromkeys(WEEKDAYS[:5], ((time(8), time(18)),)), frozenset())


def wish(text: str) -> Wish:
    when = understand(text, NOW, OPENING, 60)
    assert when is not None
    windows = (Period(w.start.astimezone(timezone.utc), w.end.astimezone(timezone.utc)) for w in when.windows)
    return Wish(tuple(windows), when.text)


@pytest.mark.parametrize(
    ("first", "second", "words", "hours"),
    [
        ("thursday", "after 3", "Thursday 26 November, after 3 p.m.", ["26 15-18"]),
        ("thursday morning", "after 3", "Thursday 26 November, after 3 p.m.", ["26 15-18"]),
        ("thursday or friday", "in the morning", "Thursday 26 November or Friday 27 November, in the morning", None),
        ("thursday or friday", "not friday", "Thursday 26 November or Friday 27 November, except Fridays", ["26 8-18"]),
        ("after noon", "after 1", "any day, after 1 p.m.", None),
        ("mornings", "after 10", "any day, in the morning, after 10 a.m.", None),
        ("mornings", "after 3", "any day, after 3 p.m.", None),
        ("next week", "in the morning", "any day next week, in the morning", None),
        ("thursday at 1", "the time should be 1:30", "Thursday 26 November, at 1:30 p.m.", None),
        ("thursday after 1", "at 4", "Thursday 26 November, at 4 p.m.", ["26 16-17"]),
        ("thursday", "friday", "Friday 27 November", ["27 8-18"]),
        ("thursday", "any morning next week", "any day next week, in the morning", None),
        ("thursday", "any day but thursday", "any day except Thursdays", None),
    ],
)
def test_a_wish_without_a_day_is_for_the_days_wished_before(
    first: str, second: str, words: str, hours: list[str] | None
) -> None:
    after = wish(second).narrowing(wish(first), EDMONTON)
    assert after.words == words
    if hours is not None:
        local = [(w.start.astimezone(EDMONTON), w.end.astimezone(EDMONTON)) for w in after.windows]
        assert [f"{start.day} {start.hour}-{end.hour}" for start, end in local] == hours


def test_the_first_wish_stands_as_it_is() -> None:
    assert wish("after 3").narrowing(Wish((), ""), EDMONTON) == wish("after 3")


def test_a_day_left_out_is_not_said_where_another_one_is_wished_for() -> None:
    thursday, later = (
        Period(datetime(2026, 11, 26, first, tzinfo=EDMONTON), datetime(2026, 11, 26, past, tzinfo=EDMONTON))
        for first, past in ((8, 18), (16, 17))
    )
    before = Wish((thursday,), "Thursday 26 November")
    assert (
        Wish((later,), "any day except Fridays, at 4 p.m.")
        .narrowing(Wish((thursday, later), before.words), EDMONTON)
        .words
        == "Thursday 26 November, at 4 p.m."
    )
