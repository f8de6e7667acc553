"""What a message means in the light of what was said just before: a warning, a clarifying question, an offer."""

from collections.abc import Sequence

from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import CALLBACK, LEAVE_MESSAGE, PERSONAL_ADVICE
from frontdesk.engine.nlu.context import Said
from frontdesk.engine.nlu.matching import Match, among
from frontdesk.engine.nlu.parse_data import AFTER_SAFETY, CLARIFY, FALLBACK

# After a warning sign, words that ask for or imply an all-clear are met with the sign again: small talk, and whatever is about
# how the body does, for how long, and what to do about it.
_ALL_CLEAR = frozenset(
    {
        "affirm",
        "deny",
        "thanks",
        "goodbye",
        "rephrase",
        "more",
        PERSONAL_ADVICE,
        FALLBACK,
        CLARIFY,
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
        "greet",
        "help",
    }
)


def in_context(match: Match, said: Said) -> Match:
    """The match in the light of what was said just before."""
    if said.kind in LEVELS and match.intent in _ALL_CLEAR:
        return Match(AFTER_SAFETY, match.confidence, match.ranking)
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
