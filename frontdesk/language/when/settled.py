"""What of the earlier clauses a correction or a conclusion leaves.

A correction changes what it names and keeps the rest: "tuesday at 2, no wait, wednesday". A conclusion says what its reasons
come to: "i'm in town friday night, gone again tuesday, so monday". What cannot be had ("not mondays") stays in both.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from frontdesk.language.when.clauses import BUSY, Clause
from frontdesk.language.when.parts import DAY, EVERY_WEEKDAY, Beside, Days, Mark, Times, Token

_BESIDES = ("day", "week", "month", "weekday", "one", "before", "after", "from", "outside")
_ADDING = frozenset("too also either both well".split())
# Words of a wish that tell nothing else.
_PLAIN = frozenset(
    "a an the i we you me us it that there day time one 1 do does make come be go get in at all for with on of to "
    "if is are am im id ill can could would will works work suit suits ok okay good great best better fine possible "
    "available free open please maybe perhaps ideally preferably sometime how about what then yes no hi hello hey "
    "thanks thank so like love want need prefer appointment visit session slot spot appt book see fit any some "
    "either just still really say lets let".split()
)
_NEGATIONS = ("not", "denial", "except", "afternot")


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def _is_any_day(days: Days) -> bool:
    return days.kind == "weekday" and days.every and days.weekdays == EVERY_WEEKDAY


def _unless_negated(tokens: Sequence[Token]) -> list[Token]:
    negations = [at for at, token in enumerate(tokens) if _is(token, *_NEGATIONS)]
    return list(tokens[: negations[0]] if negations else tokens)


class _Named:
    """What clauses name that others can give way to."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        wished = [token for clause in clauses if clause.kind == "wish" for token in _unless_negated(clause.tokens)]
        days = [token for token in wished if isinstance(token, Days) and not _is_any_day(token)]
        self.days = bool(days)
        self.specific = any(day.kind != "period" or day.bound for day in days)
        self.only_weekdays = self.days and all(day.kind == "weekday" and not day.every for day in days)
        denied = [clause.tokens for clause in clauses if clause.kind == "wish" and _negated(clause)]
        excluded = [token for tokens in denied for token in tokens[len(_unless_negated(tokens)) :]]
        self.excluded = [token for token in excluded if isinstance(token, Days)]
        self.times = any(isinstance(token, Times) or _is(token, "any") for token in wished)
        spans = [span for token in wished if isinstance(token, Times) for span in token.spans]
        limits = bool(spans) and not any(span.part or (span.start and span.end < DAY) for span in spans)
        self.limits = spans if limits else []

    def _narrows(self, times: Times) -> bool:
        """Whether the later times only limit a part of the day that was named before."""
        return bool(self.limits) and all(
            span.part and all(span.start < limit.end and limit.start < span.end for limit in self.limits)
            for span in times.spans
        )

    def gives_way(self, token: Token) -> bool:
        """Whether an earlier token gives way."""
        if isinstance(token, Days):
            if token in self.excluded:
                return True  # "my class is on tuesdays, so not tuesdays"
            scope = token.kind == "period" and not token.bound
            return self.days and not (scope and self.only_weekdays)
        if isinstance(token, Times) and self._narrows(token):
            return self.days  # "any morning, there is his coffee, so not before 9"
        return (
            self.times if isinstance(token, Times) or _is(token, "any") else _is(token, "unclear", "past") and self.days
        )


def _left(clause: Clause, named: _Named, times_go_with_days: bool) -> Clause:
    gone = [token for token in clause.tokens if named.gives_way(token)]
    if not gone:
        return clause
    without_times = times_go_with_days and any(isinstance(token, Days) for token in gone)
    kept = [
        token
        for token in clause.tokens
        if (isinstance(token, Days) and token not in gone)
        or (isinstance(token, Times) and token not in gone and not without_times)
        or _is(token, "soon", "word", "aside")
    ]
    return replace(clause, tokens=tuple(kept))


def _reason(clause: Clause, named: _Named) -> Clause:
    if clause.kind not in BUSY:
        if _negated(clause):
            return replace(clause, tokens=()) if named.specific and _of_days_alone(clause) else clause
        return _left(clause, named, times_go_with_days=True)
    days = [token for token in clause.tokens if isinstance(token, Days)]
    hours = all(_is_any_day(day) for day in days) or any(isinstance(token, Times) for token in clause.tokens)
    of_hours = named.times and hours and not named.days  # "8 to 4 mon to fri, so 4:30"
    return replace(clause, tokens=()) if named.specific or of_hours else clause


def _of_days_alone(clause: Clause) -> bool:
    """Whether a clause names days and no times: "they gave me thursday instead of friday, so i need friday"."""
    named = [token for token in clause.tokens if isinstance(token, Days | Times)]
    return bool(named) and all(
        isinstance(token, Days) and not token.every and token.kind != "period" for token in named
    )


def _negated(clause: Clause) -> bool:
    return any(_is(token, *_NEGATIONS) for token in clause.tokens)


def _correction(clause: Clause, named: _Named) -> Clause:
    if _negated(clause) and named.days and not any(isinstance(token, Days | Times) for token in clause.tokens):
        return replace(clause, tokens=())  # "not until the snow is gone. no, next week"
    if clause.tokens and _is(clause.tokens[0], "correction") and _negated(clause):
        return clause  # "no wait, not wednesday, make it thursday"
    if _negated(clause) and not isinstance(next((t for t in clause.tokens if not _is(t, "word")), None), Days | Times):
        return replace(clause, tokens=(Mark("unclear"),)) if named.days else clause
    if clause.kind in BUSY:
        return clause
    if named.days:  # with "the week after the fair, no wait" what nobody understood goes too
        clause = replace(clause, tokens=tuple(t for t in clause.tokens if not _is(t, "after", "before", "by", "from")))
    return _left(clause, named, times_go_with_days=False)


def _before(clauses: list[Clause], at: int, change: Callable[[Clause, _Named], Clause]) -> list[Clause]:
    named = _Named(clauses[at:])
    return [change(clause, named) for clause in clauses[:at]] + clauses[at:]


def rests_on_another(tokens: Sequence[Token]) -> bool:
    """Whether a clause tells its days by others alone: "the monday after that", but not "or the day after"."""
    named = [token for token in tokens if isinstance(token, Days | Times | Beside)]
    marks = [token for token in tokens if isinstance(token, Mark)]
    adds = any(mark.kind in ("or", "and", "apart") or mark.word in _ADDING for mark in marks)
    return bool(named) and isinstance(named[0], Beside) and named[0].kind in _BESIDES and not adds


def says_then(tokens: Sequence[Token]) -> bool:
    """Whether a clause means the days of the one before it: "so i can come then"."""
    return any(isinstance(token, Beside) and token.kind == "then" for token in tokens)


def without_their_ground(clauses: Sequence[Clause], resting: Sequence[bool], repeating: Sequence[bool]) -> list[Clause]:
    """The clauses without those that only say what others rest on: "exams finish april 16. the monday after that".

    `repeating`: the clauses that mean the same days again ("then").
    """
    found = list(clauses)
    for at, (rests, repeats) in enumerate(zip(resting, repeating)):
        before = [n for n in range(at) if any(isinstance(token, Days) for token in found[n].tokens)]
        told = rests and before and found[before[-1]].kind == "wish" and _tells(found[before[-1]])
        if before and (repeats or told):
            found[before[-1]] = replace(found[before[-1]], kind="aside")
    return found


def _tells(clause: Clause) -> bool:
    """Whether a clause speaks of something that happens."""
    words = {token.word for token in clause.tokens if isinstance(token, Mark) and token.kind == "word"}
    return not _negated(clause) and bool({word for word in words if word.isalpha()} - _PLAIN)


def _around_work(ground: Clause, left: Clause) -> Clause:
    """Of a week of work the days, if only times follow from it: "next week i'm on days, so any evening"."""
    days = tuple(token for token in ground.tokens if isinstance(token, Days))
    weeks = bool(days) and all(day.kind == "period" and not day.bound for day in days)
    return replace(ground, kind="wish", tokens=days) if weeks else left


def settled(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses without what later ones take back."""
    found: list[Clause] = []
    for clause in clauses:
        marks = [at for at, token in enumerate(clause.tokens) if _is(token, "correction")]
        if marks:
            found += [
                replace(clause, tokens=clause.tokens[: marks[-1]]),
                replace(clause, tokens=clause.tokens[marks[-1] :]),
            ]
        else:
            found.append(clause)
    corrections = [at for at, clause in enumerate(found) if clause.tokens and _is(clause.tokens[0], "correction")]
    for at in corrections:
        found = _before(found, at, _correction)
    for at in [at for at, clause in enumerate(found) if clause.concludes and at]:
        ground, named = found[at - 1], _Named(found[at:])
        found = _before(found, at, _reason)
        if ground.kind == "often busy" and named.times and not named.days:
            found[at - 1] = _around_work(ground, found[at - 1])
    return found
