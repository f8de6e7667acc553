"""Finds words of time in a wish that no pattern understood: what rests on them is asked back, never read without them.

1. "After", "before", "until" and "once" with something that nobody can look up: "after my vacation". A clock time or a day that
   follows says when that is: "after i drop the kids, say 9:15".
2. A number that stands where a time or a day would stand.
3. A week, month or holiday that is told by words nobody understood: "the other week", "my holiday".
4. A denial that was not understood: "any day my son isnt at hockey".
5. "Every other tuesday", unless a date says which.
6. An hour without its day, where a day is only told.
7. A long story with words that belong to no wish both beside its days and in other clauses: much of it is guesswork.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from frontdesk.language.when.clauses import Clause
from frontdesk.language.when.parts import EVERY_WEEKDAY, Days, Mark, Times, Token
from frontdesk.language.when.told import unplaced

_BOUNDS = frozenset("after before until".split())
# Behind a bound: not something that happens.
_HARMLESS = frozenset("all i booking you u hand".split())
_OPENING = frozenset("so only just right please maybe ideally preferably sometime any well ok yes hi hello not".split())
_SAMES = frozenset("day days time times hour week deal".split())
_OF_TIME = frozenset("week weeks month months weekend holiday holidays break spring summer fall winter".split())
_TELLING = frozenset("the that other another my our his her first second third".split())
_DENYING = frozenset("isnt arent wasnt hasnt havent didnt shouldnt wouldnt couldnt none hardly".split())
_NTHS = ("second", "third", "fourth")
_LONG = 22  # words and marks
_SAYING = frozenset("is works then would please actually ok okay suits".split())
_NUMBER = re.compile(r"(?:(?!1$)\d{1,2}(?::\d\d)?|(?:1[0-2]|[1-9])[0-5]\d)$")


def _word(token: Token | None) -> str:
    return token.word if isinstance(token, Mark) and token.kind == "word" else ""


def _is(token: Token | None, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def _is_clock(token: Token) -> bool:
    return isinstance(token, Times) and not any(span.part for span in token.spans)


def _is_at_the_edge(token: Token) -> bool:
    return isinstance(token, Times) and any(span.anchor != "midnight" for span in token.spans)


def _is_a_day(token: Token) -> bool:
    return isinstance(token, Days) and not token.every and (token.kind != "period" or token.bound)


def _rests_on_an_event(tokens: Sequence[Token], timed: bool) -> bool:
    """Without a time of its own a clause must begin so: "after my vacation", but not "rib pain after training"."""
    for at, (token, following) in enumerate(pairwise((*tokens, Mark("stop")))):
        bound = (
            isinstance(token, Mark) and token.kind in ("after", "before", "by") and token.word.split()[-1] in _BOUNDS
        )
        begins = timed or all(not _word(each) or _word(each) in _OPENING for each in tokens[:at])
        if _is(token, "event"):
            return True
        begins = begins or _word(following) in ("she", "he", "they")
        if at and bound and _is_at_the_edge(tokens[at - 1]):
            continue  # "first thing, before my shift"
        if bound and begins and _word(following) and _word(following) not in _HARMLESS:
            return True
    return False


def _has_a_number_left(tokens: Sequence[Token]) -> bool:
    stop = Mark("stop")
    return any(
        _NUMBER.match(_word(token))
        and (
            _is(following, "stop", "comma")
            or _word(following) in _SAYING
            or (isinstance(following, Days) and not following.bound)
            or _is_clock(following)
        )
        for token, following in zip(tokens, [*tokens[1:], stop])
    )


def _has_a_period_left(tokens: Sequence[Token]) -> bool:
    return any(_word(token) in _OF_TIME and _word(before) in _TELLING for before, token in pairwise(tokens))


def _has_a_weekday_of_the_month(tokens: Sequence[Token]) -> bool:
    """ "The second tuesday" without its month."""
    return any(
        _word(before) in _NTHS and isinstance(day, Days) and day.kind == "weekday" for before, day in pairwise(tokens)
    )


def _has_the_same_left(tokens: Sequence[Token]) -> bool:
    return any(_word(token) == "same" and _word(after) in _SAMES for token, after in pairwise(tokens))


_LEFT = (_has_a_period_left, _has_a_weekday_of_the_month, _has_the_same_left)


def _has_something_left(tokens: Sequence[Token]) -> bool:
    return any(_word(token) in _DENYING for token in tokens) or any(left(tokens) for left in _LEFT)


def _has_an_hour_alone(clauses: Sequence[Clause]) -> bool:
    """Whether an hour is wished for without its day, where a day is told: "im with clients until 2 on thursday, 2:30?"."""
    wished = [token for clause in clauses if clause.kind == "wish" for token in clause.tokens]
    told = [token for clause in clauses if clause.kind != "wish" for token in clause.tokens if isinstance(token, Days)]
    hours = [span for token in wished if isinstance(token, Times) for span in token.spans]
    alone = bool(hours) and all(span.label.startswith("at ") and not span.part for span in hours)
    days = any(isinstance(token, Days) or _is(token, "any", "soon") for token in wished)
    return alone and not days and any(day.weekdays != EVERY_WEEKDAY or day.kind == "date" for day in told)


def _is_a_long_story(clauses: Sequence[Clause], wished: Sequence[Clause]) -> bool:
    telling = [any(isinstance(token, Days | Times) for token in clause.tokens) for clause in wished if unplaced(clause)]
    return len(set(telling)) > 1 and sum(len(clause.tokens) for clause in clauses) >= _LONG


def is_doubtful(clauses: Sequence[Clause]) -> bool:
    """Whether a wish has words of time that were not understood."""
    wished = [clause for clause in clauses if clause.kind == "wish"]
    wishes = [clause.tokens for clause in wished]
    if _is_a_long_story(clauses, wished):
        return True
    dated = any(isinstance(token, Days) and token.kind == "date" for tokens in wishes for token in tokens)
    if any(_is(token, "alternate") for tokens in wishes for token in tokens) and not dated:
        return True
    for at, tokens in enumerate(wishes):
        following = wishes[at + 1] if at + 1 < len(wishes) else ()
        after = [token for each in wished[at + 1 :] for token in each.tokens if each.concludes or _is_a_day(token)]
        before = wishes[at - 1] if at else ()
        explained = any(_is_clock(token) for token in (*before, *tokens, *following)) or any(
            isinstance(token, Days) for token in after
        )
        timed = any(isinstance(token, Days | Times) for token in tokens)
        rests = not explained and _rests_on_an_event(tokens, timed)
        if rests or _has_a_number_left(tokens) or (timed and _has_something_left(tokens)):
            return True
    return _has_an_hour_alone(clauses)
