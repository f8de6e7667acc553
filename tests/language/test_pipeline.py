"""The spaCy pipeline: terms, negation, signs, sentences."""

from pathlib import Path

import pytest

from frontdesk.language.cues import cues
from frontdesk.language.pipeline import FOLDER, build, language
from frontdesk.language.segments import bare, named, questions, sentences, yes_or_no
from frontdesk.language.sign_rules import SIGNS, expanded


def test_the_shipped_folder_is_what_the_code_builds(tmp_path: Path) -> None:
    build().to_disk(tmp_path, exclude=["vocab"])
    for name in ("config.cfg", "meta.json"):
        assert (FOLDER / name).read_text() == (tmp_path / name).read_text()


def test_clinical_terms_are_entities_with_negation() -> None:
    doc = language()("no numbness, but my siatica and knee hurt since i take warfarin")
    assert [(e.text, e.label_, e._.negex, e.kb_id_) for e in doc.ents] == [
        ("numbness", "SYMPTOM", True, "numbness"),
        ("sciatica", "CONDITION", False, "sciatica"),
        ("knee", "BODY_PART", False, "knee"),
        ("warfarin", "CAUTION", False, "blood thinners"),
    ]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("tmj?", "jaw pain"),
        ("arthritis in my knee", "knee osteoarthritis"),
        ("my plantar fascitis is back", "heel pain"),
        ("a herniated disk", "a slipped disc"),
        ("do you take sunlife", "Sun Life"),
    ],
)
def test_a_term_is_known_by_its_other_words(text: str, term: str) -> None:
    assert term in [ent.kb_id_ for ent in language()(text).ents]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("cant feel when i wipe", "cauda_equina"),
        ("CANT BREATHE", "chest_lungs"),
        ("i took too many pills", "overdose"),
        ("my face is drooping", "stroke"),
        ("i want to die", "self_harm"),
        ("he hits me", "violence"),
        ("my nephew had a seizure, he has never had one before", "collapse"),
        ("i've been hoarding my pills", "self_harm"),
        ("why book, i won't be alive by then", "self_harm"),
        ("i might do something stupid tonight", "self_harm"),
        ("i keep losing my pee on the couch", "cauda_equina"),
        ("took six percocets with wine", "overdose"),
        ("my husband broke my wrist", "violence"),
        ("he checks my phone", "violence"),
        ("had chemo in spring and now my hip aches nonstop", "cancer_signs"),
    ],
)
def test_a_sign_in_plain_words_is_marked(text: str, group: str) -> None:
    doc = language()(text)
    assert group in [span.label_ for span in doc.spans[SIGNS] if not span._.negex]


@pytest.mark.parametrize(
    "text",
    [
        "i have no chest pain",
        "never had chest pain",
        "sans chest pain",
        "not hoarding any pills",
        "never took percocets with wine",
        "no, my husband never grabbed me",
    ],
)
def test_a_denied_sign_is_marked_as_denied(text: str) -> None:
    doc = language()(text)
    assert doc.spans[SIGNS]
    assert all(span._.negex for span in doc.spans[SIGNS])


@pytest.mark.parametrize(
    "text",
    [
        "my son broke his arm at six",
        "i won't be around next week, please move my visit",
        "our dog threw up on the carpet",
        "i had wine with dinner",
        "is the pain gone for good",
        "he had a fit about the parking",
    ],
)
def test_ordinary_words_are_no_sign(text: str) -> None:
    assert not language()(text).spans[SIGNS]


def test_just_in_case_does_not_make_a_question_general() -> None:
    assert cues("i keep pills just in case")[1] == 0
    assert cues("in case someone faints, what do you do")[1] == 1


def test_shorthand_stands_for_every_combination() -> None:
    assert expanded("a|b c|d") == ["a c", "a d", "b c", "b d"]


def test_two_questions_are_told_apart() -> None:
    doc = language()("does it hurt and how many times do i have to come?")
    assert questions(doc) == ["does it hurt", "how many times do i have to come?"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("what time do you close and the price?", ["what time do you close", "the price?"]),
        ("fees and is it covered by blue cross", ["fees", "is it covered by blue cross"]),
        ("cost, hours, does it hurt", ["cost", "hours", "does it hurt"]),
        ("is the physio licensed; also parking", ["is the physiotherapy licensed", "parking"]),
        ("need an appointment friday, do you bill sun life", ["need an appointment friday", "do you bill sun life"]),
        ("my dad hurt his hip, can you help or is he too old", ["my dad hurt his hip, can you help", "is he too old"]),
        ("walk me through it plus any side effects", ["walk me through it", "any side effects"]),
        ("needle size? frozen shoulder", ["needle size?", "frozen shoulder"]),
    ],
)
def test_a_question_may_be_clipped_to_a_name_or_stand_at_an_unusual_joint(text: str, pieces: list[str]) -> None:
    assert questions(language()(text)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "do you offer x-ray or follow-up visits?",
        "will you see me w/o a referral?",
        "can i get dry needling + strengthening?",
        "do you cover the cost for it?",
    ],
)
def test_a_joint_within_one_question_does_not_cut_it(text: str) -> None:
    assert len(questions(language()(text))) == 1


def test_a_thing_is_named_alone_or_it_is_not() -> None:
    assert named("and the price too?")
    assert named("parking")
    assert not named("the price is too high")


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
    ("text", "expected"),
    [
        ("is it safe", True),
        ("hi, can i have it with a pacemaker?", True),
        ("i bike a lot, do you treat knees?", True),
        ("how safe is it", False),
        ("do you know how much it costs", False),
        ("tennis elbow?", False),
        ("my knee hurts", False),
    ],
)
def test_a_question_that_yes_or_no_can_answer_is_told_from_others(text: str, expected: bool) -> None:
    assert yes_or_no(language()(text)) is expected
