"""Parts clauses by the roles that their days and times have, as the learnt model sees them (roles/).

1. Days and times with nothing but small words between them have one role: that of all of them together.
2. Where the role changes inside a clause, it is parted: at a mark, else where somebody begins to speak of another thing.
3. What is only told is set apart. What is busy is left out of the wish: by its own "not", if the clause has one, else as a
   whole, every week if it is of a kind that comes every week.
4. Of a role that is hardly more likely than another one, both are given: where they do not come to the same, it is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from frontdesk.language.when.clauses import Clause
from frontdesk.language.when.parts import Beside, Days, Mark, Times, Token, words_of
from frontdesk.language.when.roles import BUSY, TOLD, WISHED, Rows, shipped

_OF_TIME = ("any", "soon", "past", "vague", "unclear", "event", "alternate", "impossible")
_NEGATIONS = ("not", "denial", "except", "afternot")
_SMALL = frozenset("on at the of in from for a an".split())
_ENDING, _OPENING = ("comma", "stop"), ("but", "and", "or", "apart", "if not", "correction")
_SPEAKING = frozenset(
    "i im ive ill id we weve were my our he hes she shes his her they theyre their the so can could please how its "
    "because cause since while as".split()
)
_OFTEN = words_of(
    r"on days|on nights|work|works|working|shifts?|class|classes|school|nights|daycare|practice|lessons|swim\w*|club|group|"
    r"dialysis"
)
_LEAST = 0.45  # from here on a day or time is wished for
_SURE = 0.7  # below that a role is in doubt


# What may stand behind a denial that turns down the time before it: "tuesday i can't make it".
_OF_COMING = frozenset(
    "i we you me us it that then there day time one do does make come be go get in at all for with works work suit suits "
    "ok okay fine good great possible available free able unfortunately sorry though please really either anymore longer "
    "happening happen him her them thanks".split()
)


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def is_of_coming(tokens: Sequence[Token]) -> bool:
    """Whether the words that follow a denial speak of nothing but coming."""
    return _OF_COMING.issuperset(token.word for token in tokens if isinstance(token, Mark) and token.kind == "word")


def _names(token: Token) -> bool:
    return isinstance(token, Days | Times | Beside) or _is(token, *_OF_TIME)


def _joins(token: Token) -> bool:
    return _is(token, "to") or (isinstance(token, Mark) and token.word in _SMALL)


def _named(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From where to where days and times stand together."""
    start = end = -1
    for at, token in enumerate(tokens):
        if _names(token):
            if start >= 0 and all(map(_joins, tokens[end:at])):
                end = at + 1
                continue
            if start >= 0:
                yield start, end
            start, end = at, at + 1
    if start >= 0:
        yield start, end


def _in_order(likely: Rows) -> list[str]:
    """The roles of what stands together, the likeliest first; another one only if it is hardly less likely."""
    wished, busy, told = likely.mean(axis=0)
    other = BUSY if busy >= told else TOLD
    order = [WISHED, other] if wished >= _LEAST else [other, WISHED]
    return order[: 1 + (max(wished, 1 - wished) < _SURE)]


def _is_denied(tokens: Sequence[Token]) -> bool:
    """Whether what stands before a day or time turns it down: "any day but", "not on"."""
    before = [token for token in tokens if not (isinstance(token, Mark) and token.word in _SMALL)]
    return bool(before) and _is(before[-1], *_NEGATIONS, "but")


@dataclass(frozen=True)
class _Named:
    """Days and times that stand together in a clause: from where to where, and their roles, the likeliest first."""

    start: int
    end: int
    roles: list[str]


def _with_their_roles(tokens: Sequence[Token], likely: Rows, corrected: bool) -> list[_Named]:
    found: list[_Named] = []
    for start, end in _named(tokens):
        roles = _in_order(likely[start:end])
        wished_before = bool(found) and found[-1].roles[0] == WISHED
        if roles[0] != WISHED and wished_before and _is_denied(tokens[found[-1].end : start]):
            roles = [WISHED]  # and left out again by its own "not"
        elif roles[0] == TOLD and (corrected or any(_is(token, "correction") for token in tokens[end:])):
            roles = [WISHED]  # until the correction settles what is left of it
        found.append(_Named(start, end, roles))
    return found


def _cut(tokens: Sequence[Token], end: int, start: int) -> int:
    """Where a clause is parted between what is named up to `end` and from `start` on."""
    for at in range(end, start):
        if _is(tokens[at], *_ENDING):
            return at + 1
        if _is(tokens[at], *_OPENING):
            return at
    speaking = (at for at in range(end, start) if isinstance(token := tokens[at], Mark) and token.word in _SPEAKING)
    return next(speaking, start)


def _turns_down(tokens: Sequence[Token]) -> bool:
    """Whether a clause says itself that its days and times are left out: "not mondays", "tuesday i cant make it"."""
    for at, token in enumerate(tokens):
        follows = any(map(_names, tokens[at + 1 :]))
        if _is(token, "afternot") or (_is(token, *_NEGATIONS) and (follows or is_of_coming(tokens[at + 1 :]))):
            return True
    return False


def _of_role(clause: Clause, role: str) -> Clause:
    if role == WISHED or (role == BUSY and _turns_down(clause.tokens)):
        return clause
    if role == TOLD:
        return replace(clause, kind="aside")
    words = " ".join(token.word for token in clause.tokens if isinstance(token, Mark))
    return replace(clause, kind="often busy" if _OFTEN.search(words) else "busy")


def _parted(clause: Clause, named: Sequence[_Named], roles: Sequence[str]) -> Iterator[Clause]:
    begin = 0
    for before, role, after, other in zip(named, roles, named[1:], roles[1:]):
        if role != other:
            cut = _cut(clause.tokens, before.end, after.start)
            part = replace(clause, tokens=clause.tokens[begin:cut], concludes=clause.concludes and not begin)
            yield _of_role(part, role)
            begin = cut
    rest = replace(clause, tokens=clause.tokens[begin:], concludes=clause.concludes and not begin)
    yield _of_role(rest, roles[-1]) if named else rest


def by_role(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """The clauses, each with days and times of one role; then the same with each role in doubt as the other one."""
    tokens = [token for clause in clauses for token in clause.tokens]
    if not any(map(_names, tokens)):
        yield list(clauses)
        return
    begins = [not at for clause in clauses for at in range(len(clause.tokens))]
    likely = shipped().likely(tokens, begins)
    named: list[list[_Named]] = []
    at = 0
    for n, clause in enumerate(clauses):
        corrected = any(_is(token, "correction") for each in clauses[n + 1 :] for token in each.tokens)
        named.append(_with_their_roles(clause.tokens, likely[at : at + len(clause.tokens)], corrected))
        at += len(clause.tokens)
    doubts = [each for of_clause in named for each in of_clause if len(each.roles) > 1]
    for doubted in (None, *doubts):
        roles = [[each.roles[each is doubted] for each in of_clause] for of_clause in named]
        yield [part for of in zip(clauses, named, roles) for part in _parted(*of)]
