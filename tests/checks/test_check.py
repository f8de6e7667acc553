"""`check` finds each kind of mistake and says what to do."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk.booking import catalogue
from frontdesk.checks.check import demo_problems, problems, read_responses
from frontdesk.settings.clinic import read_clinic

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
        ("faq/safety.yml", "        reviewed: ", "        reviewed: maybe # ", "see `reviewed`"),
        ("faq/safety.yml", "follow_ups: [", "follow_ups: [3, ", "follow_ups that are no list of topics"),
        ("faq/safety.yml", "It can hurt for some people.", "It can hurt {.", "has a brace that belongs to no value"),
        ("faq/clinic.yml", "setting: fees", "setting: prices", "rests on the setting `prices`"),
        ("faq/clinic.yml", "{when: unset}", "{when: never}", "has no text for when it is unset"),
        ("nlu/booking_dialogue.yml", "utter_booking_ask_reason", "utter_booking_ask_raeson", "is missing"),
        ("nlu/booking_dialogue.yml", "utter_booking_ask_reason", "utter_booking_ask_raeson", "is said by nothing"),
        (
            "nlu/booking_dialogue.yml",
            "Noted: {noted}",
            "Noted: {noted} {detail}",
            "names {detail}, which is no value there",
        ),
        ("nlu/booking_dialogue.yml", '- text: "Starting over."', '- text: ""', "has no words in its text no. 1"),
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


OWN = """
responses:
  utter_faq/parking:
  - text: "You can park behind the house."
    metadata: {title: Parking, follow_ups: [cost, book]}
  - channel: sms
    text: "You can park behind the house."
"""


def test_a_topic_of_the_clinics_own_must_say_what_it_rests_on(data: Path) -> None:
    (data / "faq/own.yml").write_text(OWN, encoding="utf-8")
    assert [found for found in problems(CLINIC, data) if "parking`" in found] == [
        "`utter_faq/parking` does not say what it rests on. Add source: {title: Clinic settings, section: ..., url: null, "
        "reviewed: true} to its metadata.",
        "The topic `parking` has 0 phrasings. Write at least 25 in data/faq.",
    ]


def test_every_response_of_a_booking_is_known_with_its_values() -> None:
    assert set(catalogue.values()) <= set(read_responses())
    written = {
        name
        for file in Path("frontdesk").rglob("*.py")
        for name in re.findall(r"\"(utter_booking_\w*[a-z])\"", file.read_text(encoding="utf-8"))
    }
    assert written <= set(catalogue.values())


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("cancellation_policy", "We give guaranteed results.", True),
        ("parking", "Parking is easy and treatment is painless.", True),
        ("visits", "Lasting relief is guaranteed at home.", True),
        ("cancellation_policy", "A card guarantees your visit. We will reimburse a deposit.", False),
        ("parking", "A free spot is not guaranteed, and the north gate is permanently closed.", False),
        ("cancellation_policy", "A visit missed without notice costs $60.", False),
        ("cancellation_policy", "Text CANCEL to us a day ahead, or reply CANCEL.", True),
    ],
)
def test_claims_in_the_clinics_own_sentences_are_found_and_its_terms_are_not(key: str, text: str, found: bool) -> None:
    clinic = replace(CLINIC, **{key: text})
    assert any(key in problem for problem in problems(clinic)) is found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file holds no keys"),
        ("- a", "the file holds no keys"),
        ("responses: [a]", "`responses` is no group of keys"),
        ("nlu: {a: b}", "`nlu` is no list"),
        ("nlu: [{intent: faq/cost}]", "topic no. 1 below `nlu` lacks intent or examples"),
        ("responses: {utter_faq/own: text}", "has no texts"),
        ("responses: {utter_faq/own: [text]}", "has a text no. 1 without `text:`"),
        ("responses: {utter_faq/own: [{text: a, metadata: text}]}", "metadata in its text no. 1"),
        ("responses:\nnlu:\n", ""),
    ],
)
def test_a_file_of_another_form_is_named(data: Path, text: str, sentence: str) -> None:
    (data / "faq/own.yml").write_text(text, encoding="utf-8")
    found = problems(CLINIC, data)
    assert any("faq/own.yml" in problem and sentence in problem for problem in found) is bool(sentence), found
