"""Questions on opening hours of a day: yes or no first, from hours, closures and the clock."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.content.opening_days import opening_of_days
from frontdesk.settings.clinic import Clinic, read_clinic
from frontdesk.settings.values import END_OF_DAY

CLINIC = read_clinic(Path("clinic.yml"))
CLOSED_AT_CHRISTMAS = replace(CLINIC, closures=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
WITH_SATURDAYS = replace(CLINIC, hours={**CLINIC.hours, "saturday": ((time(9), time(13)),)})
MORNING = datetime(2026, 11, 24, 10, tzinfo=CLINIC.timezone)  # a Tuesday
EVENING = datetime(2026, 11, 24, 19, tzinfo=CLINIC.timezone)

WORDS = (
    "are you open closed on sat sundays friday 3 december 31 feb the 5th christmas eve new years boxing day easter today "
    "now still between and until 7 pm morning late weekend next week every day , . ? what time"
).split()


def said(text: str, clinic: Clinic = CLINIC, now: datetime = MORNING) -> str:
    return opening_of_days(text, clinic, now)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Are you open on Boxing Day?", "No, closed on Saturday 26 December."),
        ("u open sat?", "No, closed on Saturday 28 November."),
        ("open on saturday?", "No, closed on Saturday 28 November."),
        ("this saturday, are you open?", "No, closed on Saturday 28 November."),
        ("and sunday?", "No, closed on Sunday 29 November."),
        ("are you open saturdays", "No, closed on Saturdays."),
        ("are you open weekends", "No, closed on Saturdays and Sundays."),
        ("are you open this weekend", "No, closed on Saturday 28 November and Sunday 29 November."),
        ("r u open tmrw", "Yes, open on Wednesday 25 November, 8 a.m. to 6 p.m."),
        ("are you open on the 27th", "Yes, open on Friday 27 November, 8 a.m. to 4 p.m."),
        ("are you open weekdays", "Yes, open on Mondays to Thursdays, 8 a.m. to 6 p.m.; Fridays, 8 a.m. to 4 p.m."),
        ("are you closed on monday", "No, open on Monday 30 November, 8 a.m. to 6 p.m."),
        ("are you closed sunday", "Yes, closed on Sunday 29 November."),
        ("what time do you close on friday", "Open on Friday 27 November, 8 a.m. to 4 p.m."),
        ("how late are you open on fridays", "Open on Fridays, 8 a.m. to 4 p.m."),
        ("are you open until 7 on wednesday", "Open on Wednesday 25 November, 8 a.m. to 6 p.m."),
        ("are you open at 3 on friday", "Yes, on Friday 27 November we are open 8 a.m. to 4 p.m."),
        ("are you open at 5 on friday", "No, on Friday 27 November we are open 8 a.m. to 4 p.m."),
        ("are you open monday morning", "Yes, on Monday 30 November we are open 8 a.m. to 6 p.m."),
        ("are you open monday evening", "On Monday 30 November we are open 8 a.m. to 6 p.m."),
        ("what does it cost and are you open sat", "No, closed on Saturday 28 November."),
        ("can i come friday at 3 and are you open sunday", "No, closed on Sunday 29 November."),
    ],
)
def test_the_day_that_was_asked_about_is_answered(text: str, answer: str) -> None:
    assert said(text) == answer


@pytest.mark.parametrize(
    "text",
    ["hours", "what time do you open", "where are you", "are you closed for the long weekend", "open in december?"],
)
def test_no_day_or_too_many_are_left_to_the_usual_hours(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize("text", ["open now?", "are you open", "are you still open", "is the clinic open right now"])
def test_now_is_answered_by_the_clock(text: str) -> None:
    assert said(text) == "Yes, open now, until 6 p.m. today."
    assert said(text, now=EVENING) == "No, closed now. We open again on Wednesday 25 November at 8 a.m."


def test_after_closing_today_is_over() -> None:
    assert said("are you open today") == "Yes, open on Tuesday 24 November, 8 a.m. to 6 p.m."
    assert said("are you open today", now=EVENING) == (
        "No longer open today; we were open 8 a.m. to 6 p.m. We open again on Wednesday 25 November at 8 a.m."
    )


def test_the_next_opening_leaves_closures_out() -> None:
    night = datetime(2026, 12, 24, 22, tzinfo=CLINIC.timezone)
    assert said("open now?", CLOSED_AT_CHRISTMAS, night).endswith("We open again on Tuesday 29 December at 8 a.m.")


def test_an_open_and_a_closed_day_are_told_apart() -> None:
    assert said("are you open on the weekend", WITH_SATURDAYS) == (
        "Open on Saturday 28 November, 9 a.m. to 1 p.m.; closed on Sunday 29 November."
    )


def test_a_closure_counts_and_a_holiday_that_is_not_listed_is_not_promised() -> None:
    assert said("open christmas?", CLOSED_AT_CHRISTMAS) == "No, closed on Friday 25 December."
    assert said("open dec 28", CLOSED_AT_CHRISTMAS) == "No, closed on Monday 28 December."
    assert said("open christmas?") == (
        "By our usual hours, yes: open on Friday 25 December, 8 a.m. to 4 p.m. "
        "Holiday hours may differ, so please call to make sure."
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("family day", "Monday 15 February 2027"),
        ("good friday", "Friday 26 March 2027"),
        ("easter monday", "Monday 29 March 2027"),
        ("victoria day", "Monday 24 May 2027"),
        ("canada day", "Thursday 1 July 2027"),
        ("labour day", "Monday 6 September 2027"),
        ("thanksgiving", "Monday 11 October 2027"),
        ("remembrance day", "Thursday 11 November 2027"),
        ("christmas eve", "Thursday 24 December"),
        ("new years day", "Friday 1 January 2027"),
    ],
)
def test_holidays_are_known_by_name(name: str, day: str) -> None:
    assert day in said(f"are you open on {name}?")


def test_the_days_between_the_holidays_are_told_apart() -> None:
    answer = said("are you open between christmas and new years", CLOSED_AT_CHRISTMAS)
    assert "closed on Saturday 26 December to Monday 28 December" in answer
    assert "Open on Tuesday 29 December to Thursday 31 December" in answer


@given(
    st.text() | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
)
def test_whatever_is_asked_is_answered_in_whole_sentences_or_not_at_all(text: str, moment: datetime) -> None:
    answer = said(text, CLOSED_AT_CHRISTMAS, moment.replace(tzinfo=CLINIC.timezone))
    assert answer == "" or (answer[0].isupper() and answer.endswith(".") and ".." not in answer)


def test_a_day_that_ends_at_midnight_is_said_so() -> None:
    always = replace(CLINIC, hours=dict.fromkeys(CLINIC.hours, ((time(0), END_OF_DAY),)))
    assert said("open now?", always) == "Yes, open now, until midnight today."
    assert said("open friday?", always) == "Yes, open on Friday 27 November, 24 hours."


def test_nothing_is_said_of_a_day_where_the_hours_are_not_set() -> None:
    assert said("are you open saturday", replace(CLINIC, hours={})) == ""
