"""The spaCy pipeline: terms, negation, signs, sentences."""

from pathlib import Path

import pytest

from frontdesk.language.french import is_french
from frontdesk.language.pipeline import FOLDER, build, language
from frontdesk.language.segments import bare, questions, sentences
from frontdesk.language.sign_rules import SIGNS, expanded


def test_the_shipped_folder_is_what_the_code_builds(tmp_path: Path) -> None:
    build().to_disk(tmp_path, exclude=["vocab"])
    for name in ("config.cfg", "meta.json"):
        assert (FOLDER / name).read_text() == (tmp_path / name).read_text()


def test_clinical_terms_are_entities_with_negation() -> None:
    doc = language()("no numbness, but my siatica and knee hurt since i take warfarin")
    assert [(e.text, e.label_, e._.negex) for e in doc.ents] == [
        ("numbness", "SYMPTOM", True),
        ("sciatica", "CONDITION", False),
        ("knee", "BODY_PART", False),
        ("warfarin", "MEDICINE", False),
    ]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("cant feel when i wipe", "cauda_equina"),
        ("CANT BREATHE", "chest_lungs"),
        ("i took too many pills", "overdose"),
        ("my face is drooping", "stroke"),
        ("i want to die", "self_harm"),
        ("he hits me", "violence"),
    ],
)
def test_a_sign_in_plain_words_is_marked(text: str, group: str) -> None:
    doc = language()(text)
    assert group in [span.label_ for span in doc.spans[SIGNS] if not span._.negex]


@pytest.mark.parametrize("text", ["i have no chest pain", "never had chest pain", "sans chest pain"])
def test_a_denied_sign_is_marked_as_denied(text: str) -> None:
    doc = language()(text)
    assert doc.spans[SIGNS]
    assert all(span._.negex for span in doc.spans[SIGNS])


def test_shorthand_stands_for_every_combination() -> None:
    assert expanded("a|b c|d") == ["a c", "a d", "b c", "b d"]


def test_two_questions_are_told_apart() -> None:
    doc = language()("does it hurt and how many times do i have to come?")
    assert questions(doc) == ["does it hurt", "how many times do i have to come?"]


def test_a_question_with_a_list_is_one() -> None:
    assert questions(language()("can you treat my neck and shoulder and back?")) == [
        "can you treat my neck and shoulder and back?"
    ]


def test_a_story_is_not_a_question() -> None:
    doc = language()("i hurt my back skiing. my doctor sent me. how many sessions will i need?")
    assert questions(doc) == ["how many sessions will i need?"]


def test_a_question_stands_without_the_statement_before_it() -> None:
    assert bare("my chair hurts my back, do you treat backs?") == "do you treat backs?"
    assert bare("do you treat backs?") == "do you treat backs?"


def test_short_sentences_join_the_one_before() -> None:
    assert sentences(language()("my arm is weak. since today. can i come in now?")) == [
        "my arm is weak. since today.",
        "can i come in now?",
    ]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("je ne peux plus respirer", True),
        ("j'ai mal à la poitrine depuis hier", True),
        ("does it hurt", False),
        ("bonjour", False),
        ("my appointment is on the rue de la paix", False),
    ],
)
def test_french_is_recognised(text: str, french: bool) -> None:
    assert is_french(text) is french
