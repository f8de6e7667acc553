"""Questions in the middle of a booking: which answer they get. The open question is asked again afterwards."""

import re
from collections.abc import Sequence

from frontdesk.booking import told as marks
from frontdesk.booking.been_here import find_patient_type
from frontdesk.booking.changes import field_named
from frontdesk.booking.draft import Say
from frontdesk.booking.extraction import find_email, names_contact
from frontdesk.booking.heard import Heard
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.content.topic_ids import ARRIVING, LEAVE_MESSAGE, MESSAGES, is_faq_topic
from frontdesk.language.segments import asks

_SMALL_TALK = frozenset({"greet", "thanks", "bot_challenge", "help", "goodbye"})
_UNSURE = {
    "clarify": Say(("utter_clarify",), kind="clarify"),
    "nlu_fallback": Say(("utter_booking_unknown",), kind="fallback"),
}
_DEFERRED = "personal_advice"
_WHEN_CALLED = re.compile(
    r"(?:(?:so|and|ok|okay)[, ]+)*(?:when|how (?:soon|long)|what time)\b.*\b(?:call|phone|ring|hear|contact)\w*\b"
)
_SUBJECT = "i|it|you|they|there|we|he|she|this|that|my|the|your|dry|needling"
_QUESTION = re.compile(
    r"(?:how|why|which|who|what about|(?:what|when|where)(?:'?s| (?:is|are|was|do|does|did|can|will|should|would|if)))\b|"
    rf"(?:is|are|am|was|were|do|does|did|has|have|would|will|should|may) (?:{_SUBJECT})\b"
)
# What a message ends with that asks without a mark: "i take warfarin is needling ok".
_ASKS_LAST = re.compile(
    r"\b(?:(?:is|are) (?:it|(?:dry )?needling|(?:the )?needles|ims) (?:still |even )?"
    r"(?:ok|okay|safe|fine|good|allowed|possible|all ?right|a good idea|worth|bad|dangerous|risky)|"
    r"(?:does|do|will|would|can|could) (?:it|(?:dry )?needling|(?:the )?needles|ims) (?:help|work|hurt|make|fix|still)|"
    r"can (?:s?he|they|my \w+) (?:still )?(?:come|get|have|do)|should (?:i|s?he|we))\b[^.?!]{0,40}$",
    re.IGNORECASE,
)

_STATUS = re.compile(
    r"(?:(?:so|hi|hey|hello|wait|ok|and|quick question)[,. ]+)*"
    r"(?:(?:is|are|was|am|do|does|did|have|has)\b"
    r"(?! (?:it (?:possible|ok|okay|fine|too late)|there|you mind|i (?:have|need) to)\b)|"
    r"when (?:is|was|am|do)\b|what (?:time|day)\b)"
)
_WHY_CANCELLED = re.compile(
    r"\b(?:why|who|how come|what happened|reason)\b.*\b(?:cancel(?:l?ed)?|called off)\b(?! (?:policy|fee)\b)"
)
STATUS = Say(("utter_faq/appointment_status",), kind="answer")

# What answers an open question, and the values of one: a message that does or holds none of these may be for a person.
_ANSWERS = (marks.AGREE, marks.REFUSE, marks.DECLINE, marks.CORRECT)
_FIELDS = (marks.NAME, marks.PHONE, marks.EMAIL, marks.WHEN, marks.REASON, marks.NEW, marks.RETURNING, marks.SLOT)
_OF_NEW = ("first_visit", "new_patients")  # who says that they are new has not asked what that is like
_MAY = 0.25
_ASK_FOR_CONTACT = ("phone", "email", "contact", "code", "phone_code")
_LONGEST_NAME, _MOST_BESIDE_CONTACT = 4, 6  # words


def _answer_to(topic: str) -> Say:
    return Say((f"utter_{topic}" if topic == _DEFERRED else f"utter_faq/{topic}",), kind="answer")


def asks_status(heard: Heard) -> bool:
    """Whether a typed question is only whether or when an appointment is ("is it still on"): it names no end of it."""
    return not heard.choice and not heard.calls_off and bool(_STATUS.match(heard.plain))


def asks_why(heard: Heard) -> bool:
    """Whether a typed question is why an appointment was cancelled, or by whom."""
    return not heard.choice and bool(_WHY_CANCELLED.search(heard.plain))


def answers_beside(heard: Heard) -> list[Say]:
    """The answer to a question that stood beside something else, such as a wish for an appointment, if it has an answer."""
    beside = heard.asked or ("" if is_topic(heard.intent) else heard.second)
    told = beside in _OF_NEW and not is_question(heard.plain) and find_patient_type(heard.text)
    return [_answer_to(beside)] if is_topic(beside) and not told else []


def is_topic(intent: str) -> bool:
    """Whether the language model is sure of a topic that has an answer."""
    return is_faq_topic(intent) or intent == _DEFERRED


def is_small_talk(intent: str) -> bool:
    """Whether it is a greeting, thanks or the like."""
    return intent in _SMALL_TALK


def is_question(plain: str) -> bool:
    """Whether a text has the form of a question, not only of a request ("can you look at my knee")."""
    return _has_words(plain) and (plain.endswith("?") or bool(_QUESTION.match(plain) or _ASKS_LAST.search(plain)))


def _has_words(plain: str) -> bool:
    return any(character.isalpha() for character in plain)


def asks_at(step: str, plain: str) -> bool:
    """Whether a text reads as a question or request where `step` is open. A bare complaint ("sciatica") is the reason then."""
    if step == "reason" and is_clinical(plain) and not is_question(plain):
        return False
    return bool(asks(plain) or _ASKS_LAST.search(plain)) and _has_words(plain)


def without_last_question(text: str) -> str:
    """A text up to a question that it ends with: "i have a heart murmur is needling ok" tells of a murmur."""
    found = _ASKS_LAST.search(text)
    return text[: found.start()] if found else text


def wants_person(heard: Heard) -> bool:
    """Whether the patient asks for a person. Who gives a number or an address goes on, however the message reads."""
    given = find_email(heard.text) or any(part.isdigit() and len(part) > 2 for part in re.split(r"\W+", heard.text))
    answers_it = heard.told.does(*_ANSWERS) or heard.told.is_marked(*_FIELDS)
    if _WHEN_CALLED.match(heard.plain):
        return False
    wants = (heard.intent in ("talk_to_human", "callback") and not answers_it) or heard.told.does(marks.PERSON)
    return wants and not heard.choice and not heard.skips and not given


def is_message(heard: Heard, step: str) -> bool:
    """Whether a message is for a person at the clinic.

    What the open question asks for goes first: a complaint, a name. So does a number or an address that is nearly all there is.
    """
    if heard.intent not in MESSAGES or heard.choice not in ("", LEAVE_MESSAGE) or heard.stops or heard.agrees:
        return False
    if (step == "confirm" and (heard.begins_with_yes or field_named(heard.plain))) or (step == "slot" and heard.waits):
        return False
    answers_it = heard.told.does(*_ANSWERS, likely=_MAY) and heard.intent != ARRIVING
    no_name = heard.intent == ARRIVING and step != "name"  # "tell lee i'm stuck in traffic"
    fields = [label for label in _FIELDS if not (no_name and label == marks.NAME)]
    if heard.told.is_read and (answers_it or heard.told.is_marked(*fields)):
        return False
    if step == "reason":
        return not is_clinical(heard.plain)
    words = (heard.written or heard.text).split()
    return not (step == "name" and len(words) <= _LONGEST_NAME) and not _gives_contact(heard, step)


def has_message_beside(heard: Heard) -> bool:
    """Whether a message also has something for a person at the clinic. Names and numbers belong to the booking."""
    return heard.asked in MESSAGES and not names_contact(heard.text)


def _gives_contact(heard: Heard, step: str) -> bool:
    short = len(heard.plain.split()) <= _MOST_BESIDE_CONTACT
    return names_contact(heard.text) and (short or step in _ASK_FOR_CONTACT)


def is_unsure(said: Sequence[Say]) -> bool:
    """Whether the answers only say that the question was not understood."""
    return bool(said) and said[-1].kind in ("clarify", "fallback")


def answers(heard: Heard, step: str, took: bool) -> list[Say]:
    """What a message asks, answered; empty if it asks nothing. `took`: the message also told something of the booking.

    At `reason` a complaint is no question, however much it resembles a topic: only what has the form of one counts.
    """
    beside = answers_beside(heard)
    if beside:
        return beside
    asked = bool(heard.choice) or asks_at(step, heard.plain)
    if is_topic(heard.intent):
        if not asked and (took or step == "reason"):
            return []
        said = [_answer_to(heard.intent)]
        return [*said, Say(("utter_second_answer",), kind="answer")] if heard.second else said
    if took:
        return []
    if heard.intent in _SMALL_TALK and (asked or step != "name"):
        return [Say((f"utter_{heard.intent}",), kind="smalltalk")]
    return [_UNSURE[heard.intent]] if asked and heard.intent in _UNSURE else []
