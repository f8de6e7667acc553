"""`check` says what a language lacks."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk.checks.check import read_responses
from frontdesk.checks.languages import problems
from frontdesk.language.packs import Pack, pack_of, register
from frontdesk.settings.clinic import read_clinic

CLINIC = replace(read_clinic(Path("clinic.yml")), demo_values=frozenset())
RESPONSES = read_responses()


@pytest.fixture
def french(tmp_path: Path) -> Iterator[Path]:
    shipped = pack_of("fr")
    assert isinstance(shipped, Pack)
    folder = Path(shutil.copytree(shipped.folder, tmp_path / "fr"))
    register(folder)
    yield folder
    register(shipped.folder)


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_french_is_complete() -> None:
    assert list(problems(RESPONSES, CLINIC)) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("texts/safety.yml", "utter_safety/heart", "utter_safety/hart", "`utter_safety/heart` is missing"),
        ("texts/safety.yml", "utter_safety/heart", "utter_safety/hart", "`utter_safety/hart` is no response"),
        ("texts/answers.yml", "{fees}", "{frais}", "names {frais}"),
        ("texts/answers.yml", "Nos tarifs : {fees}.", "Nos tarifs.", "{fees}"),
        ("texts/small_talk.yml", "utter_said_before:", "utter_said_befor:", "`utter_said_before` is missing"),
        ("texts/answers.yml", "utter_faq/cost:", "utter_faq/cost: []\n  utter_faq/coste:", "no text for `when: unset`"),
        ("texts/answers.yml", 'metadata: {title: "Les aiguilles sèches"}', "metadata: {}", "has no title"),
        ("texts/answers.yml", "Cela peut faire mal", "mot " * 90 + "Cela peut faire mal", "words on the web"),
        ("texts/answers.yml", 'sms, text: "Cela', 'sms, text: "' + "mot " * 90 + "Cela", "segments"),
        (
            "texts/answers.yml",
            "Cela peut faire mal",
            "C'est indolore",
            "says “indolore”, which is on the do-not-say list",
        ),
        ("texts/texting.yml", "  help_text:", "  help_txt:", "`notices` lacks `help_text`"),
        ("texts/texting.yml", "  help_text:", "  help_txt:", "`notices` has `help_txt`, which is no text"),
        ("texts/appointment_texts.yml", "vous avez un rendez-vous", "mot " * 60, "`reminder_text` takes 3 segments"),
        ("texts/letters.yml", "au {phone} et", "et", "`letters`: `questions` must name {name}, {phone}"),
        ("texts/pages.yml", "Ce moment a été pris", "{moment}", "`pages`: `taken` must name nothing in braces"),
        ("wording.yml", "  Talk to a person:", "  Talk to nobody:", "the button “Talk to a person” has no title"),
    ],
)
def test_each_gap_is_named(french: Path, file: str, before: str, after: str, sentence: str) -> None:
    change(french / file, before, after)
    register(french)
    assert any(sentence in said for said in problems(RESPONSES, CLINIC))


@pytest.mark.parametrize(
    ("label", "sentence"),
    [("faq/what_is_ims", "the topic `what_is_ims` has"), ("safety/stroke", "`safety/stroke` has")],
)
def test_what_has_no_phrasings_is_named(french: Path, label: str, sentence: str) -> None:
    for file in (french / "phrasings").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"- intent: {label}\n", "- intent: faq/misspelt\n"), encoding="utf-8")
    register(french)
    assert any(sentence in said for said in problems(RESPONSES, CLINIC))
