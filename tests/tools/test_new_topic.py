"""A topic of the clinic's own, from the answers to a few questions."""

import io
import re
import shutil
from pathlib import Path

import pytest

from frontdesk.checks.check import problems, read_responses
from frontdesk.content.answers import Answers
from frontdesk.content.phrasings import examples_of, read_yaml
from frontdesk.settings.clinic import read_clinic
from frontdesk.tools.asking import Asker
from frontdesk.tools.new_topic import new_topic

CLINIC = read_clinic(Path("clinic.yml"))
NAME = "back_door_parking"
TUTORIAL = Path("docs/tutorials/add-a-topic.md").read_text(encoding="utf-8")


def tutorial_answers() -> list[str]:
    """What the tutorial has its reader type, question by question."""
    (block,) = re.findall(r"^    # answers\n((?:    .*\n|\n)+)", TUTORIAL, re.MULTILINE)
    return [line.removeprefix("    ") for line in block.rstrip("\n").split("\n")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree("data", tmp_path / "data")
    shutil.copy("domain.yml", tmp_path)
    return tmp_path


def answered(root: Path, answers: list[str], name: str = NAME) -> tuple[int, str]:
    shown = io.StringIO()
    code = new_topic(name, Asker(io.StringIO("\n".join(answers) + "\n\n"), shown), CLINIC, root)
    return code, shown.getvalue()


def test_the_tutorials_answers_make_a_topic_in_order_in_both_languages(root: Path) -> None:
    code, shown = answered(root, tutorial_answers())
    assert code == 0, shown
    assert "Everything is in order." in shown
    assert "[parking_access, " in shown  # the neighbours that are proposed to go on with
    assert problems(CLINIC, root / "data", root / "domain.yml") == []
    file = root / f"data/faq/{NAME}.yml"
    assert {label for label, _ in examples_of(file)} == {f"faq/{NAME}"}
    given = Answers(read_responses(root / "data", root / "domain.yml"), CLINIC).answer(f"utter_faq/{NAME}", "web")
    assert given.topics == (NAME,)
    assert given.source is not None
    assert given.source["title"] == "Clinic settings"
    french = root / "frontdesk/language/fr"
    assert f"utter_faq/{NAME}" in read_yaml(french / f"texts/{NAME}.yml")["responses"]
    assert len(list(examples_of(french / f"phrasings/{NAME}.yml"))) >= 8


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        (1, "It is painless.", "do-not-say list"),
        (1, "We have parking. " * 30, "words on the web"),
        (1, "It costs {price}.", "names {price}"),
        (2, "Parking is here. " * 30, "characters by text message"),
        (4, "where can i park", "This stands in `parking_access`"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_written(root: Path, line: int, instead: str, why: str) -> None:
    answers = tutorial_answers()
    answers[line] = instead
    code, shown = answered(root, answers)
    assert code == 1
    assert why in shown
    assert "Nothing was written." in shown
    assert not (root / f"data/faq/{NAME}.yml").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [("Back door", "cannot be called"), ("cost", "There is a topic `cost`"), ("book", "cannot be called")],
)
def test_a_name_that_is_taken_or_none_is_refused(root: Path, name: str, why: str) -> None:
    code, shown = answered(root, [], name)
    assert code == 1
    assert why in shown
