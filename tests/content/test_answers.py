"""What is said: forms, channels, sources, buttons."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk.channels.sms.reply import compose
from frontdesk.checks.check import read_responses
from frontdesk.content.answers import Answers
from frontdesk.content.response_names import UnknownTopicError, topics, utter_action
from frontdesk.content.topic_ids import (
    ACTIONS,
    FAQ_TOPICS,
    FROM_DOCUMENT,
    FROM_FACTS,
    FROM_SETTINGS,
    SAFETY_GROUPS,
    SMALL_TALK,
)
from frontdesk.engine.answer_messages import as_message
from frontdesk.settings.clinic import OWN_SENTENCES, Clinic, read_clinic

RESPONSES = read_responses()
CLINIC = read_clinic(Path("clinic.yml"))
FULL = replace(
    CLINIC,
    fees=(("First visit", "$1"), ("Next visits", "$2")),
    session_lengths=(("First visit", 45),),
    cancellation_policy="Please give a day's notice.",
    visits="We offer video visits.",
    parking="Free parking is behind the building",
    access="There is a ramp at the front door.",
    **dict.fromkeys(OWN_SENTENCES, "Ours is a sentence."),
    demo_values=frozenset(),
)
BARE = replace(CLINIC, hours={}, demo_values=frozenset())


def answer(topic: str, clinic: Clinic = CLINIC, channel: str = "web") -> str:
    return Answers(RESPONSES, clinic).answer(utter_action(topic, RESPONSES), channel).text


@pytest.mark.parametrize("topic", [*FAQ_TOPICS, *ACTIONS, *SMALL_TALK, "personal_advice"])
@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("clinic", [FULL, BARE], ids=["all set", "nothing set"])
def test_every_topic_is_answered_whole_on_every_channel(topic: str, channel: str, clinic: Clinic) -> None:
    text = answer(topic, clinic, channel)
    assert text
    assert "{" not in text
    assert "()" not in text


@pytest.mark.parametrize("topic", [*FAQ_TOPICS, *ACTIONS, "personal_advice"])
def test_every_answer_names_what_it_rests_on_and_offers_two_to_four_ways_on(topic: str) -> None:
    given = Answers(RESPONSES, CLINIC).answer(utter_action(topic, RESPONSES), "web")
    assert given.topics == (topic,)
    assert given.source is not None
    assert given.source["title"]
    assert 2 <= len(given.buttons) <= 4
    assert topic not in [choice for choice, _ in given.buttons]


@pytest.mark.parametrize("topic", FROM_FACTS)
def test_answers_from_published_facts_are_not_called_reviewed(topic: str) -> None:
    given = Answers(RESPONSES, CLINIC).answer(utter_action(topic, RESPONSES), "web")
    assert given.source is not None
    assert given.source["reviewed"] is False


@pytest.mark.parametrize("topic", FROM_FACTS)
def test_a_clinic_can_switch_them_off(topic: str) -> None:
    given = Answers(RESPONSES, replace(CLINIC, general_answers=False)).answer(utter_action(topic, RESPONSES), "web")
    assert "no reviewed answer" in given.text
    assert CLINIC.phone in given.text
    assert given.topics == (topic,)


@pytest.mark.parametrize("topic", FROM_DOCUMENT)
def test_answers_from_the_clinics_document_stay_on(topic: str) -> None:
    assert answer(topic, replace(CLINIC, general_answers=False)) == answer(topic)


@pytest.mark.parametrize(
    "topic", [topic for topic in FROM_SETTINGS if topic not in ("location_hours", "appointment_status")]
)
def test_a_setting_that_is_not_set_is_said_plainly_with_the_phone_number(topic: str) -> None:
    text = answer(topic, BARE)
    assert "listed here" in text
    assert CLINIC.phone in text


def test_fees_are_quoted_only_from_the_settings() -> None:
    assert "First visit: $1; Next visits: $2" in answer("cost", FULL)
    assert "$" not in answer("cost", BARE)


@pytest.mark.parametrize("topic", OWN_SENTENCES)
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_the_clinics_own_sentence_is_said_first_on_every_channel(topic: str, channel: str) -> None:
    assert answer(topic, FULL, channel).startswith("Ours is a sentence. ")
    assert "Ours" not in answer(topic, BARE, channel)


@pytest.mark.parametrize("topic", OWN_SENTENCES)
def test_what_is_not_listed_can_be_asked_for_by_a_call_back(topic: str) -> None:
    given = Answers(RESPONSES, BARE).answer(utter_action(topic, RESPONSES), "web")
    assert given.buttons[0][0] == "callback"


def test_a_made_up_sentence_is_said_to_be_an_example() -> None:
    demo = replace(FULL, demo_values=frozenset({"payment_methods", "clinic.parking"}))
    assert "Ours is a sentence. (example, not real)" in answer("payment_methods", demo)
    assert "building. (example, not real) There is a ramp at the front door. If" in answer("parking_access", demo)


def test_of_parking_and_access_what_is_not_set_is_said_to_be_not_listed() -> None:
    assert answer("parking_access", FULL).startswith(
        "Free parking is behind the building. There is a ramp at the front door. "
    )
    assert "ramps and elevators are not listed here" in answer("parking_access", replace(FULL, access=None))
    assert answer("parking_access", replace(FULL, parking=None)).startswith(
        "Parking is not listed here. There is a ramp"
    )


@pytest.mark.parametrize("group", SAFETY_GROUPS)
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_safety_messages_give_the_numbers_and_only_a_person_as_a_way_on(group: str, channel: str) -> None:
    clinic = replace(CLINIC, emergency_number="112", crisis_number="113", health_line="114")
    given = Answers(RESPONSES, clinic).answer(f"utter_safety/{group}", channel)
    assert given.kind in ("emergency", "urgent")
    assert "112" in given.text
    assert "911" not in given.text
    assert ("113" in given.text) or group != "self_harm"
    assert [choice for choice, _ in given.buttons] == ["talk_to_human"]


def test_the_second_fallback_in_a_row_offers_a_person_first() -> None:
    answers = Answers(RESPONSES, CLINIC)
    assert answers.fallback("web", again=False).buttons[-1][0] == "talk_to_human"
    assert answers.fallback("web", again=True).buttons[0][0] == "talk_to_human"
    assert CLINIC.phone in answers.fallback("web", again=False).text


def test_clarifying_names_every_candidate_and_has_a_button_for_each() -> None:
    given = Answers(RESPONSES, CLINIC).clarify(["safety", "side_effects", "aftercare"], "web")
    assert given.topics == ("safety", "side_effects", "aftercare")
    assert [choice for choice, _ in given.buttons] == list(given.topics)
    assert all(title in given.text for _, title in given.buttons)


def test_everything_that_a_button_offers_can_be_chosen() -> None:
    known = set(topics(RESPONSES))
    answers = Answers(RESPONSES, CLINIC)
    for topic in known:
        offered = answers.answer(utter_action(topic, RESPONSES), "web").buttons
        assert {choice for choice, _ in offered} <= known


def test_an_unknown_topic_is_an_error() -> None:
    with pytest.raises(UnknownTopicError):
        Answers(RESPONSES, CLINIC).title("surgery")


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        "text",
        {},
        {"title": ""},
        {"title": ["a"], "source": "our clinic", "follow_ups": "book", "setting": ["fees"], "kind": None},
        {"title": "Parking", "source": {"section": "Parking"}, "follow_ups": ["surgery", 3, None]},
        {"title": "Parking", "source": {"title": "Clinic settings"}, "setting": "parking", "when": "set"},
        {"title": 7, "source": {"title": 7, "section": None, "url": 3, "reviewed": "yes"}, "follow_ups": []},
    ],
)
@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("general", [True, False])
def test_what_a_clinic_leaves_out_of_a_topic_of_its_own_breaks_no_chat(
    metadata: Any, channel: str, general: bool
) -> None:
    responses = {**RESPONSES, "utter_faq/parking": [{"text": "You can park behind the house.", "metadata": metadata}]}
    answers = Answers(responses, replace(CLINIC, general_answers=general))
    for given in (
        answers.answer("utter_faq/parking", channel),
        answers.in_short("parking"),
        answers.more("parking", channel),
    ):
        assert given.text
        assert given.buttons
        assert all(title for _, title in given.buttons)
        shown = as_message(given)
        assert shown["source"] is None or set(shown["source"]) == {"title", "section", "url", "reviewed"}
        assert compose([shown]).text
    assert answers.clarify(["parking", "cost"], channel).text
    assert "parking" in topics(responses)


@pytest.mark.parametrize("forms", [[], None, [{"metadata": {}}], [{"text": ""}], [{"text": None}], "text", ["text"]])
def test_a_text_that_is_missing_is_replaced_by_whom_to_call(forms: Any) -> None:
    answers = Answers({**RESPONSES, "utter_faq/parking": forms, "utter_safety/heart": forms}, CLINIC)
    assert CLINIC.phone in answers.answer("utter_faq/parking", "sms").text
    warning = answers.answer("utter_safety/heart", "sms")
    assert warning.kind == "emergency"
    assert CLINIC.emergency_number in warning.text


def test_a_form_that_only_another_channel_has_is_said_on_both() -> None:
    answers = Answers({"utter_faq/parking": [{"channel": "sms", "text": "Behind the house."}]}, CLINIC)
    assert answers.answer("utter_faq/parking", "web").text == "Behind the house."


def test_a_booking_goes_on_without_a_text_and_without_a_value() -> None:
    responses = {**RESPONSES, "utter_booking_offer": [{"text": "Hello {surname}, {0} {name.first} { which time?"}]}
    del responses["utter_booking_ask_reason"]
    answers = Answers(responses, CLINIC)
    said = answers.booking(["utter_booking_noted", "utter_booking_ask_reason"], "web", "booking", "book", {}, [])
    assert CLINIC.phone in said.text
    assert "which time?" in answers.booking(["utter_booking_offer"], "sms", "booking", "book", {}, []).text
