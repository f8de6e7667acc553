"""What a transcript shows: what happened in a conversation, and which messages were not answered as they should be.

1. Each outcome counts once a conversation, however often it happened.
2. A message is a gap if the assistant did not know (FALLBACK), asked back (CLARIFY), asked about a warning sign that the
   patient then denied (CHECK), or answered and the patient said that it did not help (UNHELPFUL). A pressed button is none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from frontdesk.conversations.messages import Message
from frontdesk.conversations.turns import WARNINGS

SPOKE, ANSWERED, ASKED_BACK, NOT_KNOWN, HANDED_OVER, PERSON, CHECKED, ALARM, CRISIS = (
    "spoke",
    "answered",
    "asked_back",
    "not_known",
    "handed_over",
    "person",
    "checked",
    "alarm",
    "crisis",
)
FALLBACK, CLARIFY, CHECK, UNHELPFUL = ("fallback", "clarify", "check", "unhelpful")
_OF_KIND = {
    "clarify": ASKED_BACK,
    "fallback": NOT_KNOWN,
    "handoff": HANDED_OVER,
    "check": CHECKED,
    **dict.fromkeys(WARNINGS, ALARM),
}


@dataclass
class Exchange:
    """A message of the patient and what followed it, up to the next one."""

    said: Message
    replies: list[Message] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of the replies."""
        return {reply["kind"] for reply in self.replies}


def exchanges(messages: Sequence[Message]) -> list[Exchange]:
    """The messages of the patient, in order."""
    found: list[Exchange] = []
    for message in messages:
        if message["from"] == "patient":
            found.append(Exchange(message))
        elif found:
            found[-1].replies.append(message)
    return found


def outcomes(messages: Sequence[Message], crisis_number: str) -> set[tuple[str, str]]:
    """What happened, each with the topic of an answer or "". `crisis_number`: who is given it is referred to that line."""
    return {outcome for exchange in exchanges(messages) for outcome in _outcomes(exchange, crisis_number)}


def _outcomes(exchange: Exchange, crisis_number: str) -> Iterator[tuple[str, str]]:
    yield SPOKE, ""
    for reply in exchange.replies:
        if reply["from"] == "staff":
            yield PERSON, ""
        elif reply["kind"] == "answer":
            yield from ((ANSWERED, topic) for topic in ("", *reply["topics"]))
        elif reply["kind"] in _OF_KIND:
            yield _OF_KIND[reply["kind"]], ""
        if reply["kind"] in WARNINGS and crisis_number in reply["text"]:
            yield CRISIS, ""


def gaps(messages: Sequence[Message], unhelpful: Collection[str]) -> dict[str, str]:
    """The gaps: ids of the patient's messages, each with its kind. `unhelpful`: ids of answers that did not help."""
    found: dict[str, str] = {}
    before: Exchange | None = None
    for exchange in exchanges(messages):
        kinds = exchange.kinds
        if before is not None and CHECK in before.kinds and kinds and not kinds & (WARNINGS | {CHECK}):
            found.setdefault(before.said["id"], CHECK)
        if not _is_button(exchange.said, before) and any(letter.isalpha() for letter in exchange.said["text"]):
            kind = next((kind for kind in (FALLBACK, CLARIFY) if kind in kinds), "")
            kind = UNHELPFUL if any(reply["id"] in unhelpful for reply in exchange.replies) else kind
            if kind:
                found[exchange.said["id"]] = kind
        before = exchange
    return found


def _is_button(said: Message, before: Exchange | None) -> bool:
    offered = {button["title"] for reply in (before.replies if before else ()) for button in reply["buttons"]}
    return said["text"] in offered
