"""Answers to the point: what is named, what was said before, and other languages."""

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from frontdesk.checks.check import problems, read_responses
from frontdesk.content.answers import Answer, Answers
from frontdesk.content.naming import by_name, entries, named_responses
from frontdesk.content.repeating import in_other_words, unsaid
from frontdesk.language.other_languages import language_of, languages
from frontdesk.language.terms import CONDITION, terms, words_of
from frontdesk.settings.clinic import read_clinic

RESPONSES = read_responses()
CLINIC = read_clinic(Path("clinic.yml"))
ANSWERS = Answers(RESPONSES, CLINIC)
TENNIS, WHIPLASH, SHINS = ("CONDITION", "tennis elbow"), ("CONDITION", "whiplash"), ("CONDITION", "shin splints")
ARM, KNEE, ANKLE = ("BODY_PART", "arm"), ("BODY_PART", "knee"), ("BODY_PART", "ankle")


@pytest.mark.parametrize(
    ("topic", "named", "found"),
    [
        ("conditions_treated", [ARM, TENNIS], [("utter_named_tennis_elbow", "tennis elbow")]),
        ("evidence", [TENNIS], [("utter_named_tennis_elbow", "tennis elbow")]),
        ("conditions_treated", [WHIPLASH, SHINS], [("utter_named_condition", "whiplash and shin splints")]),
        (
            "conditions_treated",
            [TENNIS, WHIPLASH],
            [("utter_named_tennis_elbow", "tennis elbow"), ("utter_named_condition", "whiplash")],
        ),
        ("pain_relief", [ANKLE], [("utter_named_body_part", "ankle")]),
        ("pain_relief", [KNEE], [("utter_named_knee", "knee")]),
        ("who_should_avoid", [("CAUTION", "a pacemaker")], [("utter_named_caution", "a pacemaker")]),
        ("who_should_avoid", [("CAUTION", "a stroke")], [("utter_named_other_caution", "a stroke")]),
        ("safety", [("CAUTION", "a stroke")], []),
        ("insurance", [("INSURER", "Sun Life")], [("utter_named_benefit_plan", "Sun Life")]),
        ("number_of_sessions", [TENNIS], []),
        ("conditions_treated", [], []),
    ],
)
def test_what_is_named_chooses_the_text(topic: str, named: list[tuple[str, str]], found: list[tuple[str, str]]) -> None:
    assert by_name(RESPONSES, topic, named) == found


@pytest.mark.parametrize("term", list(terms()[CONDITION]))
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_every_condition_is_named_in_its_answer_with_a_source_that_nobody_has_reviewed(term: str, channel: str) -> None:
    ((name, _, answer),) = ANSWERS.about_named("conditions_treated", [(CONDITION, term)], channel)
    words = {word for word, of in words_of(CONDITION).items() if of == term}
    words |= {entry.lower() for entry in entries(RESPONSES, name, "names")}
    assert any(word in answer.text.lower() for word in words), answer.text
    assert answer.topics == ("conditions_treated",)
    assert answer.source is not None
    assert answer.source["reviewed"] is False
    assert "physiotherapist" in answer.text


def test_a_clinic_that_wants_no_unreviewed_answers_has_none_by_name() -> None:
    off = Answers(RESPONSES, replace(CLINIC, general_answers=False))
    assert off.about_named("conditions_treated", [TENNIS], "web") == []


def test_a_condition_is_added_by_data_alone() -> None:
    own = {
        "utter_named_whiplash": [
            {"text": "Of whiplash.", "metadata": {"names": ["whiplash"], "answers": ["conditions_treated"]}}
        ]
    }
    assert by_name({**RESPONSES, **own}, "conditions_treated", [WHIPLASH]) == [("utter_named_whiplash", "whiplash")]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("names: [tennis elbow]", "names: [tenis elbow]", "which is no term"),
        ("names: [tennis elbow]", "nams: [tennis elbow]", "has no `names`"),
        ("names: [tennis elbow]", "names: [fibromyalgia]", "both answer"),
        ("[conditions_treated, pain_relief, evidence]", "[conditions, evidence]", "which is no topic"),
        ('section: "Abstract"', 'sektion: "Abstract"', "does not say what it rests on"),
        ("For tennis elbow, one overview", "For tennis elbow, " + "one " * 40 + "overview", "words on the web"),
        ("For tennis elbow, overviews", "For {elbow}, overviews", "names {elbow}"),
    ],
)
def test_a_mistake_in_it_is_found(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    data = Path(shutil.copytree("data", tmp_path / "data"))
    file = data / "faq/by_name.yml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(sentence in problem for problem in problems(CLINIC, data))


def said_in_turn(name: str, channel: str, times: int) -> list[str]:
    said: list[str] = []
    for _ in range(times):
        answer = ANSWERS.answer(name, channel)
        said.insert(0, unsaid(answer, in_other_words(ANSWERS, name, answer, channel), said).text)
    return said[::-1]


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize(
    "name",
    [
        name
        for name in RESPONSES
        if name.startswith("utter_faq/")
        or name.removeprefix("utter_") in ("greet", "thanks", "goodbye", "help", "bot_challenge", "affirm", "deny")
        or name in ("utter_personal_advice", "utter_talk_to_human")
    ],
)
def test_nothing_is_said_twice_running(name: str, channel: str) -> None:
    said = said_in_turn(name, channel, 6)
    assert all(one not in other and other not in one for one, other in pairwise(said))


def test_what_was_asked_before_is_said_in_short_and_then_handed_on() -> None:
    _, short, on, on_again, again = said_in_turn("utter_faq/does_it_hurt", "web", 5)
    assert short.startswith("In short: It can hurt for some people.")
    assert CLINIC.phone in on
    assert CLINIC.phone in on_again
    assert again == ANSWERS.answer("utter_faq/does_it_hurt", "web").text


def test_a_text_message_is_short_anyway() -> None:
    _, second, *_ = said_in_turn("utter_faq/does_it_hurt", "sms", 3)
    assert second.startswith("I have said what I have on this.")


def test_a_warning_may_be_repeated() -> None:
    warning = ANSWERS.answer("utter_safety/heart", "web")
    assert unsaid(warning, [], [warning.text]) == warning


def test_who_is_handed_on_can_be_called_back() -> None:
    answer = ANSWERS.answer("utter_faq/does_it_hurt", "web")
    said = [answer.text, ANSWERS.short("utter_faq/does_it_hurt")]
    given: Answer = unsaid(answer, in_other_words(ANSWERS, "utter_faq/does_it_hurt", answer, "web"), said)
    assert given.buttons[0][0] == "callback"
    assert given.topics == ("does_it_hurt",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿hablan español?", "spanish"),
        ("ਕੀ ਤੁਸੀਂ ਪੰਜਾਬੀ ਬੋਲਦੇ ਹੋ", "punjabi"),
        ("क्या आप हिंदी बोलते हैं", "hindi"),
        ("你们会说中文吗", "chinese"),
        ("針一次幾錢呀", "traditional_chinese"),
        ("日本語を話せますか", "japanese"),
        ("한국어 하세요?", "korean"),
        ("هل تتكلم العربية", "arabic"),
        ("آیا فارسی صحبت می‌کنید", "persian"),
        ("کیا آپ اردو بولتے ہیں", "urdu"),
        ("Ви розмовляєте українською?", "ukrainian"),
        ("вы говорите по-русски", "russian"),
        ("Bạn có nói tiếng Việt không", "vietnamese"),
        ("does it hurt", ""),
        ("combien coûte une séance", ""),
        ("my physio's name is 李, is she in today", ""),
        ("?!", ""),
    ],
)
def test_a_language_is_told_by_its_letters(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("language", languages())
def test_each_language_has_a_sentence_with_the_phone_number(language: str) -> None:
    answer = ANSWERS.other_language(language, "web")
    assert CLINIC.phone in answer.text
    assert CLINIC.emergency_number in answer.text
    assert language_of(f"¿{answer.text}" if language == "spanish" else answer.text) == language


def test_every_text_by_name_stands_for_something() -> None:
    assert len(list(named_responses(RESPONSES))) > 20
