"""An edited answer names the forms that it left behind."""

import shutil
from pathlib import Path

import pytest

from frontdesk.checks.check import problems, read_responses
from frontdesk.checks.compared import RECORD, as_text, digests, read
from frontdesk.content.phrasings import DATA
from frontdesk.settings.clinic import read_clinic

CLINIC = read_clinic(Path("clinic.yml"))
WEB = "It can hurt for some people."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree("data", tmp_path / "data"))


def edit(data: Path, before: str, after: str) -> None:
    file = data / "faq/safety.yml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def left_behind(data: Path) -> list[str]:
    return [problem for problem in problems(CLINIC, data) if "still says what it said before" in problem]


def test_all_shipped_forms_have_been_compared() -> None:
    assert read(DATA) == digests(read_responses()), "compare them, then run python -m frontdesk check --compared"


def test_an_edited_answer_names_its_text_message_and_its_translation(data: Path) -> None:
    edit(data, WEB, "It may hurt for some people.")
    found = left_behind(data)
    assert len(found) == 2
    assert all(problem.startswith("`utter_faq/does_it_hurt` has a web answer that was changed") for problem in found)
    assert {"its text message still" in problem or "its text in fr still" in problem for problem in found} == {True}


def test_what_was_changed_with_it_is_not_named(data: Path) -> None:
    edit(data, WEB, "It may hurt for some people.")
    file = data / "faq/safety.yml"
    text = file.read_text(encoding="utf-8")
    at = text.index("- channel: sms", text.index("utter_faq/does_it_hurt"))
    file.write_text(text[:at] + text[at:].replace('text: "', 'text: "Well: ', 1), encoding="utf-8")
    assert ["its text in fr" in problem for problem in left_behind(data)] == [True]


def test_nothing_is_left_behind_once_they_were_compared(data: Path) -> None:
    edit(data, WEB, "It may hurt for some people.")
    (data / RECORD).write_text(as_text(digests(read_responses(data))), encoding="utf-8")
    assert left_behind(data) == []


def test_a_text_message_that_was_edited_alone_is_nobodys_business(data: Path) -> None:
    file = data / "faq/safety.yml"
    text = file.read_text(encoding="utf-8")
    at = text.index("- channel: sms", text.index("utter_faq/does_it_hurt"))
    file.write_text(text[:at] + text[at:].replace('text: "', 'text: "Well: ', 1), encoding="utf-8")
    assert left_behind(data) == []


def test_without_a_record_nothing_is_compared(data: Path) -> None:
    (data / RECORD).unlink()
    edit(data, WEB, "It may hurt for some people.")
    assert left_behind(data) == []
