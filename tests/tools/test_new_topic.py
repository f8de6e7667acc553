"""A topic of the clinic's own, from the answers to a few questions."""

import io
import re
import shutil
from pathlib import Path

import pytest

from frontdesk.checks.check import read_responses
from frontdesk.content.answers import Answers
from frontdesk.content.phrasings import examples_of, read_yaml
from frontdesk.settings.clinic import read_clinic
from frontdesk.tools.asking import Asker
from frontdesk.tools.new_topic import doubts_about, new_topic

CLINIC = read_clinic(Path("clinic.yml"))
TUTORIAL = Path("docs/tutorials/add-a-topic.md").read_text(encoding="utf-8")


def tutorial_answers(name: str) -> list[str]:
    """What the tutorial has its reader type, line by line."""
    (block,) = re.findall(rf"^    # answers: {name}\n((?:    .*\n|\n)+)", TUTORIAL, re.MULTILINE)
    return [line.removeprefix("    ") for line in block.rstrip("\n").split("\n")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree("data", tmp_path / "data")
    shutil.copy("domain.yml", tmp_path)
    return tmp_path


def answered(root: Path, name: str, answers: list[str]) -> tuple[int, str]:
    shown = io.StringIO()
    code = new_topic(name, Asker(io.StringIO("\n".join(answers) + "\n\n"), shown), CLINIC, root)
    return code, shown.getvalue()


def test_the_tutorials_answers_make_a_topic_in_order_in_both_languages(root: Path) -> None:
    code, shown = answered(root, "lockers", tutorial_answers("lockers"))
    assert code == 0, shown
    assert "Everything is in order." in shown
    assert {label for label, _ in examples_of(root / "data/faq/lockers.yml")} == {"faq/lockers"}
    given = Answers(read_responses(root / "data", root / "domain.yml"), CLINIC).answer("utter_faq/lockers", "web")
    assert given.topics == ("lockers",)
    assert given.source is not None
    assert given.source["title"] == "Clinic settings"
    french = root / "frontdesk/language/fr"
    assert "utter_faq/lockers" in read_yaml(french / "texts/lockers.yml")["responses"]
    assert len(list(examples_of(french / "phrasings/lockers.yml"))) >= 7


def test_messages_of_a_topic_that_is_there_are_added_to_it(root: Path) -> None:
    code, shown = answered(root, "back_door_parking", tutorial_answers("back_door_parking"))
    assert code == 0, shown
    assert "are nearest to `parking_access`, which answers:" in shown
    assert "It rests on clinic.yml" in shown
    file = root / "data/faq/back_door_parking.yml"
    assert {label for label, _ in examples_of(file)} == {"faq/parking_access"}
    assert "responses" not in read_yaml(file)
    assert (root / "frontdesk/language/fr/phrasings/back_door_parking.yml").exists()
    assert not (root / "frontdesk/language/fr/texts/back_door_parking.yml").exists()


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        (0, "Parking?", "stands in `parking_access`"),
        (24, "", "1 more, please."),
    ],
)
def test_messages_that_will_not_do_are_named_and_nothing_is_written(
    root: Path, line: int, instead: str, why: str
) -> None:
    answers = tutorial_answers("lockers")
    answers[line] = instead
    code, shown = answered(root, "lockers", answers[: line + 1])
    assert code == 1
    assert why in shown
    assert "Nothing was written." in shown
    assert not (root / "data/faq/lockers.yml").exists()


@pytest.mark.parametrize(
    ("text", "sms", "why"),
    [
        ("It is painless.", False, "do-not-say list"),
        ("We have parking. " * 30, False, "words on the web"),
        ("It costs {price}.", False, "names {price}"),
        ("Parking is here. " * 30, True, "characters by text message"),
        ("Reply YES for a locker.", True, "a word by which people opt out or in"),
        ("We have lockers.", True, ""),
    ],
)
def test_a_text_that_will_not_do_is_named(text: str, sms: bool, why: str) -> None:
    doubts = " ".join(doubts_about("lockers", text, sms, CLINIC))
    assert why in doubts if why else not doubts


@pytest.mark.parametrize(
    ("name", "why"),
    [("Back door", "cannot be called"), ("cost", "There is a topic `cost`"), ("book", "cannot be called")],
)
def test_a_name_that_is_taken_or_none_is_refused(root: Path, name: str, why: str) -> None:
    code, shown = answered(root, name, [])
    assert code == 1
    assert why in shown
