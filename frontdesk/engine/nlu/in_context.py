"""What a message means in the light of what was said just before: a clarifying question, an offer."""

from collections.abc import Sequence

from frontdesk.content.topic_ids import CALLBACK, LEAVE_MESSAGE
from frontdesk.engine.nlu.context import Said
from frontdesk.engine.nlu.matching import Match, among
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK


def in_context(match: Match, said: Said) -> Match:
    """The match in the light of what was said just before."""
    if said.kind == CLARIFY:
        return _after_clarifying(match, said.topics)
    if said.kind == "handoff" and LEAVE_MESSAGE in said.topics and match.intent in (FALLBACK, CLARIFY):
        return Match(LEAVE_MESSAGE, match.confidence, match.ranking)
    if said.kind in ("fallback", "handoff") and match.intent == "affirm":
        return Match(CALLBACK, match.confidence, match.ranking)
    return match


def _after_clarifying(match: Match, offered: Sequence[str]) -> Match:
    """What the reply to a clarifying question means."""
    if match.intent in ("affirm", "rephrase", "more"):
        return Match(CLARIFY, match.confidence, match.ranking, candidates=tuple(offered))
    if match.intent in (CLARIFY, FALLBACK):
        chosen = among(match, offered)
        return Match(chosen, 1.0, match.ranking) if chosen else match
    return Match(FALLBACK, match.confidence, match.ranking) if match.intent == "deny" else match
