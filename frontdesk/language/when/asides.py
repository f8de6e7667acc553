"""Words of clauses that are no wish: what happened, what hurts, calling, and opening hours."""

import re

from frontdesk.language.when.busy import without_bounds
from frontdesk.language.when.parts import any_of, words_of

_HAPPENED = words_of(
    r"""
    started|began|begun|happened|woke|noticed|felt|popped|gave out|went out
    fell|slipped|tripped|twisted|pulled|strained|sprained|tore|injured|broke|lifted|crashed|hurt (?:my|his|her|it)
    went|came|saw|did|been|took|takes|lasts|lasted|(?:will be|turn|turning|turned) \d+
    operated|diagnosed|born|birthday|birth|dob|accident|surgery|operation|pregnant|mri|x ?ray|ultrasound|scan
    (?:was|were)(?! (?:hoping|thinking|wondering|looking|going|told to))
    (?:i|we) (?:messaged|texted|e ?mailed|phoned|rang|wrote)
    (?:did|didnt) (?:you|we|i|she|they) (?:say|tell|book|have|mean)
    had(?! (?:hoped|thought)| \S+(?: \S+)? in mind)
    (?:my|last) (?:visit|session)
    (?:wont|doesnt|isnt|will not|does not) (?:start|begin|open|finish|end|arrive|let up|be (?:over|done))
    (?<!after )(?<!before )(?:pick|picking|drop|dropping) (?:\S+ ){0,3}(?:up|off)
    """
)
_SYMPTOM = words_of(
    r"""
    hurts?|hurting|aches?|aching|achy|pains?|painful|sore|stiff|stiffness|tight|tender|burning|numb|tingling
    worse|worst|swollen|swells?|throbs?|throbbing|headaches?|migraines?|cramps?|spasms?|flares?|limping|feels?|bothers?
    cant (?:sleep|walk|move)
    i sleep(?! in\b)|i (?:take|run|walk|march|exercise|eat|play|train|sit|stand|swim)
    """
)
_BECAUSE = re.compile(
    r"\b(?:for|about|because of|with|due to|regarding)(?: (?:my|the|an?|this|his|her|some|these))?"
    r"(?: (?!and\b|or\b|on\b)[a-z]+){0,4}"
)
_BOOKING = words_of(
    r"""
    book|booking|appointments?|appt|visit|session|slot|opening|schedule
    come|see|fit|free|available|works?|suits?|best|good for
    prefer|want|need|please|can i|could i|id like|would like
    """
)

_CALLING = words_of(
    r"""
    (?<!on )(?<!have a )(?<!got a )(?<!have an )(?<!conference )(?:calls?|called|callback|voice ?mail)(?! (?:it|off)\b)
    (?:phone|ring|text|e ?mail|message|contact|reach)(?:ed)? (?:me|us|back)
    (?:dont|do not|please|can|could|you|u|to) (?:phone|ring|text|e ?mail|message)
    reachable|be reached|(?:by|on the|over the) phone|(?:pick up|answer) (?:the |my )?phone
    """
)
# "call me at 780-555-0143 thursday works": where to call, not when.
_NUMBER_TO_CALL = re.compile(
    r"\b(?:calls?|phone|ring|text|reach|contact)(?: (?:me|us|back))*(?: (?:at|on))?(?: my (?:cell|mobile|number|phone))?"
    r"(?: at| on)? #(?! (?:after|before|between|anytime|in the|until|from|around))"
)
_OPENING_HOURS = re.compile(
    any_of(
        r"""
        \b(?:you|u|clinic|office|place|practice) (?:(?:guys|all|is|still|also|ever) )*(?:open|closed?|shut)\b(?! to\b)
        \b(?:do|does) (?:you|u|(?:the|your) (?:clinic|office)) (?:(?:guys|also|ever) )*(?:work|stay open)\b
        \b(?:your|opening|business|office|clinic|holiday|what|which|the) hours\b
        ^open\b.* \?$
        \b(?:your|youre|you are|youd be|youll be) (?:closed|shut)\b|\bclosed \?$
        """
    )
)
_VISIT = words_of(
    r"""
    book|booked|booking|appointments?|appt|visits?|sessions?|slots?|schedule|come|see|seen|fit|get in
    """
)


def _complains(words: str) -> bool:
    if _HAPPENED.search(without_bounds(words)):
        return True
    return bool(_SYMPTOM.search(_BECAUSE.sub(" ", words))) and not _BOOKING.search(words)


def is_no_wish(words: str, timed: bool) -> bool:
    """Whether a clause speaks of calling, of opening hours or, with days or times, of what happened or hurts."""
    aside = _CALLING.search(_NUMBER_TO_CALL.sub(" ", words)) or _OPENING_HOURS.search(words)
    return bool(aside and not _VISIT.search(words)) or (timed and _complains(words))
