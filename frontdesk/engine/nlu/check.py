"""The check: one question where a message may tell of a warning sign and may not.

1. It is asked at most once for a safety group in a conversation; a reply that is neither yes nor no has it asked once more.
2. "Yes" gives the warning of the group, and so does any further sign in the reply.
3. "No" has the message that the check held back read again, without the screen asking about that group.
4. What is open stands in Rasa's tracker: it outlives a restart, and an alarm or a booking beside it.
"""

from dataclasses import dataclass

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.engine.nlu.context import said_before
from frontdesk.engine.nlu.parse_data import CHECK, FRONTDESK

HELD = "held"  # in the metadata of a message that is read again
YES, NO = "check_yes", "check_no"  # ids of the buttons
BUTTONS = ((YES, "Yes"), (NO, "No"))


@dataclass(frozen=True)
class Check:
    """A question that was asked: its safety group, the message that it held back, and whether it was asked once more."""

    group: str
    held: str
    repeated: bool


def asked(tracker: DialogueStateTracker) -> dict[str, Check]:
    """The checks of this conversation by group, oldest first."""
    found: dict[str, Check] = {}
    for event in tracker.events:
        understood = (
            event.parse_data.get(FRONTDESK) or {} if isinstance(event, UserUttered) and event.parse_data else {}
        )
        group = understood.get("check_again")
        if group in found:
            found[group] = Check(group, found[group].held, repeated=True)
        elif understood.get("check"):
            found[understood["check"]] = Check(understood["check"], event.text or "", repeated=False)
    return found


def open_check(tracker: DialogueStateTracker) -> Check | None:
    """The check that the patient's present message may answer: the last thing that was said."""
    if said_before(tracker).kind != CHECK:
        return None
    return next(reversed(asked(tracker).values()), None)
