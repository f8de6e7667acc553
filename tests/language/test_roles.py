"""Roles of times: what is wished for, what is busy, what is only told."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk.language.when import OpeningHours, When, understand
from frontdesk.language.when.roles import BUSY, FILE, ROLES, TOLD, WISHED
from frontdesk.language.when.roles.fit import labelled, lines, unmarked
from frontdesk.settings.clinic import read_clinic

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("America/Edmonton"))
CLINIC = OpeningHours(read_clinic(Path("clinic.yml")).hours)


def heard(text: str) -> When:
    when = understand(text, NOW, CLINIC)
    assert when is not None
    return when


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the chimney sweep is here wednesday, so thursday", "Thursday 26 November"),
        ("my niece flies in on friday, can i come thursday at 2", "Thursday 26 November, at 2 p.m."),
        ("you saw my dad last monday, i need one for me, friday morning", "Friday 27 November, in the morning"),
        ("it went at work on the 12th, i could come in on the 3rd", "Thursday 3 December"),
        ("my bus is in at 9:40, so 10 on thursday", "Thursday 26 November, at 10 a.m."),
        ("the lady said you had 11 on friday open, anyway i'd like thursday at 4", "Thursday 26 November, at 4 p.m."),
        ("bell choir mondays, any other day after 3", "any day except Mondays, after 3 p.m."),
        ("tuesdays i mind the twins, otherwise mornings", "any day except Tuesdays, in the morning"),
    ],
)
def test_only_what_is_wished_for_is_taken(text: str, said: str) -> None:
    assert heard(text).text == said


@pytest.mark.parametrize(
    "text", ["did you get my form, i sent it on the 5th", "call me back after 5 please", "it hurts most in the mornings"]
)
def test_what_is_only_told_is_no_wish(text: str) -> None:
    when = understand(text, NOW, CLINIC)
    assert when is None or not when.windows


def test_an_hour_without_its_day_is_asked_back_where_a_day_is_told() -> None:
    assert heard("im with clients until 2 on thursday, 2:30?").problem == "unclear"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spin class is tuesday at 6, 4 pm tuesday", "Tuesday 24 November, at 4 p.m."),
        ("rush hour ends around 9, so 10 thursday", "Thursday 26 November, at 10 a.m."),
        ("tuesday 320pm", "Tuesday 24 November, at 3:20 p.m."),
        ("thursday nine fifteen am", "Thursday 26 November, at 9:15 a.m."),
        ("after 1 december", "any day from Wednesday 2 December"),
        ("monday before 1 or any time friday", "Friday 27 November, any time, or Monday 30 November, before 1 p.m."),
    ],
)
def test_what_is_exact_is_read_exactly(text: str, said: str) -> None:
    assert heard(text).text == said


def test_marks_say_which_part_each_time_plays() -> None:
    text, roles = unmarked("{bridge mondays} [it began friday] tuesday")
    assert text == "bridge mondays it began friday tuesday"
    assert [roles[text.index(day)] for day in ("monday", "friday", "tuesday")] == [BUSY, TOLD, WISHED]


def test_marked_messages_have_every_role_and_no_open_mark() -> None:
    of = lines()
    assert all(line.count("{") == line.count("}") and line.count("[") == line.count("]") for line in of)
    found = {role for line in of[:200] for role in labelled(line)[2]}
    assert found == set(ROLES)


def test_the_model_is_small() -> None:
    assert FILE.stat().st_size < 2_000_000
