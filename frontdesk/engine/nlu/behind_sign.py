"""What a message means behind a warning, or behind a question about a sign (its kind: sign_replies).

1. Words that ask for an all-clear or imply one are met with the warning again: small talk, whatever is about how the body does,
   and what only sounds like a sign.
2. Who agrees, calls or goes gets one line for it. What was seen to, or was no sign, ends the warning or the question.
3. What is for the front desk is passed on, and an appointment is what it would be without the warning.
"""

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import ARRIVING, CALLBACK, HANDOFF, LEAVE_MESSAGE, MESSAGES, PERSONAL_ADVICE
from frontdesk.engine.desk_words import is_for_desk
from frontdesk.engine.nlu.beside import APPOINTMENTS, UNCLEAR
from frontdesk.engine.nlu.check import HELD, open_check, says_no, says_whose
from frontdesk.engine.nlu.context import Said, group_warned_of
from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.parse_data import AFTER_SAFETY, CHECK, CLARIFY, FALLBACK
from frontdesk.engine.nlu.safety_screen import AFTER_WARNING
from frontdesk.engine.sign_replies import CLEAR, DESK, GOING, OTHER, OVER, REPLY, UNSURE

_SMALL_TALK = frozenset(
    {"affirm", "deny", "thanks", "goodbye", "rephrase", "more", "greet", "help", "bot_challenge", FALLBACK, CLARIFY}
)
_ABOUT_THE_BODY = frozenset(
    {
        PERSONAL_ADVICE,
        "safety",
        "side_effects",
        "does_it_hurt",
        "aftercare",
        "when_results",
        "long_term_relief",
        "pain_relief",
        "muscle_function",
        "conditions_treated",
        "who_should_avoid",
        "medication_free",
        "combined_treatments",
        "local_twitch_response",
    }
)
_CALLS = frozenset({CALLBACK, HANDOFF})  # what "ok calling now" is taken for
_SELF_HARM = "self_harm"
_ENDS = ("thanks", "goodbye")
_MOST_WORDS_ARRIVED = 6  # "ambulance is here" tells of nobody who arrives at the clinic
_FEWEST_WORDS_GOING = 3  # a shorter "ok" answers no question


def behind_sign(match: Match, message: Message, said: Said, tracker: DialogueStateTracker) -> Match:
    """The match in the light of a warning, or of a question about a sign, that came just before."""
    reply = message.get(REPLY)
    if said.kind == CHECK:
        meant = _behind_question(match, reply, message.get(TEXT) or "")
    else:
        meant = _behind_warning(match, reply, message, tracker) if said.kind in LEVELS else match.intent
    return match if meant == match.intent else Match(meant, match.confidence, match.ranking)


def _behind_question(match: Match, reply: str | None, text: str) -> str:
    if reply == DESK and match.intent in UNCLEAR:
        return LEAVE_MESSAGE
    going = reply == GOING and len(text.split()) >= _FEWEST_WORDS_GOING and not says_whose(text)
    over = reply == OVER and (not says_no(text) or match.intent not in APPOINTMENTS | MESSAGES)
    return AFTER_SAFETY if going or over else match.intent


def _behind_warning(match: Match, reply: str | None, message: Message, tracker: DialogueStateTracker) -> str:
    text = message.get(TEXT) or ""
    going = reply == GOING and match.intent == LEAVE_MESSAGE
    if going or _is_seen_to(reply, match, text) or _makes_little_of(reply, match):
        return AFTER_SAFETY
    in_doubt = bool(message.get(AFTER_WARNING)) and match.intent not in APPOINTMENTS
    all_clear = in_doubt or match.intent in _SMALL_TALK | _ABOUT_THE_BODY
    if match.intent in MESSAGES or (reply == DESK and all_clear):
        return match.intent if match.intent in MESSAGES else LEAVE_MESSAGE
    in_despair = reply in (CLEAR, UNSURE) and group_warned_of(tracker) == _SELF_HARM
    stays = reply == OTHER and match.intent not in _ABOUT_THE_BODY
    calls = reply in (GOING, OVER) and match.intent in _CALLS
    return AFTER_SAFETY if in_despair or (not stays and (all_clear or calls)) else match.intent


def _is_seen_to(reply: str | None, match: Match, text: str) -> bool:
    """Whether a text that reads like a message says that it is over or in hands: "ambulance is here", "the doctor saw him"."""
    if reply != OVER:
        return False
    if match.intent == LEAVE_MESSAGE:
        return not is_for_desk(text)
    return match.intent == ARRIVING and len(text.split()) <= _MOST_WORDS_ARRIVED


def _makes_little_of(reply: str | None, match: Match) -> bool:
    """Whether an appointment is wished for in place of help: "it's nothing, thursday would do"."""
    return reply == CLEAR and match.intent == "book"


def said_to(match: Match, message: Message, tracker: DialogueStateTracker) -> str:
    """Which answer fits a message behind a warning: one of its kinds, or the group of the warning; empty for the usual one."""
    if match.intent != AFTER_SAFETY:
        return ""
    reply = message.get(REPLY)
    if reply != OVER and group_warned_of(tracker) == _SELF_HARM:
        return _SELF_HARM
    return reply if reply in (GOING, OVER) else ""


def left_open(match: Match, message: Message, tracker: DialogueStateTracker) -> str | None:
    """The group of a question about a sign that a message left open; it is asked once more.

    Not of who only says thanks or goodbye, nor of who calls or tells that it was no sign.
    """
    pending = open_check(tracker)
    held = (message.get(METADATA) or {}).get(HELD)
    ends = match.intent in (*_ENDS, AFTER_SAFETY) or message.get(REPLY) == OVER
    return pending.group if pending and not pending.repeated and not held and not ends else None
