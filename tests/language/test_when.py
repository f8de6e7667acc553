"""When-phrases: from what a patient types to stretches of open, future time."""

import subprocess
import sys
import time as stopwatch
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontdesk.language.when import OpeningHours, When, Window, understand
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.values import WEEKDAYS
from tests.language.when_phrases import NOTHING, PROBLEMS, SWAPPED, UNDERSTOOD
from tests.support.wishes import RIGHT, judged, phrases, reading

UTC = timezone.utc
EDMONTON = ZoneInfo("America/Edmonton")
NOW = datetime(2026, 11, 24, 10, tzinfo=EDMONTON)
CLINIC = OpeningHours(read_clinic(Path("clinic.yml")).hours)
ALWAYS = OpeningHours(dict.fromkeys(WEEKDAYS, ((time(0), time(23, 59)),)))


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}" if moment.minute else str(moment.hour)


def in_short(windows: Sequence[Window]) -> str:
    words = [f"{w.start:%a} {w.start.day} {w.start:%b} {_clock(w.start)}-{_clock(w.end)}" for w in windows]
    return ", ".join(words) if len(words) <= 3 else f"{words[0]} ... {words[-1]} ({len(words)})"


def heard(text: str, now: datetime = NOW, opening: OpeningHours = CLINIC, horizon_days: int = 60) -> When:
    when = understand(text, now, opening, horizon_days)
    assert when is not None
    return when


@pytest.mark.parametrize(("text", "windows", "said"), UNDERSTOOD)
def test_a_phrase_becomes_windows_and_is_said_back(text: str, windows: str, said: str) -> None:
    when = heard(text)
    assert (in_short(when.windows), when.text, when.problem) == (windows, said, None)


@pytest.mark.parametrize(("text", "problem", "detail"), PROBLEMS)
def test_what_cannot_be_had_is_named(text: str, problem: str, detail: str) -> None:
    when = heard(text)
    assert (when.problem, when.detail, when.windows) == (problem, detail, ())


@pytest.mark.parametrize(("text", "detail"), SWAPPED)
def test_a_date_whose_day_and_month_can_be_swapped_is_never_guessed(text: str, detail: str) -> None:
    when = heard(text)
    assert (when.problem, when.detail, when.windows) == ("swapped_date", detail, ())


@pytest.mark.parametrize("text", [text for text, _ in SWAPPED])
def test_each_meaning_of_a_swapped_date_reads_as_it_is_said(text: str) -> None:
    for day, words in heard(text).meanings:
        again = heard(words)
        assert again.text == words or again.problem in ("past", "too_far", "closed_day")
        assert f"{day.day} {day:%B}" in words


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_that_says_nothing_about_time_gives_nothing(text: str) -> None:
    assert understand(text, NOW, CLINIC) is None


@pytest.mark.parametrize(
    "text", ["asap", "whenever", "any time", "doesnt matter to me", "first available", "i dont mind"]
)
def test_whoever_takes_anything_is_flexible(text: str) -> None:
    assert heard(text).flexible


@pytest.mark.parametrize("text", ["any time tuesday", "any day except mondays", "mornings", "next week"])
def test_whoever_has_a_wish_is_not(text: str) -> None:
    assert not heard(text).flexible


@pytest.mark.parametrize("text", ["MONDAY OR WEDNESDAY", "Monday or Wednesday.", "  monday   or wednesday!! "])
def test_case_marks_and_spaces_change_nothing(text: str) -> None:
    assert heard(text) == heard("monday or wednesday")


class TestToday:
    FRIDAY = datetime(2026, 11, 27, tzinfo=EDMONTON)

    def test_a_weekday_said_on_that_day_is_today_while_the_clinic_is_open(self) -> None:
        assert heard("friday", self.FRIDAY.replace(hour=15)).text == "Friday 27 November"

    def test_after_closing_time_it_is_the_one_of_next_week(self) -> None:
        assert heard("friday", self.FRIDAY.replace(hour=16)).text == "Friday 4 December"

    def test_a_time_that_is_past_today_is_meant_for_next_week(self) -> None:
        assert heard("friday at 9", self.FRIDAY.replace(hour=10)).text == "Friday 4 December, at 9 a.m."

    def test_today_after_closing_time_is_past(self) -> None:
        when = heard("today", self.FRIDAY.replace(hour=17))
        assert (when.problem, when.detail) == ("past", "today")

    def test_this_morning_in_the_afternoon_is_past(self) -> None:
        when = heard("this morning", NOW.replace(hour=14))
        assert (when.problem, when.detail) == ("past", "today in the morning")

    def test_a_window_that_has_begun_starts_now(self) -> None:
        assert in_short(heard("today", NOW.replace(minute=20, second=30)).windows) == "Tue 24 Nov 10:21-18"

    def test_next_monday_said_on_a_sunday_is_tomorrow(self) -> None:
        assert heard("next monday", datetime(2026, 11, 22, 9, tzinfo=EDMONTON)).text == "Monday 23 November"


class TestTheDayOfTheMonth:
    def test_a_later_month_counts_only_up_to_the_horizon(self) -> None:
        assert heard("thursday the 14th", horizon_days=30).problem == "contradiction"

    def test_a_date_of_the_old_year_is_past_in_the_new_year(self) -> None:
        assert heard("dec 28", datetime(2027, 1, 5, 9, tzinfo=EDMONTON)).problem == "past"


class TestOpening:
    SPLIT = OpeningHours({"tuesday": ((time(8), time(12)), (time(13), time(17)))})

    def test_a_closure_is_a_closed_day(self) -> None:
        closed = OpeningHours(CLINIC.hours, frozenset([date(2026, 12, 25)]))
        assert (heard("dec 25", opening=closed).problem, heard("dec 25", opening=closed).detail) == (
            "closed_day",
            "Friday 25 December",
        )

    def test_unknown_hours_are_8_to_18_every_day(self) -> None:
        assert in_short(heard("sunday", opening=OpeningHours({})).windows) == "Sun 29 Nov 8-18"

    def test_a_break_at_noon_parts_the_day(self) -> None:
        assert in_short(heard("tuesday dec 1", opening=self.SPLIT).windows) == "Tue 1 Dec 8-12, Tue 1 Dec 13-17"

    def test_hours_of_a_split_day_are_named(self) -> None:
        when = heard("dec 1 at 7pm", opening=self.SPLIT)
        assert when.detail == "Tuesday 1 December, 8 a.m. to noon and 1 p.m. to 5 p.m."

    def test_an_hour_is_the_one_inside_opening_hours(self) -> None:
        late = OpeningHours({"monday": ((time(13), time(21)),)})
        assert heard("monday at 8", opening=late).text == "Monday 30 November, at 8 p.m."

    def test_beyond_the_horizon_is_too_far(self) -> None:
        assert heard("dec 3", horizon_days=7).problem == "too_far"

    def test_a_period_is_cut_at_the_horizon(self) -> None:
        assert in_short(heard("next week", horizon_days=7).windows) == "Mon 30 Nov 8-18, Tue 1 Dec 8-18"


class TestDaylightSaving:
    @pytest.mark.parametrize(
        ("now", "text", "start"),
        [
            (datetime(2026, 3, 7, 12, tzinfo=EDMONTON), "tomorrow at 9am", datetime(2026, 3, 8, 15, tzinfo=UTC)),
            (datetime(2026, 3, 7, 8, tzinfo=EDMONTON), "today at 9am", datetime(2026, 3, 7, 16, tzinfo=UTC)),
            (datetime(2025, 11, 1, 12, tzinfo=EDMONTON), "tomorrow at 9am", datetime(2025, 11, 2, 16, tzinfo=UTC)),
            (datetime(2025, 11, 1, 8, tzinfo=EDMONTON), "today at 9am", datetime(2025, 11, 1, 15, tzinfo=UTC)),
        ],
    )
    def test_nine_stays_nine_when_the_clocks_change(self, now: datetime, text: str, start: datetime) -> None:
        assert heard(text, now, ALWAYS).windows[0].start.astimezone(UTC) == start

    def test_an_hour_that_is_twice_is_meant_the_first_time(self) -> None:
        window = heard("tomorrow at 1:30am", datetime(2025, 11, 1, 12, tzinfo=EDMONTON), ALWAYS).windows[0]
        assert window.start.astimezone(UTC) == datetime(2025, 11, 2, 7, 30, tzinfo=UTC)

    def test_an_hour_that_does_not_exist_gives_no_window_that_runs_backwards(self) -> None:
        when = heard("tomorrow 2:30 am to 3:15 am", datetime(2026, 3, 7, 12, tzinfo=EDMONTON), ALWAYS)
        assert all(w.start.astimezone(UTC) < w.end.astimezone(UTC) for w in when.windows)


_VOCABULARY = (
    "monday tuesdays fri sat sunday next this last week weekend month december dec 3 3rd the 31st feb 30 12/3 2026-12-03 "
    "9999-12-31 at after before between and or not except but any day time morning afternoons evening noon 2pm 2:30 25:00 "
    "9 to - until from in two weeks days today tomorrow asap whenever early late end of , . ? my back hurts since started "
    "i can come need no on only"
).split()
_TEXTS = st.text() | st.lists(st.sampled_from(_VOCABULARY), max_size=14).map(" ".join)
_NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=EDMONTON))


@given(text=_TEXTS, now=_NOWS, horizon=st.integers(0, 90), opening=st.sampled_from([CLINIC, ALWAYS, OpeningHours({})]))
@example("tomorrow 2:30 am", datetime(2026, 3, 7, 12, tzinfo=EDMONTON), 60, ALWAYS)
@example("today", datetime(2025, 11, 2, 1, 30, fold=1, tzinfo=EDMONTON), 60, ALWAYS)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_windows_that_can_be_had(text: str, now: datetime, horizon: int, opening: OpeningHours) -> None:
    when = understand(text, now, opening, horizon)
    if when is None:
        return
    assert bool(when.windows) == (when.problem is None) == bool(when.text)
    for window in when.windows:
        start, end = window.start, window.end
        assert now.astimezone(UTC) <= start.astimezone(UTC) < end.astimezone(UTC)
        assert start.date() == end.date() <= now.date() + timedelta(days=horizon)
        assert start.tzinfo is end.tzinfo is EDMONTON
        assert any(
            a <= start.hour * 60 + start.minute and end.hour * 60 + end.minute <= b for a, b in opening.on(start.date())
        )
    for before, after in zip(when.windows, when.windows[1:]):
        assert before.end.astimezone(UTC) < after.start.astimezone(UTC)


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=10).map(" ".join))
@settings(max_examples=100, deadline=None)
def test_an_excluded_day_is_never_offered(text: str) -> None:
    when = understand(f"{text}. not on fridays", NOW, CLINIC)
    assert when is None or all(window.start.weekday() != 4 for window in when.windows)


def test_reading_is_quick() -> None:
    phrases = [text for text, _, _ in UNDERSTOOD]
    for text in phrases:
        understand(text, NOW, CLINIC)
    start = stopwatch.perf_counter()
    for text in phrases:
        understand(text, NOW, CLINIC)
    assert (stopwatch.perf_counter() - start) / len(phrases) < 0.005


def test_reading_loads_no_model_and_no_dialogue_engine() -> None:
    code = (
        "import sys, frontdesk.language.when; "
        "print([m for m in ('rasa', 'spacy', 'onnxruntime', 'numpy', 'frontdesk.language.encoder') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


WRITTEN = [
    item for name in ("when_written.yml", "when_by_kind.yml") for item in phrases(Path(__file__).with_name(name))
]


@pytest.mark.parametrize("item", WRITTEN, ids=[f"{item['now'][:10]} {item['say']}" for item in WRITTEN])
def test_what_another_writer_wrote_is_understood_as_a_receptionist_would(item: dict[str, Any]) -> None:
    assert judged(item) == RIGHT


# What was understood is said in a text that means the same.
SAID_TWICE = [*WRITTEN, *(item for file in Path("tests/evaluation/times").glob("*.yml") for item in phrases(file))]


@pytest.mark.parametrize("item", SAID_TWICE, ids=[f"{item['now'][:10]} {item['say']}" for item in SAID_TWICE])
def test_what_was_understood_is_said_back_and_means_the_same(item: dict[str, Any]) -> None:
    when = reading(item)
    if when and when.windows and "some days" not in when.text:
        again = reading({**item, "say": when.text})
        assert again is not None
        assert again.windows == when.windows


@pytest.mark.parametrize(
    "text",
    [
        "the week of the 7th except the day itself",
        "tuesday at the same time as my sister",
        "mornings, after my vacation",
        "every other tuesday",
        "after the fair any day",
        "mondays unless it snows",
        "monday at 2 or the other week",
    ],
)
def test_what_rests_on_something_else_is_asked_about(text: str) -> None:
    when = understand(text, NOW, CLINIC)
    assert when is not None
    assert when.problem == "unclear"
