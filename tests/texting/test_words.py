"""What is texted without a model: short, who writes, no reason for the visit, and how to opt out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from frontdesk.settings.clinic import read_clinic
from frontdesk.texting import appointment_words, words
from frontdesk.texting.gsm import encoding, segments

CLINIC = read_clinic(Path("clinic.yml"))
START = datetime(2026, 11, 24, 21, 0, tzinfo=timezone.utc)
UNTIL = datetime(2026, 11, 23, 23, 30, tzinfo=timezone.utc)
BEGUN: dict[str, Callable[[], str]] = {
    "reminder": lambda: appointment_words.reminder_text(CLINIC, START, "ABC-DEF"),
    "booked": lambda: appointment_words.confirmation_text(CLINIC, START, "ABC-DEF"),
    "moved": lambda: appointment_words.moved_text(CLINIC, START, "ABC-DEF"),
    "cancelled": lambda: appointment_words.cancelled_text(CLINIC, START, "ABC-DEF"),
    "request cancelled": lambda: appointment_words.cancelled_text(CLINIC, None, "ABC-DEF"),
    "offered": lambda: appointment_words.offer_text(CLINIC, START, UNTIL, "ABC-DEF"),
    "offer lapsed": lambda: appointment_words.offer_lapsed_text(CLINIC, "ABC-DEF"),
}


@pytest.mark.parametrize("text", BEGUN.values(), ids=BEGUN.keys())
def test_what_the_clinic_begins_says_who_writes_and_how_to_opt_out(text: Callable[[], str]) -> None:
    assert text().startswith("Momentum Physiotherapy: ")
    assert text().endswith(" STOP to opt out.")
    assert "ABC-DEF" in text()
    assert "780-555-0100" in text()
    assert encoding(text()) == "GSM-7"
    assert ".." not in text()


def test_an_appointment_is_told_in_the_clinics_time() -> None:
    assert "Tue 24 Nov 3:00 p.m." in appointment_words.reminder_text(CLINIC, START, "ABC-DEF")
    assert "Until Mon 23 Nov 5:30 p.m." in appointment_words.offer_text(CLINIC, START, UNTIL, "ABC-DEF")


def test_what_may_be_replied_is_said_and_fits_into_two_segments() -> None:
    assert "reply 1 to take it, 2 to pass" in appointment_words.offer_text(CLINIC, START, UNTIL, "ABC-DEF")
    assert "1 to keep it, 2 to call it off" in appointment_words.reminder_text(CLINIC, START, "ABC-DEF")
    assert segments(appointment_words.offer_text(CLINIC, START, UNTIL, "ABC-DEF")) <= 2


@pytest.mark.parametrize(
    "text",
    [
        words.introduction,
        words.help_text,
        words.stopped_text,
        words.started_text,
        words.only_text,
        words.too_long,
        words.slow_down,
        words.went_wrong,
    ],
)
def test_notices_about_texting_take_one_segment(text: Callable[..., str]) -> None:
    assert segments(text(CLINIC)) == 1
    assert encoding(text(CLINIC)) == "GSM-7"


def test_the_first_text_says_who_what_and_how_to_leave() -> None:
    text = words.introduction(CLINIC)
    for part in ("Momentum Physiotherapy", "Automated", "not monitored", "911", "STOP to opt out", "HELP for help"):
        assert part in text
    assert len(text) <= 136  # what Canadian long codes may carry in one


def test_the_first_text_of_a_chat_from_the_web_says_the_same() -> None:
    text = words.joined_text(CLINIC)
    for part in (
        "Momentum Physiotherapy",
        "chat goes on",
        "Automated",
        "not monitored",
        "call 911",
        "STOP to opt out",
        "HELP for help",
    ):
        assert part in text
    assert len(text) <= 136


def test_a_code_says_what_it_is_for_and_nothing_of_anybody() -> None:
    text = words.code_text(CLINIC, "042137", 10)
    for part in (
        "Momentum Physiotherapy",
        "042137",
        "your chat with us",
        "10 minutes",
        "Do not pass it on",
        "STOP to opt out",
    ):
        assert part in text
    assert len(text) <= 136
    assert encoding(text) == "GSM-7"


def test_help_names_the_clinic_and_both_numbers_for_health() -> None:
    text = words.help_text(CLINIC)
    assert all(part in text for part in ("Momentum Physiotherapy", "780-555-0100", "911", "811"))


def test_stopping_in_the_middle_of_a_booking_says_that_nothing_was_sent() -> None:
    assert "The booking you had begun was not sent." in words.stopped_text(CLINIC, in_booking=True)
    assert "begun" not in words.stopped_text(CLINIC)
    assert "Appointments stay as they are" in words.stopped_text(CLINIC)
    assert "START" in words.stopped_text(CLINIC)


def test_a_name_with_a_line_break_or_typographic_characters_cannot_pass_for_more() -> None:
    clinic = replace(CLINIC, name="Élan –\nPhysio’s")
    assert words.introduction(clinic).startswith("Automated assistant of Élan - Physio's, not")
