"""What a message says beside its topic: a candidate that it picks, a feeling, an action, words to be passed on."""

from __future__ import annotations

import re
from dataclasses import replace

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from frontdesk.booking.extraction import names_contact
from frontdesk.booking.heard import goes_on
from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import (
    ARRIVING,
    CALLBACK,
    ERASE,
    HANDOFF,
    LEAVE_MESSAGE,
    MESSAGES,
    SMALL_TALK_INTENTS,
    is_faq_topic,
)
from frontdesk.engine.nlu.context import Said, action_before, alarm_before, text_before
from frontdesk.engine.nlu.feelings import ANGER, COMPLAINT, FEAR, THANKS
from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.other_language import READING, OtherReading
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK
from frontdesk.engine.nlu.plain_wishes import goes_on_with_message
from frontdesk.engine.sign_replies import DESK, REPLY

_NUMBER = {"1": 0, "one": 0, "first": 0, "2": 1, "two": 1, "second": 1, "3": 2, "three": 2, "third": 2, "last": -1}
_PICK = re.compile(
    r"^(?:the |number |option |no )*(1|2|3|one|two|three|first|second|third|last)(?: one| option)?[.! ]*$"
)
APPOINTMENTS = frozenset({"book", "reschedule", "cancel", CALLBACK})
_ACTION_LEAVE_MESSAGE = "action_leave_message"
_UTTER_PERSON = f"utter_{HANDOFF}"
# "Pass that on please": a message for the front desk whose words were said before.
_AS_SAID = re.compile(
    r"\W*(?:(?:please|pls|just|yes|yeah|no|ok|okay|still|so|well|then|can you|could you|would you)\W+)*"
    r"(?:tell|pass|let|send|forward|relay|give|make sure)"
    r"(?:\W+(?:it|that|this|them|they|him|her|the|on|along|know|to|get|gets|front|desk|clinic|physio|reception|staff|message|"
    r"my|anyway|still|please|pls|all|thanks|for me))*\W*"
)
UNCLEAR = frozenset({FALLBACK, CLARIFY})
UPSET = (COMPLAINT, ANGER)
_FEWEST_WORDS_TOLD = 5  # of a complaint that tells what is wrong
_FEWEST_WORDS_LEFT = 2  # of what is said after "leave a message or ask for a call-back"
_ANSWERED_BY = {FEAR: "first_visit", THANKS: "thanks"}  # where only the feeling is clear
# What a feeling beside it is more than.
_SAYS_LITTLE = UNCLEAR | SMALL_TALK_INTENTS | {"more", "rephrase"}


def candidate_picked(text: str, said: Said) -> str | None:
    """The candidate that "2" or "the first one" names after a clarifying question."""
    found = _PICK.match(text)
    if said.kind != CLARIFY or not found:
        return None
    number = _NUMBER[found.group(1)]
    return said.topics[number] if number < len(said.topics) else None


def leaves_messages(tracker: DialogueStateTracker) -> bool:
    """Whether a message was passed on just before."""
    return action_before(tracker) == _ACTION_LEAVE_MESSAGE


def adds_to_message(match: Match, text: str, tracker: DialogueStateTracker) -> bool:
    """Whether a message adds to the one that was passed on just before: a way to answer it, or a correction.

    Who was told to leave a message, since nobody is there, leaves one with what is not understood otherwise.
    """
    if leaves_messages(tracker) and goes_on_with_message(match, text):
        return True
    if match.intent in ("book", "reschedule", "cancel", *MESSAGES) or is_faq_topic(match.intent):
        return False
    if action_before(tracker) == _UTTER_PERSON and match.intent in UNCLEAR and "?" not in text:
        return len(text.split()) >= _FEWEST_WORDS_LEFT
    return leaves_messages(tracker) and names_contact(text)


def quoted(match: Match, message: Message, said: Said, tracker: DialogueStateTracker) -> str | None:
    """What is to be passed on in place of the text: one that it refers to or picks, or it and the one that alarmed."""
    if match.intent not in MESSAGES:
        return None
    text: str = message.get(TEXT) or ""
    refers = bool(candidate_picked(text.lower(), said)) or bool(_AS_SAID.fullmatch(text.lower()))
    if said.kind in LEVELS and (refers or message.get(REPLY) != DESK):
        alarm = alarm_before(tracker) or text_before(tracker)
        return alarm if refers else f"{text}\n{alarm}"
    return text_before(tracker) if refers else None


def warned(message: Message, said: Said, tracker: DialogueStateTracker) -> str | None:
    """What the patient said in a booking before they were warned, if they go on with it now."""
    other: OtherReading | None = message.get(READING)
    text = other.gloss.text if other else message.get(TEXT)
    return alarm_before(tracker) if said.kind in LEVELS and goes_on(text.lower()) else None


def with_feeling(match: Match, feeling: str, asked: bool, words: int) -> Match:
    """Who only complains is shown to the front desk, and what they tell is passed on; who only thanks or is only afraid is
    answered all the same. `words`: how many the message has."""
    if feeling in UPSET and match.intent not in APPOINTMENTS | MESSAGES | {ERASE}:
        told = LEAVE_MESSAGE if words >= _FEWEST_WORDS_TOLD else HANDOFF
        return (
            match
            if asked and match.intent not in _SAYS_LITTLE
            else replace(match, intent=told, second=None, third=None)
        )
    if match.intent in UNCLEAR and feeling in _ANSWERED_BY:
        return replace(match, intent=_ANSWERED_BY[feeling], candidates=())
    return match


def action_first(match: Match) -> tuple[Match, str | None]:
    """An appointment or a message beside something else: the action, and what else is wanted on the way."""
    both = [topic for topic in (match.intent, match.second, match.third) if topic]
    if match.intent == ERASE:
        return Match(ERASE, match.confidence, match.ranking), None
    if len(both) > 1 and MESSAGES.issuperset(both):
        return Match(ARRIVING, match.confidence, match.ranking), None
    for actions in (APPOINTMENTS, MESSAGES):
        action = next((topic for topic in both if topic in actions), None)
        if action and len(both) > 1:
            asked = next((topic for topic in both if topic not in actions), None)
            return Match(action, match.confidence, match.ranking), asked
    return match, None
