"""Parts of a message: sentences for the safety screen, questions for the matcher.

1. A sentence is cut at joints. A strong one ("also", "plus", ";") always cuts. A comma or "and" cuts only before the start of a
   question or a request, or before a thing that is asked for by its name alone ("and the price?").
2. A piece asks if it starts or ends like a question, or if it is such a thing. A fragment of a few words that does not start
   like a statement may ask; the matcher counts it only if its topic is clear.
3. A general question ("can you help") may need the statement before it to be understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FEWEST_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST_SENTENCE = 90  # words: about what the encoder reads before it cuts
_CUT, _OVERLAP = 45, 5
_MOST_UNITS = 8
_MOST_QUESTIONS = 4
_LONGEST_FRAGMENT = 5
_QUESTION_START = (
    "how|how's|what|what's|whats|when|where|where's|why|who|who's|which|is|are|am|was|were|do|does|did|don't|doesn't|can|"
    "can't|could|will|would|should|may|have|has|any|anything|by when|tell me|explain|describe|wondering"
)
_REQUEST_START = (
    "cancel|book|rebook|reschedule|move|change|call me|put me|get me|squeeze me|sign me|fit me|i would like|i'd like|i want|"
    "i need|need|i have to|i've got to|i also want|want to|looking to|let me|someone|somebody|walk me|talk me|show me|give me|"
    "list|compare|got any|got anything|remove|take me|scrap|i'm not coming|not coming|i can't make|i won't be|still"
)
_THING = (
    "prices?|pricing|costs?|fees?|rates?|charges?|hours|address|location|directions|parking|insurance|coverage|billing|"
    "(?:side|after) effects?|risks|downsides|aftercare|referrals?|painful|hurts?|duration|discounts?|how (?:much|long|often)|"
    "(?:cancellation|no show) (?:policy|rules|fee)|number of (?:treatments|sessions|visits)|"
    "sciatica|frozen shoulders?|(?:for )?(?:kids|children|teens|pregnan\\w+(?: women)?)|blood thinners"
)
_BEFORE_THING = (
    "(?:(?:what about|how about|the|your|any|opening|business|office|free|direct|total|usual|possible|average|late|student|"
    "senior|session) )*"
)
_AFTER_THING = (
    "(?: (?:too|as well|please|there|info|each|is it|does it cost|again|after|for (?:it|that|this|one)|"
    "(?:per|a) (?:visit|session)))*"
)
_NAMED = rf"{_BEFORE_THING}(?:{_THING}){_AFTER_THING}\s*(?:[?.!]|$|(?=[,;&+]|\s(?:and|also|plus|or)\b))"
_LEAD_IN = (
    "(?:(?:and|also|but|so|or|plus|then|now|oh|ok|okay|well|hi|hello|hey|hallo|there|team|all|everyone|good|morning|afternoon|"
    "evening|please|thanks|just|quick question|quick q)[ ,!.]+)*"
)
_YES_NO = re.compile(
    rf"^{_LEAD_IN}(?:is|are|am|was|were|do|does|did|don't|doesn't|can|can't|could|will|would|should|may|has|have)\b"
)
_OPEN = re.compile(r"\b(?:how|what|what's|when|where|why|who|which)\b")
_ASKS = re.compile(rf"^{_LEAD_IN}(?:(?:{_QUESTION_START}|{_REQUEST_START})\b|{_NAMED}$)")
_ONLY_NAMED = re.compile(rf"^{_LEAD_IN}{_NAMED}$")
_ASKS_INSIDE = re.compile(
    r"\b(?:wondering|wonder|want to know|like to know|need to know|tell me|curious|question is|asking|"
    r"know (?:if|how|what|whether)|what's (?:the|a|it|involved)|how (?:much|many|long|often|soon)|"
    r"(?:can|could|do|does|is|are|will|would|should) (?:i|you|it|they|there|we|this|that|someone))\b|"
    r"[,;] (?:do|does|is|are|can|could|will|would|should|how|what)\b"
)
_STATES = re.compile(
    r"^(?:i|i'm|i've|i'll|my|we|we're|our|he|he's|she|she's|it|it's|they|this|that|that's|there|there's|thanks?|thank|yes|no|"
    r"not|hi|hello|hey|good|please|sorry|name|and|but|so|because)\b"
)
_FILLER = r"(?:(?:also|then|if so|first|like)\s+)?"
_STRONG = rf"(?:[,;]?\s+(?:also|plus|oh and|and also|as well as)|\s*;)\s+{_FILLER}"
_WEAK = rf"(?:[,;]?\s+(?:and|also|plus|or|but|then|otherwise|oh and|as well as)|\s*[+&/,;]|\s+-)\s+{_FILLER}"
_JOINT = re.compile(rf"{_WEAK}(?=(?:{_QUESTION_START}|{_REQUEST_START})\b|{_NAMED})|{_STRONG}")
_LINK = r"(?:oh |ok |okay |so )*(?:and|or|plus|also|then|but)(?: (?:also|then|about|what about|how about))*\b\s*"
_ANY_JOINT = re.compile(rf"(?:\s*[,;&+/?.!:]+\s*|\s+-\s+)(?:{_LINK})?|\s+{_LINK}|(?:^|\s+)\d ?[.)]\s*(?=\D)")
_NOTHING_ASKED = re.compile(r"(?:hi|hello|hey|there|thanks|thank you|please|ok|okay|so|first|second|two things|\d+)")
_LONGEST_LISTED = 30  # words
_MOST_FRAGMENTS = 5


def sentences(doc: Doc) -> list[str]:
    """The sentences of a message. One of fewer than three words is joined to the one before it, unless it repeats its end."""
    parts: list[str] = []
    for sentence in doc.sents:
        text = sentence.text.strip()
        if parts and len(text.split()) < _FEWEST_WORDS:
            if not parts[-1].endswith(text):
                parts[-1] = f"{parts[-1]} {text}"
        elif text:
            parts.append(text)
    return parts


def units(doc: Doc) -> list[str]:
    """The sentences of a message, to be judged one by one. Each occurs once, and all words are judged at a bounded cost.

    A sentence without an end is cut. Of more than eight sentences, neighbours are joined.
    """
    parts = [piece for sentence in dict.fromkeys(sentences(doc)) for piece in _cut(sentence)]
    joined = -(-len(parts) // _MOST_UNITS) or 1
    return [" ".join(parts[start : start + joined]) for start in range(0, len(parts), joined)]


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= _LONGEST_SENTENCE:
        return [sentence]
    return [" ".join(words[start : start + _CUT + _OVERLAP]) for start in range(0, len(words), _CUT)]


def named(text: str) -> bool:
    """Whether a piece of text is only the name of what is asked for: "and the price?"."""
    return bool(_ONLY_NAMED.match(text.strip()))


def _pieces(sentence: str) -> Iterator[str]:
    start = 0
    for joint in _JOINT.finditer(sentence):
        before, after = sentence[start : joint.start()], sentence[joint.end() :]
        if (asks(before) or _may_ask(before)) and (len(after.split()) >= 2 or _may_ask(after)):
            yield before
            start = joint.end()
    yield sentence[start:]


def asks(text: str) -> bool:
    """Whether a piece of text reads as a question or a request."""
    return text.rstrip().endswith("?") or bool(_ASKS.match(text.strip())) or bool(_ASKS_INSIDE.search(text))


def states(text: str) -> bool:
    """Whether a piece of text starts like a statement."""
    return bool(_STATES.match(text.strip()))


def _may_ask(text: str) -> bool:
    return 0 < len(text.split()) <= _LONGEST_FRAGMENT and not states(text)


def bare(question: str) -> str:
    """A question without the statement before it: "i bike a lot, do you treat knees?" -> "do you treat knees?"."""
    tails = [question[joint.end() :] for joint in _JOINT.finditer(question) if not asks(question[: joint.start()])]
    return tails[-1] if tails and len(tails[-1].split()) >= 3 else question


def led_in(doc: Doc, piece: str) -> str:
    """A piece with the statement that stands right before its sentence: "i have sciatica. can you help"."""
    before = ""
    for sentence in doc.sents:
        if piece in sentence.text:
            return f"{before} {piece}".strip()
        before = "" if asks(sentence.text) else sentence.text.strip()
    return piece


def questions(doc: Doc) -> list[str]:
    """The first pieces of a message that ask or may ask something, each once. A statement stays with the question after it."""
    pieces = dict.fromkeys(piece.strip(" ,;&+-") for sentence in doc.sents for piece in _pieces(sentence.text))
    return [piece for piece in pieces if piece and (asks(piece) or _may_ask(piece))][:_MOST_QUESTIONS]


def fragments(doc: Doc) -> list[str]:
    """A short message cut at every joint, whether or not the pieces look like questions: "parking and pay up front".

    Empty if there is nothing to cut.
    """
    if len(doc) > _LONGEST_LISTED:
        return []
    pieces = [piece.strip(" ,;&+-?.!") for piece in _ANY_JOINT.split(doc.text)]
    pieces = [
        piece for piece in dict.fromkeys(pieces) if _LETTERS.search(piece) and not _NOTHING_ASKED.fullmatch(piece)
    ]
    return pieces[:_MOST_FRAGMENTS] if len(pieces) > 1 else []


def yes_or_no(doc: Doc) -> bool:
    """Whether a message asks what yes or no can answer: "is it safe", "i bike a lot, do you treat knees?"."""
    parts = [bare(part).strip() for part in questions(doc)]
    return any(_YES_NO.match(part) and not _OPEN.search(part) for part in parts)
