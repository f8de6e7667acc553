"""Finds what "after my class" or "before the results" means if the same text says when that is: "results the 22nd".

The day that was said takes the place of its name, and the clause that said it is set apart. Of hours on every day ("class 9 to
12 every day") what is after or before them takes it.
"""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.language.when.clauses import BUSY, Clause
from frontdesk.language.when.neighbours import times_beside
from frontdesk.language.when.parts import EVERY_WEEKDAY, Days, Mark, Times, Token

_OWNERS = frozenset("my the our his her those that these its".split())
_SHORTEST = 4


def _word(token: Token) -> str:
    return token.word if isinstance(token, Mark) and token.kind == "word" else ""


def _name_at(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """What is named behind a bound, and where it ends; nothing if a day or a time follows."""
    end = at + 1
    while end < len(tokens) and _word(tokens[end]) in _OWNERS:
        end += 1
    name = _word(tokens[end]) if end < len(tokens) else ""
    return (name, end + 1) if len(name) >= _SHORTEST and name.isalpha() else ("", at)


def _said(clause: Clause, side: str) -> Token | None:
    """The day of a clause, or what is beside its hours on every day."""
    days = [token for token in clause.tokens if isinstance(token, Days)]
    times = [token for token in clause.tokens if isinstance(token, Times)]
    if len(days) == 1 and not times and not days[0].every and not days[0].bound:
        return days[0]
    if len(times) == 1 and all(day.every and day.weekdays == EVERY_WEEKDAY for day in days):
        return times_beside(side, times)
    return None


def put_in(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses with days and times in place of such names."""
    found = list(clauses)
    for at, clause in enumerate(clauses):
        for place, token in enumerate(clause.tokens):
            if clause.kind != "wish" or not (isinstance(token, Mark) and token.kind in ("after", "before")):
                continue
            name, end = _name_at(clause.tokens, place)
            telling = [n for n in range(at) if name and any(_word(each) == name for each in found[n].tokens)]
            said = _said(found[telling[-1]], token.kind) if telling else None
            if not said or any(isinstance(each, Days | Times) for each in clause.tokens[place:]):
                continue
            kept = clause.tokens[: place + isinstance(said, Days)]
            found[at] = replace(clause, tokens=(*kept, said, *clause.tokens[end:]))
            if found[telling[-1]].kind not in BUSY:
                found[telling[-1]] = replace(found[telling[-1]], kind="aside")
    return found
