"""Accepted phrasings are written where they belong, and nowhere else."""

import shutil
from itertools import product
from pathlib import Path

import pytest

from frontdesk.content.phrasings import examples_of, phrasings
from frontdesk.insight.learning import Proposal, learn
from frontdesk.insight.states import OUT_OF_SCOPE, TOPICS

HELD_OUT = "would you have room for my bag there"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The data of this project, with an evaluation set of one question."""
    shutil.copytree("data", tmp_path / "data")
    shutil.copytree("frontdesk/language/fr/phrasings", tmp_path / "frontdesk/language/fr/phrasings")
    (tmp_path / "tests/evaluation").mkdir(parents=True)
    (tmp_path / "tests/evaluation/questions.yml").write_text(f"- text: {HELD_OUT}?\n  accept: [preparation]\n")
    return tmp_path


def changed(copy: Path) -> dict[str, list[str]]:
    """The lines that were added, by file; nothing may have gone."""
    found = {}
    for file in sorted((copy / "data").rglob("*.yml")):
        name = str(file.relative_to(copy))
        before, after = Path(name).read_text().splitlines(), file.read_text().splitlines()
        rest = iter(after)
        assert all(line in rest for line in before), name
        if len(after) > len(before):
            found[name] = [line for line in after if line not in before]
    return found


def test_a_phrasing_goes_to_the_end_of_its_topic(copy: Path) -> None:
    learnt = learn([Proposal("cost", "is the price the same for my kids")], copy)
    assert changed(copy) == {"data/faq/clinic.yml": ["    - is the price the same for my kids"]}
    of_topic = [text for label, text in examples_of(copy / "data/faq/clinic.yml") if label == "faq/cost"]
    assert of_topic[-1] == "is the price the same for my kids"
    assert "+    - is the price the same for my kids" in learnt.diff


def test_every_topic_of_the_page_has_a_place(copy: Path) -> None:
    parts = "back knee hip neck foot hand arm leg elbow".split()
    texts = [f"can you say more of the {one} and the {other}" for one, other in product(parts, parts)]
    topics = [*TOPICS, OUT_OF_SCOPE]
    learn(map(Proposal, topics, texts), copy)
    labels = {text: label.removeprefix("faq/") for label, text in phrasings(copy / "data")}
    assert [labels[text] for _, text in zip(topics, texts)] == topics


def test_french_goes_to_the_french_phrasings(copy: Path) -> None:
    learn([Proposal("cost", "combien pour ma femme", "fr")], copy, new_words=True)
    assert changed(copy) == {}
    packs = copy / "frontdesk/language/fr/phrasings"
    assert any("- combien pour ma femme" in file.read_text() for file in packs.glob("*.yml"))


def test_what_is_there_already_and_what_is_measured_on_is_not_written(copy: Path) -> None:
    known = next(text for label, text in phrasings() if label == "faq/cost")
    calibration = next(text for _, text in phrasings(themes=["calibration"]))
    twice = "is the price the same for my kids"
    learnt = learn(
        [Proposal("cost", text) for text in (f"{known.upper()}!", HELD_OUT, calibration, twice, twice)], copy
    )
    assert changed(copy) == {"data/faq/clinic.yml": [f"    - {twice}"]}
    assert len(learnt.left_out) == 4


def test_personal_details_stay_out_also_of_what_is_reported(copy: Path) -> None:
    learnt = learn(
        [Proposal("cost", "my name is Rosa Moreau how much is it"), Proposal("cost", "is Fiona cheaper")], copy
    )
    assert changed(copy) == {}
    assert not any(name in line for line in learnt.left_out for name in ("Rosa", "Fiona"))


def test_new_words_are_written_only_when_asked_for(copy: Path) -> None:
    new = [Proposal("conditions_treated", "do you help with blorbitis")]
    assert "blorbitis" in learn(new, copy).left_out[0]
    assert changed(copy) == {}
    learn(new, copy, new_words=True)
    assert changed(copy) == {"data/faq/conditions.yml": ["    - do you help with blorbitis"]}


def test_a_dry_run_shows_and_writes_nothing(copy: Path) -> None:
    learnt = learn([Proposal("cost", "is the price the same for my kids")], copy, write=False)
    assert learnt.diff
    assert changed(copy) == {}


@pytest.mark.parametrize(("topic", "language"), [("no_such_topic", "en"), ("cost", "de")])
def test_a_topic_without_phrasings_is_left_out(copy: Path, topic: str, language: str) -> None:
    learnt = learn([Proposal(topic, "is the price the same for my kids", language)], copy)
    assert changed(copy) == {}
    assert f"the topic has no phrasings in the language {language}" in learnt.left_out[0]
