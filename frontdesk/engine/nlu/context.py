"""What was said just before, read from Rasa's tracker."""

from dataclasses import dataclass

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

MESSAGE = "message"


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


def texts_before(tracker: DialogueStateTracker) -> list[str]:
    """What was said to the patient in this conversation, the newest text first."""
    messages = (event.metadata[MESSAGE] for event in reversed(tracker.events) if _is_message(event))
    return [str(message["text"]) for message in messages]


def _is_message(event: Event) -> bool:
    return isinstance(event, BotUttered) and MESSAGE in event.metadata
