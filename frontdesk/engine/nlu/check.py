"""The check: one question where a message may tell of a warning sign and may not.

1. It is asked at most once for a safety group in a conversation; a reply that is neither yes nor no has it asked once more.
2. "Yes" gives the warning of the group, and so does any further sign in the reply.
3. "No" has what was said beside it read, else the message that the check held back, without the screen asking about that
   group. "2. I want the manager" is such a no.
4. What is open stands in Rasa's tracker: it outlives a restart, and an alarm or a booking beside it.
"""

import re
from dataclasses import dataclass

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.engine.nlu.context import said_before
from frontdesk.engine.nlu.parse_data import BOOKING_STEP, CHECK, FRONTDESK

HELD = "held"  # in the metadata of a message that is read again
BESIDE = "beside"  # what was said beside a no
YES, NO = "check_yes", "check_no"  # ids of the buttons
BUTTONS = ((YES, "Yes"), (NO, "No"))


# A reply that begins with its answer, as a number of the list or in plain words, and goes on with something else.
_ANSWER_FIRST = re.compile(
    r"\W*(?P<answer>[12](?=\s*[.):,;-])|no|nope|nah|none(?: of (?:it|this|that|these|those|them))?|not at all|"
    r"nothing like that|non|aucun(?:e)?(?: de (?:cela|ces choses))?)\b\s*[.):,;!?-]+\s+(?P<more>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
# What takes back the message itself that a check held back.
_TAKES_BACK = re.compile(
    r"\W*(?:(?:oh|ok|no|sorry)\W+)*(?:never ?mind|nvm|nm|forget|ignore|disregard|scratch|skip|drop|"
    r"laiss(?:e|ez) (?:faire|tomber)|oubli(?:e|ez))\b",
    re.IGNORECASE,
)
# "Yes marge's": whose appointment is meant, asked before the question about a sign.
_WHOSE = re.compile(
    r"\W*(?:yes|yeah|yep|yup|ya|ok|oui|ouais)\W+(?:(?!it|that|he|she|there|what|who|where)\w+['’]s|hers|his|mine|theirs|"
    r"(?:celui|celle) (?:de|du|à)\b.*)(?: (?:one|only|please|appointment|appt))*\W*",
    re.IGNORECASE,
)
_FEWEST_WORDS_BESIDE = 3
_GOES_ON = "continue"  # goes on with a booking, in any language


@dataclass(frozen=True)
class Reply:
    """An answer that a reply begins with, and what it goes on with."""

    choice: str
    beside: str


def answered_first(text: str) -> Reply | None:
    """The answer that a reply to a check begins with, where it goes on with something else: "2. I want the manager"."""
    found = _ANSWER_FIRST.match(text)
    if found is None or len(found["more"].split()) < _FEWEST_WORDS_BESIDE:
        return None
    return Reply(YES if found["answer"] == "1" else NO, found["more"])


def says_whose(text: str) -> bool:
    """Whether a yes says whose appointment is meant: it answers no question about a sign."""
    return _WHOSE.fullmatch(text.strip()) is not None


def says_no(text: str) -> bool:
    """Whether a reply that denies a sign leaves the message standing that was held back: "never mind" does not."""
    return _TAKES_BACK.match(text) is None


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


def left_of(held: str, tracker: DialogueStateTracker) -> str:
    """What is left to read of a message that a check held back: a booking that has gone on since has heard it already."""
    pending = open_check(tracker)
    heard = pending is not None and pending.repeated and tracker.get_slot(BOOKING_STEP)
    return _GOES_ON if heard else held
