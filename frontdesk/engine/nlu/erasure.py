"""The wish to have deleted what was said: asked about once more, and what the reply to that means.

1. Right after the question "yes", and the wish in any words once more, confirm it; "no" declines. Anything else is a message of
   its own, and nothing is deleted.
2. "Forget it" alone is a "never mind", not this wish.
3. Inside a booking it is a wish of its own too, but "can i leave that out" answers its question. What was begun waits until
   it is declined, or goes with the chat.
"""

import re
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import ERASE, ERASE_CONFIRMED, ERASE_DECLINED
from frontdesk.engine.nlu.context import said_before
from frontdesk.engine.nlu.parse_data import AFTER_SAFETY, BOOKING, FRONTDESK, parse_data

_NEVER_MIND = re.compile(
    r"\W*(?:(?:oh|ok|okay|just|well|no|please)\W+)*forget(?: about)? (?:it|that|this)\W*", re.IGNORECASE
)
# Of a question in a booking that somebody would rather not answer: "can i leave that out".
_LEAVES_OUT = re.compile(
    r"\b(?:leave|skip|omit)\b(?: \w+){0,2}? (?:that|this|it|one)\b(?: one| part| bit)?(?: (?:out|blank|off|empty))?\W*$",
    re.I,
)
_WISHES = {ERASE: ERASE}
_REPLIES = {"affirm": ERASE_CONFIRMED, ERASE: ERASE_CONFIRMED, "deny": ERASE_DECLINED}


def with_wish(understood: dict[str, Any], tracker: DialogueStateTracker) -> dict[str, Any]:
    """What a message means, given that it may be this wish, or answer the question about it."""
    intent, ours = understood["intent"]["name"], understood.get(FRONTDESK) or {}
    meant = ours.get("reading") if intent == BOOKING else intent
    before = said_before(tracker).kind
    if meant == ERASE and _NEVER_MIND.fullmatch(understood.get(TEXT) or ""):
        meant, understood = "deny", _as_never_mind(understood, intent, AFTER_SAFETY if before in LEVELS else "deny")
    if intent == BOOKING and before != ERASE and _LEAVES_OUT.search(understood.get(TEXT) or ""):
        return understood
    asked = before == ERASE
    wish = (_REPLIES if asked else _WISHES).get(meant or "")
    if wish is None or wish == intent:
        return understood
    return {**understood, **parse_data(wish, understood["intent"]["confidence"], **_kept(understood))}


def _kept(understood: dict[str, Any]) -> dict[str, Any]:
    """What holds whatever a message means: its language, and a question about a warning sign that is still open."""
    ours = understood.get(FRONTDESK) or {}
    return {key: ours[key] for key in ("lang", "check_again") if key in ours}


def _as_never_mind(understood: dict[str, Any], intent: str, means: str) -> dict[str, Any]:
    if intent == BOOKING:
        return {**understood, FRONTDESK: {**understood[FRONTDESK], "reading": "deny"}}
    return {**understood, **parse_data(means, understood["intent"]["confidence"], **_kept(understood))}
