"""The clinic's settings in words."""

from dataclasses import replace
from datetime import time
from pathlib import Path

from frontdesk.content.clinic_text import hours_in_words, placeholders
from frontdesk.settings.clinic import read_clinic

CLINIC = read_clinic(Path("clinic.yml"))
DAY = ((time(8), time(18)),)


def test_equal_neighbouring_days_are_joined() -> None:
    assert hours_in_words(CLINIC) == "Monday to Thursday 8 a.m. to 6 p.m., Friday 8 a.m. to 4 p.m."


def test_a_closed_day_between_equal_days_is_not_swallowed() -> None:
    clinic = replace(CLINIC, hours={"monday": DAY, "tuesday": DAY, "thursday": DAY})
    assert hours_in_words(clinic) == "Monday and Tuesday 8 a.m. to 6 p.m., Thursday 8 a.m. to 6 p.m."


def test_example_values_say_that_they_are_examples() -> None:
    assert "(example, not real)" in placeholders(CLINIC)["hours"]
    assert "(example, not real)" not in placeholders(replace(CLINIC, demo_values=frozenset()))["hours"]


def test_a_missing_address_is_not_invented() -> None:
    assert placeholders(CLINIC)["where"] == "in Edmonton; the front desk can tell you the exact address"
    assert placeholders(replace(CLINIC, address="1 Example St"))["where"] == "at 1 Example St"


def test_settings_that_are_not_set_are_empty() -> None:
    values = placeholders(CLINIC)
    assert [values[key] for key in ("fees", "session_lengths", "cancellation_policy", "visits")] == ["", "", "", ""]
