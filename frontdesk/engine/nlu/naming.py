"""What a message names, and what that changes in how it is understood.

1. A caution that is named is answered, and so is a second one: "on warfarin and 5 months pregnant".
2. Where it is unclear which topic is meant, a named condition, caution or insurer decides.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from frontdesk.content.naming import Term
from frontdesk.engine.nlu.matching import CAUTIONS, Match
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK
from frontdesk.language.terms import BODY_PART, CAUTION, CONDITION, INSURER, NAMED

_TREATED, _AVOID, _INSURANCE = "conditions_treated", "who_should_avoid", "insurance"
_CHILDREN = "children"
_TOPICS = {"pregnancy": "pregnancy", "blood thinners": "blood_thinners"}
_MAY_HOLD_A_CAUTION = CAUTIONS | {"safety"}


def named_in(doc: Doc) -> list[Term]:
    """Kind and term of what a message names and does not deny, each once."""
    found = dict.fromkeys((ent.label_, ent.kb_id_) for ent in doc.ents if ent.label_ in NAMED and not ent._.negex)
    return [list(term) for term in found]


def with_named(match: Match, named: Sequence[Term]) -> Match:
    """The match in the light of what the message names."""
    if match.second:
        return match
    cautions = list(dict.fromkeys(_TOPICS.get(term, _AVOID) for kind, term in named if kind == CAUTION))
    if cautions and (match.intent in _MAY_HOLD_A_CAUTION or _asked_back(match, set(cautions))):
        return _with_cautions(match, cautions)
    kinds = {kind for kind, _ in named}
    if kinds & {CONDITION, BODY_PART} and _asked_back(match, {_TREATED}):
        return replace(match, intent=_CHILDREN if match.candidates[0] == _CHILDREN else _TREATED, candidates=())
    if INSURER in kinds and match.intent in (CLARIFY, FALLBACK):
        return replace(match, intent=_INSURANCE, candidates=())
    return match


def _asked_back(match: Match, topics: set[str]) -> bool:
    return match.intent == CLARIFY and not topics.isdisjoint(match.candidates)


def _with_cautions(match: Match, cautions: Sequence[str]) -> Match:
    """The cautions that are named, in place of a general question about them."""
    if match.intent == "safety" and set(cautions) == {_AVOID}:
        return match
    asked = [match.intent] if match.intent in (_CHILDREN, *cautions) else []
    first, *others = dict.fromkeys([*asked, *cautions])
    return replace(match, intent=first, second=others[0] if others else None, candidates=())
