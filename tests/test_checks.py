"""`check` finds each kind of mistake and says what to do."""

import shutil
from pathlib import Path

import pytest

from frontdesk.checks import demo_problems, problems
from frontdesk.settings import read_clinic

CLINIC = read_clinic(Path("clinic.yml"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree("data", tmp_path / "data"))


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_shipped_data_is_in_order() -> None:
    assert problems(CLINIC) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        (
            "faq/safety.yml",
            "  utter_faq/does_it_hurt:",
            "  utter_faq/does_it_hrut:",
            "The topic `does_it_hurt` has no answer",
        ),
        ("faq/safety.yml", "It can hurt for some people.", "It is painless.", "do-not-say list"),
        ("faq/safety.yml", "It can hurt for some people.", "It can hurt. " * 20, "words on the web"),
        ("faq/safety.yml", "follow_ups: [", "follow_ups: [surgery, ", "offers `surgery`, which is no topic"),
        ("faq/safety.yml", "      title: ", "      titel: ", "has no title"),
        ("faq/safety.yml", "        section: ", "        sektion: ", "does not say what it rests on"),
        ("faq/clinic.yml", "{fees}", "{prices}", "names {prices}"),
        ("faq/clinic.yml", "- channel: sms", "- channel: fax", "has no text-message answer"),
        ("safety/heart.yml", "level: emergency", "level: high", "has no level"),
        ("safety/heart.yml", "utter_safety/heart", "utter_safety/hart", "The safety group `heart` has no message"),
        ("faq/visit.yml", "- intent: faq/referral", "- intent: faq/referal", "`referral` has"),
        ("nlu/smalltalk.yml", "  examples: |\n", "  examples: |\n    - what are the side effects\n", "stands in"),
        ("faq/visit.yml", "nlu:", "nlu: [", "not valid YAML"),
    ],
)
def test_a_mistake_is_found(data: Path, file: str, before: str, after: str, sentence: str) -> None:
    change(data / file, before, after)
    found = problems(CLINIC, data)
    assert any(sentence in problem for problem in found), found


def test_a_text_message_with_a_costly_character_is_found(data: Path) -> None:
    change(data / "faq/clinic.yml", 'text: "Our fees: {fees}.', 'text: "Our fees – {fees}.')
    assert any("“–”" in problem for problem in problems(CLINIC, data))


def test_each_demonstration_value_is_named() -> None:
    assert len(demo_problems(CLINIC)) == 3
