"""A weekday that is named again with a limit of its own: "monday or tuesday, tuesday only after 2", "if mon then late".

It leaves the list that named it first and becomes an option of its own, with the times that follow it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from frontdesk.language.when.chosen import DisagreementError, SwappedError, chosen
from frontdesk.language.when.clauses import Clause
from frontdesk.language.when.parts import Days, Frame, Mark, Option, Times, Token

PREFERRING = frozenset("suit suits better best prefer preferred preferably ideal ideally".split())
_TURNING = ("not", "denial", "except", "afternot", "unclear")


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def _is_a_day(token: Token) -> bool:
    return isinstance(token, Days) and (token.kind == "date" or (token.kind == "weekday" and len(token.weekdays) == 1))


def _next_named(tokens: Sequence[Token]) -> Token | None:
    return next((token for token in tokens if isinstance(token, Days | Times) or _is(token, "stop", "apart")), None)


def _list_at(tokens: Sequence[Token], at: int) -> list[tuple[Days, str]]:
    """The days of the list that a day stands in, each with how it is joined to the one before it."""
    found: list[tuple[Days, str]] = []
    join = ""
    for here, token in enumerate(tokens):
        if isinstance(token, Days):
            found.append((token, join))
            join = ""
        elif isinstance(token, Times) or _is(token, "stop", "apart"):
            if here > at:
                break
            found = []
        elif _is(token, "or", "and", "comma"):
            join = token.kind if isinstance(token, Mark) else ""
    return found


def _pairs(flat: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where a weekday stands in a list, and where it is named again with times."""
    for again in range(len(flat) - 1, 0, -1):
        if not (_is_a_day(flat[again]) and isinstance(_next_named(flat[again + 1 :]), Times)):
            continue
        for first in range(again):
            if first and isinstance(flat[first - 1], Times):
                continue  # "2 on tuesday, sorry, tuesday at 2"
            if flat[first] == flat[again] and not isinstance(_next_named(flat[first + 1 : again]), Times):
                yield first, again
                break


def _moved(flat: list[Token], first: int, again: int, frame: Frame) -> None:
    day = flat[first]
    listed = _list_at(flat[:again], first)
    if not isinstance(day, Days):
        return
    try:
        meant = chosen(Option(listed), frame)[0]
    except (DisagreementError, SwappedError):
        return
    dates = frozenset(each for each in meant if each.weekday() in day.weekdays)
    if dates and day.kind == "weekday" and not day.every:
        flat[again] = replace(day, kind="date" if len(dates) == 1 else "period", dates=dates)
    if len({day for day, _ in listed if day.kind == "weekday"}) == 1:  # nothing but its week is left of the list
        scope = [at for at, token in enumerate(flat[:again]) if isinstance(token, Days) and token.kind == "period"]
        for at in scope:
            flat[at] = Mark("word")
    flat[first], flat[again - 1] = (
        Mark("word"),
        Mark("apart") if not isinstance(flat[again - 1], Days) else flat[again - 1],
    )


def _is_among(token: Token, said: Sequence[Token]) -> bool:
    """Whether a day was said before, by its name or among all weekdays."""
    if not isinstance(token, Days) or token.kind == "period":
        return False
    whole = any(isinstance(each, Days) and each.every and token.weekdays < each.weekdays for each in said)
    return token in said or (whole and token.kind == "weekday")


def _without_preferences(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses without days that are only said to be better than others: "wednesday or thursday, wednesday is best"."""
    said: list[Token] = []
    for clause in clauses:
        prefers = any(
            _is(token, "word") and token.word in PREFERRING for token in clause.tokens if isinstance(token, Mark)
        )
        again = prefers and not any(isinstance(token, Times) for token in clause.tokens)
        yield replace(clause, tokens=tuple(Mark("word") if again and _is_among(t, said) else t for t in clause.tokens))
        said += clause.tokens


def one_after_another(clauses: Sequence[Clause], frame: Frame) -> list[Clause]:
    """The clauses with a weekday that is today's, but takes another's place, as next week's: "monday, no wait, tuesday".

    So too behind two days with times of their own: "tuesday at 10, wednesday at 2 or thursday at 3", said on a Thursday.
    """
    found, named, timed, corrected = [], False, 0, False
    today = frame.today.weekday()
    for clause in clauses:
        tokens = list(clause.tokens)
        plain = clause.kind == "wish" and not any(
            _is(each, *_TURNING) or (isinstance(each, Days) and each.kind == "period") for each in tokens
        )
        corrected = corrected or (named and any(_is(each, "correction") for each in tokens))
        for at, token in enumerate(tokens):
            if not (plain and isinstance(token, Days) and token.kind == "weekday" and len(token.weekdays) == 1):
                continue
            if token.weekdays == {today}:
                later = (corrected or timed > 1) and not token.every
                tokens[at] = Days("date", frozenset([frame.today + timedelta(days=7)])) if later else token
            named = named or token.weekdays != {today}
            timed += token.weekdays != {today} and isinstance(_next_named(tokens[at + 1 :]), Times)
        found.append(replace(clause, tokens=tuple(tokens)))
    return found


def named_again(clauses: Sequence[Clause], frame: Frame) -> list[Clause]:
    """The clauses with such weekdays only where they have times."""
    plain = all(clause.kind == "wish" and not any(_is(t, *_TURNING) for t in clause.tokens) for clause in clauses)
    flat = [token for clause in _without_preferences(clauses) for token in clause.tokens]
    if not plain or sum(map(_is_a_day, flat)) < 2:
        return list(clauses)
    for first, again in list(_pairs(flat)):
        _moved(flat, first, again, frame)
    found = []
    for clause in clauses:
        found.append(replace(clause, tokens=tuple(flat[: len(clause.tokens)])))
        flat = flat[len(clause.tokens) :]
    return found
