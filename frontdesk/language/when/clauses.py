"""Splits prepared text into clauses of days, times and marks.

A clause ends at a mark of punctuation, or where a wish ("can i", "i need") or a word on earlier visits ("shes been there")
begins. Days and times after "since" are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from frontdesk.language.when.beside import BESIDE_PATTERNS
from frontdesk.language.when.days import DAY_PATTERNS
from frontdesk.language.when.marks import JOINING_PATTERNS, LEADING_PATTERNS
from frontdesk.language.when.parts import Beside, Days, Frame, Mark, Times, Token, any_of
from frontdesk.language.when.times import TIME_PATTERNS

_PATTERNS = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in chain(BESIDE_PATTERNS, LEADING_PATTERNS, DAY_PATTERNS, TIME_PATTERNS, JOINING_PATTERNS)
)
_WORD = re.compile(r"\S+")
_CLAUSE_ENDS = re.compile(r"(?<=[.;:!?]) |(?<=,) (?!(?:or |and )?(?:the |at (?=[\d: apm]+ or ))?\d)")
_WISH_BEGINS = re.compile(
    r"(?<!\bdont)(?<!\bnot)(?<!\buntil then) (?=(?:so )?"
    + any_of(
        r"""
        (?:can|could|may|might|would|should) (?:i|we|you|u)
        i (?:need|want|would|could|can|am free|am available|prefer)
        id (?:like|prefer)
        im (?:free|available)
        (?:need|want|book|looking for|hoping|prefer|please)
        (?:is|are) there
        do you
        got any
        (?:(?:i|we|she|he|they) (?:have|has)|ive|weve|shes|hes|theyve) (?:(?:already|never) )?been
        (?:i|we|she|he|they) (?:was|were) (?:here|there) before
        (?<!anyday )(?<!anything )(?<!everything )(?<!anytime )(?<!week )(?<!everyday )(?<!weekday )(?<!every day )but(?! not)
        (?:after|until) (?:that|then) (?:im|i am|ive|i|we|its)
        (?<!if )so
        while|as (?:i|we|my|the kids)
        because|cause|cuz|coz|bc|since (?:i|im|ive|we|my|he|she|the)
        """
    )
    + r"\b)"
)
# "friday. 10": an hour, as the clause before ends with a day.
_BARE_HOUR = re.compile(r"(?:[6-9]|1[0-2]|[1-5])(?::\d\d)?(?: (?:[.,;!?]|please|ok|okay|works|if possible))*$")
_AT = "at "
_CONCLUDES = re.compile(
    r"(?:so(?! (?:do|does|is|are|would) (?:the \d|\w+day))|thus|therefore|hence|(?:that|which)(?: only)? leaves|leaving)\b"
)


def placed(clause: str, frame: Frame) -> Iterator[tuple[Token, int, int]]:
    """The days, times and marks of a clause, in order, each with where it begins and ends."""
    at = 0
    while at < len(clause):
        for pattern, handler in _PATTERNS:
            found = pattern.match(clause, at)
            token = handler(found, frame) if found and found.end() > at else None
            if found and token:
                yield token, at, found.end()
                at = found.end()
                break
        else:
            word = _WORD.match(clause, at)
            if word:
                yield Mark("word", word[0]), at, word.end()
                at = word.end()
        while at < len(clause) and clause[at] == " ":
            at += 1


def _wished(read: list[tuple[Token, int, int]]) -> Iterator[tuple[Token, int, int]]:
    """The tokens before "since"; of a day that is past, the time of day goes too."""
    tokens = [token for token, _, _ in read]
    past = any(isinstance(t, Mark) and t.kind == "past" for t in tokens) and not any(
        isinstance(t, Days) for t in tokens
    )
    for token, start, end in read:
        if past and isinstance(token, Times):
            continue
        if isinstance(token, Mark) and token.kind == "since":
            return
        yield token, start, end


BUSY = ("busy", "often busy")


@dataclass(frozen=True)
class Clause:
    """The tokens of a clause. `kind`: a wish, what somebody is engaged with ("busy"), or neither ("aside").

    "often busy": so every week. `concludes`: it follows from what stands before it ("so ...").
    """

    tokens: tuple[Token, ...]
    kind: str = "wish"
    concludes: bool = False


def _names_a_day_last(before: list[Token]) -> bool:
    named = [token for token in before if not (isinstance(token, Mark) and token.kind in ("comma", "stop"))]
    return bool(named) and isinstance(named[-1], Days | Beside)


def read_clauses(prepared: str, frame: Frame) -> Iterator[tuple[str, list[tuple[Token, int, int]]]]:
    """The clauses of a text, each with its tokens and where they are in it."""
    before: list[Token] = []
    for clause in chain.from_iterable(_WISH_BEGINS.split(part) for part in _CLAUSE_ENDS.split(prepared)):
        hour = bool(_BARE_HOUR.match(clause)) and _names_a_day_last(before)
        read = list(_wished(list(placed(f"{_AT}{clause}" if hour else clause, frame))))
        shift = len(_AT) if hour else 0
        yield clause, [(token, max(start - shift, 0), end - shift) for token, start, end in read]
        before = [token for token, _, _ in read]


def clauses(prepared: str, frame: Frame) -> list[Clause]:
    """The clauses of a text, in order."""
    return [
        Clause(tuple(token for token, _, _ in read), concludes=bool(_CONCLUDES.match(clause)))
        for clause, read in read_clauses(prepared, frame)
    ]
