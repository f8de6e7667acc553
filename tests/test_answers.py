"""What is said: forms, channels, sources, buttons."""

from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk.answers import Answers, UnknownTopicError, topics, utter_action
from frontdesk.checks import read_responses
from frontdesk.settings import Clinic, read_clinic
from frontdesk.topic_ids import ACTIONS, FAQ_TOPICS, FROM_DOCUMENT, FROM_FACTS, FROM_SETTINGS, SAFETY_GROUPS, SMALL_TALK

RESPONSES = read_responses()
CLINIC = read_clinic(Path("clinic.yml"))
FULL = replace(
    CLINIC,
    fees=(("First visit", "$1"), ("Next visits", "$2")),
    session_lengths=(("First visit", 45),),
    cancellation_policy="Please give a day's notice.",
    visits="We offer video visits.",
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


@pytest.mark.parametrize("topic", [topic for topic in FROM_SETTINGS if topic != "location_hours"])
def test_a_setting_that_is_not_set_is_said_plainly_with_the_phone_number(topic: str) -> None:
    text = answer(topic, BARE)
    assert "listed here" in text
    assert CLINIC.phone in text


def test_fees_are_quoted_only_from_the_settings() -> None:
    assert "First visit: $1; Next visits: $2" in answer("cost", FULL)
    assert "$" not in answer("cost", BARE)


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
