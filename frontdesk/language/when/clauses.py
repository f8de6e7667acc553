"""Splits prepared text into clauses of days, times and marks, and leaves out clauses whose times are not wishes.

A clause ends at a mark of punctuation, or where a wish ("can i", "i need") or a word on earlier visits ("shes been there")
begins. Its days and times are no wish if it speaks of symptoms ("hurts in the morning") without words of booking, or tells
what happened ("started on tuesday", "i saw you"); nor are those after "since" and "ago". A clause about calling ("call me
after 5") or opening hours ("are you open saturdays") is no wish either, unless it speaks of a visit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.asides import is_no_wish
from frontdesk.language.when.beside import BESIDE_PATTERNS
from frontdesk.language.when.busy import how_busy, is_wished, wish_and_busy
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
_AT = "at "
# "friday. 10": an hour, as the clause before ends with a day.
_BARE_HOUR = re.compile(r"(?:[6-9]|1[0-2]|[1-5])(?::\d\d)?(?: (?:[.,;!?]|please|ok|okay|works|if possible))*$")
_COMMA_AFTER_A_WORD = re.compile(rf"(?<=[a-z] ,)(?<!{'(?<!'.join(f'{day} ,)' for day in WEEKDAYS)} ")
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


def tokens(clause: str, frame: Frame) -> Iterator[Token]:
    """The days, times and marks of a clause, in order."""
    return (token for token, _, _ in placed(clause, frame))


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


def _names_a_day_last(before: list[Clause]) -> bool:
    named = (
        [t for t in before[-1].tokens if not (isinstance(t, Mark) and t.kind in ("comma", "stop"))] if before else []
    )
    return bool(named) and isinstance(named[-1], Days | Beside)


def _timed(read: Sequence[Token], *types: type) -> bool:
    return any(isinstance(token, types) for token in read)


def _parted(clause: str, frame: Frame) -> list[str]:
    """A clause in which somebody says what they wish and then what they do, as two."""
    if not how_busy(clause):
        return [clause]
    pieces = _COMMA_AFTER_A_WORD.split(clause)
    if len(pieces) > 1:
        return [part for piece in pieces for part in _parted(piece, frame)]
    wish, busy = wish_and_busy(clause)
    if not wish:
        return [clause]
    before, after = list(tokens(wish, frame)), list(tokens(busy, frame))
    own = _timed(after, Days, Beside) or (_timed(after, Times) and _timed(before, Times))
    alone = not _timed(after, Days, Beside, Times) and _timed(before, Days, Times) and is_wished(wish)
    return [wish, busy] if _timed(before, Days, Times, Beside) and (own or alone) else [clause]


def _is_mark(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def _with_their_lists(clauses: list[Clause]) -> list[Clause]:
    """What somebody is engaged with goes on in a list of three or more days: "i work monday, tuesday and friday"."""
    found = list(clauses)
    for at, clause in enumerate(clauses):
        end = clause.tokens[-2:]
        joined = any(_is_mark(token, "or", "and") for token in clause.tokens)
        if (
            clause.kind not in BUSY
            or joined
            or len(end) < 2
            or not (isinstance(end[0], Days) and _is_mark(end[1], "comma"))
        ):
            continue
        rest = list(takewhile(_is_of_days, clauses[at + 1 :]))
        ends = next((n for n, each in enumerate(rest, 1) if _is_mark(each.tokens[-1], "stop")), len(rest))
        rest = rest[:ends]
        if sum(isinstance(token, Days) for each in rest for token in each.tokens) > 1:
            found[at + 1 : at + 1 + len(rest)] = [replace(each, kind=clause.kind) for each in rest]
    return found


def _is_of_days(clause: Clause) -> bool:
    listing = all(isinstance(token, Days) or _is_mark(token, "or", "and", "comma", "stop") for token in clause.tokens)
    return listing and bool(clause.tokens)


def split(prepared: str) -> Iterator[str]:
    """The clauses of a text as they are written."""
    return chain.from_iterable(_WISH_BEGINS.split(part) for part in _CLAUSE_ENDS.split(prepared))


def read_clauses(prepared: str, frame: Frame) -> Iterator[tuple[str, list[tuple[Token, int, int]]]]:
    """Each clause with its tokens and where they are in it, whatever it speaks of."""
    before: list[Clause] = []
    for clause in split(prepared):
        hour = bool(_BARE_HOUR.match(clause)) and _names_a_day_last(before)
        read = list(_wished(list(placed(f"{_AT}{clause}" if hour else clause, frame))))
        shift = len(_AT) if hour else 0
        yield clause, [(token, max(start - shift, 0), end - shift) for token, start, end in read]
        before = [Clause(tuple(token for token, _, _ in read))]


def unsorted(prepared: str, frame: Frame) -> list[Clause]:
    """The clauses of a text, whatever they speak of."""
    return [
        Clause(tuple(token for token, _, _ in read), concludes=bool(_CONCLUDES.match(clause)))
        for clause, read in read_clauses(prepared, frame)
    ]


def clauses(prepared: str, frame: Frame) -> list[Clause]:
    """The clauses of a text, in order."""
    found: list[Clause] = []
    for clause in chain.from_iterable(_parted(part, frame) for part in split(prepared)):
        words = f"{_AT}{clause}" if _BARE_HOUR.match(clause) and _names_a_day_last(found) else clause
        read = list(placed(words, frame))
        timed = any(isinstance(t, Days | Times | Beside) or t.kind in ("past", "impossible") for t, _, _ in read)
        aside = is_no_wish(clause, timed)
        kind = "aside" if aside else (timed and how_busy(clause)) or "wish"
        kept = read if aside else _wished(read)
        found.append(Clause(tuple(token for token, _, _ in kept), kind, bool(_CONCLUDES.match(clause))))
    return _with_their_lists(found)
