"""The names of responses: which topic one stands for, and which are said by code."""

from collections.abc import Mapping

from frontdesk.content import topic_ids
from frontdesk.content.reviewed import Responses, read_metadata
from frontdesk.content.topic_ids import FAQ, NOT_OFFERED, SAFETY
from frontdesk.language.other_languages import languages

LANGUAGE = "utter_language_"
FEELING = "utter_feeling_"
# Responses beside those of topics, warnings and bookings, with the values that they may name beside the clinic's.
SAID_BY_CODE: Mapping[str, frozenset[str]] = {
    "utter_clarify": frozenset({"candidates"}),
    **{f"utter_check_{group}": frozenset() for group in topic_ids.SAFETY_GROUPS},
    "utter_more": frozenset({"topic", "related"}),
    f"utter_{FAQ}/opening_hours": frozenset({"opening_day"}),
    f"utter_{FAQ}/appointment_status": frozenset({"standing"}),
    "utter_person_away": frozenset({"opens"}),
    **{f"{LANGUAGE}{language}": frozenset() for language in languages()},
    **dict.fromkeys(
        (
            "utter_fallback utter_fallback_again utter_nothing_yet utter_person_there utter_rephrase utter_second_answer "
            "utter_after_safety utter_after_safety_going utter_after_safety_over utter_after_safety_self_harm "
            "utter_general_answers_off utter_check utter_check_denied utter_check_open "
            "utter_privacy utter_privacy_notice utter_erase utter_erase_confirmed utter_erase_declined "
            "utter_said_before utter_feeling_complaint utter_feeling_anger utter_feeling_fear utter_feeling_thanks"
        ).split(),
        frozenset(),
    ),
}


class UnknownTopicError(KeyError):
    """There is no answer under this name."""


def utter_action(topic: str, responses: Responses) -> str:
    """The response name of a topic or action id. Raises UnknownTopicError."""
    for name in (f"utter_{FAQ}/{topic}", f"utter_{topic}"):
        if name in responses:
            return name
    raise UnknownTopicError(topic)


def topic_of(utter: str) -> str:
    """The topic, action or safety group that a response name stands for."""
    return utter.removeprefix("utter_").removeprefix(f"{FAQ}/").removeprefix(f"{SAFETY}/")


def topics(responses: Responses) -> list[str]:
    """The ids that a patient may choose by a button: all topics, actions and small talk, in the order of the data."""
    names = [
        name for name in responses if read_metadata(responses, name).follow_ups or name.startswith(f"utter_{FAQ}/")
    ]
    return [topic_of(name) for name in names if topic_of(name) not in NOT_OFFERED]
