"""Parts of a message: sentences for the safety screen, questions for the matcher."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

_FEWEST_WORDS = 3
_QUESTION_START = (
    "how|what|what's|whats|when|where|where's|why|who|who's|which|is|are|am|was|were|do|does|did|don't|doesn't|can|can't|could|"
    "will|would|should|may|have|has|any|by when|tell me|explain|describe|wondering"
)
_REQUEST_START = (
    "cancel|book|rebook|reschedule|move|change|call me|put me|get me|squeeze me|i would like|i'd like|i want|i need|"
    "i also want|let me|someone|somebody"
)
_LEAD_IN = "(?:(?:and|also|but|so|or|plus|then|now|oh|ok|okay|well|hi|hello|hey|please|thanks)[ ,]+)*"
_ASKS = re.compile(rf"^{_LEAD_IN}(?:{_QUESTION_START}|{_REQUEST_START})\b")
_ASKS_INSIDE = re.compile(
    r"\b(?:wondering|wonder|want to know|like to know|need to know|tell me|curious|question is|asking|"
    r"know (?:if|how|what|whether)|"
    r"(?:can|could|do|does|is|are|will|would|should) (?:i|you|it|they|there|we|this|that|someone))\b"
)
_JOINT = re.compile(
    rf"(?:[,;]?\s+(?:and|also|plus|or|but|then|otherwise|oh and)|\s*[+&/,;]|\s+-)\s+(?:also\s+|then\s+|if so\s+|first\s+)?"
    rf"(?=(?:{_QUESTION_START}|{_REQUEST_START})\b)"
)


def sentences(doc: Doc) -> list[str]:
    """The sentences of a message; one of fewer than three words is joined to the one before it."""
    parts: list[str] = []
    for sentence in doc.sents:
        text = sentence.text.strip()
        if parts and len(text.split()) < _FEWEST_WORDS:
            parts[-1] = f"{parts[-1]} {text}"
        elif text:
            parts.append(text)
    return parts


def _pieces(sentence: str) -> Iterator[str]:
    start = 0
    for joint in _JOINT.finditer(sentence):
        before, after = sentence[start : joint.start()], sentence[joint.end() :]
        if asks(before) and len(before.split()) >= 2 and len(after.split()) >= 2:
            yield before
            start = joint.end()
    yield sentence[start:]


def asks(text: str) -> bool:
    """Whether a piece of text reads as a question or a request."""
    return text.rstrip().endswith("?") or bool(_ASKS.match(text)) or bool(_ASKS_INSIDE.search(text))


def bare(question: str) -> str:
    """A question without the statement before it: "i bike a lot, do you treat knees?" -> "do you treat knees?"."""
    tails = [question[joint.end() :] for joint in _JOINT.finditer(question) if not asks(question[: joint.start()])]
    return tails[-1] if tails and len(tails[-1].split()) >= 3 else question


def questions(doc: Doc) -> list[str]:
    """The pieces of a message that ask something, in order. A statement stays with the question that follows it."""
    pieces = [piece.strip() for sentence in doc.sents for piece in _pieces(sentence.text)]
    return [piece for piece in pieces if asks(piece) and len(piece.split()) >= 2]
