"""What was said just before, read from Rasa's tracker."""

from dataclasses import dataclass

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.booking.told import ALARMED, ANSWERED
from frontdesk.content.topic_ids import ERASE, ERASE_CONFIRMED, ERASE_DECLINED, SAFETY
from frontdesk.engine.nlu.parse_data import (
    AFTER_SAFETY,
    BOOKING,
    CHECK,
    CHECK_REPLY,
    CLARIFY,
    FALLBACK,
    FRONTDESK,
    PRESSED,
)

MESSAGE = "message"
_NOT_OF_BOOKING = frozenset({CHECK_REPLY, AFTER_SAFETY, ERASE, ERASE_CONFIRMED, ERASE_DECLINED})
_UNHEARD = (FALLBACK, CLARIFY, CHECK, BOOKING, "book")  # whatever the text told, nothing was done with it
_FEWEST_WORDS_OF_SIGN = 3  # a shorter one is the yes to a question about a sign


@dataclass(frozen=True)
class Said:
    """Kind and topics of the bot's last message before the patient's present one; empty at the start."""

    kind: str = ""
    topics: tuple[str, ...] = ()


def said_before(tracker: DialogueStateTracker, latest_is_present: bool = False) -> Said:
    """The bot's last message. With `latest_is_present`, the tracker already holds the patient's present message."""
    present = latest_is_present
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            if not present:
                break
            present = False
        elif isinstance(event, BotUttered) and not present and MESSAGE in event.metadata:
            message = event.metadata[MESSAGE]
            return Said(message["kind"], tuple(message["topics"]))
    return Said()


def answered_before(tracker: DialogueStateTracker) -> list[str]:
    """The topics that were answered in this conversation, those of the newest answer first."""
    said = (event.metadata[MESSAGE] for event in reversed(tracker.events) if _is_message(event))
    return [topic for message in said if message["kind"] == "answer" for topic in message["topics"]]


def text_before(tracker: DialogueStateTracker) -> str:
    """What the patient said last, before the present message; empty at the start."""
    return next((event.text or "" for event in reversed(tracker.events) if isinstance(event, UserUttered)), "")


def alarm_before(tracker: DialogueStateTracker) -> str:
    """The patient's last message that told of a warning sign; empty if none did."""
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    return next((event.text or "" for event in said if event.intent_name == SAFETY), "")


def group_warned_of(tracker: DialogueStateTracker) -> str:
    """The safety group of the last warning; empty if there was none."""
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    warned = next((event.parse_data for event in said if event.intent_name == SAFETY and event.parse_data), None)
    key: str = warned["response_selector"][SAFETY]["response"]["intent_response_key"] if warned else ""
    return key.removeprefix(f"{SAFETY}/")


def action_before(tracker: DialogueStateTracker) -> str:
    """The action by which the patient's last message was answered; empty at the start."""
    names = (event.action_name for event in reversed(tracker.events) if isinstance(event, ActionExecuted))
    return next((name for name in names if name != ACTION_LISTEN_NAME), "")


def texts_since(tracker: DialogueStateTracker, action: str) -> list[tuple[str, str]]:
    """What the patient typed since an action last ran, oldest first; the whole conversation if it never did.

    Each with what became of it: ALARMED, ANSWERED, or "". Replies to a question of ours that is not the booking's are left
    out, and what asks for something to be erased.
    """
    found: list[tuple[str, str]] = []
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted) and event.action_name == action:
            break
        if isinstance(event, UserUttered) and event.text and _may_tell_of_booking(event):
            found.append((event.text, _became_of(event)))
    return found[::-1]


def _may_tell_of_booking(said: UserUttered) -> bool:
    replied = said.intent_name == SAFETY and len(said.text.split()) < _FEWEST_WORDS_OF_SIGN
    pressed = ((said.parse_data or {}).get(FRONTDESK) or {}).get(PRESSED)
    return said.intent_name not in _NOT_OF_BOOKING and not replied and not pressed


def _became_of(said: UserUttered) -> str:
    if said.intent_name == SAFETY:
        return ALARMED
    return "" if said.intent_name in _UNHEARD else ANSWERED


def texts_before(tracker: DialogueStateTracker) -> list[str]:
    """What was said to the patient in this conversation, the newest text first."""
    messages = (event.metadata[MESSAGE] for event in reversed(tracker.events) if _is_message(event))
    return [str(message["text"]) for message in messages]


def _is_message(event: Event) -> bool:
    return isinstance(event, BotUttered) and MESSAGE in event.metadata
