"""Finds what "the week after", "after that" or "the same time" stand beside: the days and times that were said last.

1. Days that stand together are one anchor ("monday next week", "the 22nd to the 26th"), whether they are wished or not.
2. Of two that stand beside the same, both sides of it are meant: "the week before or the week after".
3. Weekdays in a list with one that is told like this go with it: "the monday or tuesday after that".
4. Where nothing was said before, a form has its meaning alone, or is a mark `unclear`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.chosen import DisagreementError, SwappedError, chosen
from frontdesk.language.when.neighbours import days_beside, lists_go_on, times_beside
from frontdesk.language.when.parts import (
    EVERY_WEEKDAY,
    Beside,
    Days,
    Frame,
    Mark,
    Option,
    Times,
    Token,
)
from frontdesk.language.when.ranges import ranged, with_ranges

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)
_SATURDAY = 5
_LISTING = ("or", "and", "comma")


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


@dataclass
class _Said:
    """What was said so far: the last days that stand together, those before them, and the last times."""

    frame: Frame
    days: list[tuple[Days, str]] = field(default_factory=list)
    times: list[Times] = field(default_factory=list)
    specific: list[tuple[Days, str]] = field(default_factory=list)  # the last that are no bare weekdays
    latest: str = ""
    step: int = 0  # of the form that the last days were told by
    base: tuple[frozenset[date], bool] = (frozenset(), False)

    def dates(self, of: Sequence[tuple[Days, str]] = ()) -> tuple[frozenset[date], bool]:
        """The dates of the last days or of others, and whether they are a rule without an end."""
        said = list(of or self.days)
        if not said or any(days.every for days, _ in said):
            return frozenset(), bool(said)
        try:
            return chosen(Option(said), self.frame)[0], False
        except (DisagreementError, SwappedError):
            return frozenset(), False


def _beside(token: Beside, said: _Said, joined: bool) -> Token | None:
    found, _ = said.base if said.step * token.step < 0 and joined else said.dates()
    if token.kind == "weekday" and joined and said.specific:
        found = said.dates(said.specific)[0]
    if token.kind in ("before", "after", "from") and (said.latest == "times" or not found):
        return times_beside(token.kind, said.times)
    return days_beside(token, found, said.frame) if found else None


class _Resolver:
    def __init__(self, frame: Frame) -> None:
        self.said = _Said(frame)
        self.period: frozenset[date] = frozenset()  # the last period that was said
        self.dated: date | None = None  # the last date of the sentence that names its month
        self.rest_here: Sequence[Token] = ()
        self.concludes = False  # whether the clause begins with "so"
        self.of_clause: list[Token] = []  # of the last clause with days: all from the first day or time to the last

    def clause(self, tokens: Sequence[Token], after: Sequence[Token]) -> list[Token]:
        """The tokens of a clause resolved; `after`: those of the next one."""
        out: list[Token] = []
        here: list[Days] = []
        times: list[Times] = []
        self.concludes = bool(tokens) and isinstance(tokens[0], Mark) and tokens[0].word == "so"
        self.dated = None if self.concludes else self.dated
        for at, token in enumerate(tokens):
            self.rest_here = tokens[at + 1 :]
            found = (
                self._found(token, out, [*tokens[at + 1 :], *after])
                if isinstance(token, Beside)
                else [self._placed(token, out)]
            )
            for each in found:
                out.append(each)
                if isinstance(each, Days):
                    here.append(each)
                    self._take_days(each, out[:-1])
                elif isinstance(each, Times):
                    times.append(each)
                    self.said.times, self.said.latest = times, "times"
        if here:
            named = with_ranges(out, self.said.frame)
            told = [n for n, each in enumerate(named) if isinstance(each, Days | Times)]
            self.of_clause = named[told[0] : told[-1] + 1]
        return out

    def _placed(self, token: Token, before: Sequence[Token]) -> Token:
        """A number of a day inside the period that was said; a weekday that is past is still one to come back to."""
        if isinstance(token, Days) and token.kind == "period" and not token.bound:
            self.period = token.dates
        elif (
            isinstance(token, Days) and token.kind == "weekday" and before and _is(before[-1], "after", "before", "by")
        ):
            inside = [day for day in self.period if day.weekday() in token.weekdays]
            return Days("date", frozenset(inside)) if len(inside) == 1 else token
        elif isinstance(token, Days) and before and _is(before[-1], "after") and self.dated:
            return token  # "before christmas but after the 17th"
        elif isinstance(token, Days) and token.later and not token.dates & self.period:
            later = [
                day for day in token.later if day in self.period or (self.dated and min(token.dates) < self.dated < day)
            ]
            return Days("date", frozenset(later[:1])) if later else token
        elif isinstance(token, Days) and token.kind == "date":
            self.dated = min(token.dates)  # "after november 2 but before the 11th"
        elif _is(token, "stop"):
            self.dated = None
        elif _is(token, "past") and (
            named := [day for day in WEEKDAYS if isinstance(token, Mark) and day in token.word]
        ):
            self.said.days = [(Days("weekday", weekdays=frozenset([WEEKDAYS.index(named[0])])), "")]
        return token

    def _found(self, token: Beside, out: list[Token], rest: Sequence[Token]) -> list[Token]:
        if token.kind in ("same time", "inside"):
            return self._times_again(token, rest)
        if token.kind in ("those", "those days", "then"):
            return self._days_again(token.kind, any(isinstance(each, Times) for each in out))
        joined = bool(out) and _is(out[-1], *_LISTING)
        step, base = self.said.step, self.said.dates()
        if (
            self.said.times
            and token.kind in ("before", "after")
            and any(isinstance(each, Days) for each in self.rest_here)
        ):
            self.said.latest = "times"  # "in meetings until 2 on thursday, so after that on thursday"
        elif token.kind in ("before", "after", "from") and any(isinstance(each, Times) for each in self.of_clause):
            hours = self._beside_hours(token.kind) if self.concludes else []
            return hours or [Mark("unclear")]  # "away until wednesday noon, any time after that": a moment of a day
        if self._is_the_same_day(token):
            after = times_beside("after", self.said.times)
            return [*(days for days, _ in self.said.days), *([after] if after else [])]
        found = _beside(token, self.said, joined) or token.alone or Mark("unclear")
        if (token.kind, token.step) == ("day", 0) and isinstance(found, Days):
            found = self._in_the_week(found)
        if isinstance(found, Days):
            self.said.base = self.said.base if step * token.step < 0 and joined else base
            self.said.step = token.step
            if token.kind == "weekday":
                self._with_the_list(out, found)
            if token.kind == "one" and out and isinstance(out[-1], Days):
                return [Mark("comma"), found]  # "not tomorrow the next one": that is wished
        return [found]

    def _is_the_same_day(self, token: Beside) -> bool:
        """Whether "wednesday after that" is the wednesday that was said, after its hour."""
        days = [days for days, _ in self.said.days]
        said = len(days) == 1 and days[0].weekdays == token.weekdays and not days[0].every
        return said and (token.kind, token.step) == ("weekday", 1) and self.said.latest == "times"

    def _in_the_week(self, found: Days) -> Days:
        """The day in the week that was said, if it was told by its weekday: "next week, away tuesday, so not that day"."""
        weekdays = {day.weekday() for day in found.dates}
        inside = [day for day in self.period if day.weekday() in weekdays]
        named = all(days.kind == "weekday" for days, _ in self.said.days)
        return Days("date", frozenset(inside)) if named and len(inside) == 1 else found

    def _days_again(self, kind: str, timed: bool) -> list[Token]:
        """The last clause once more; of "those days", or beside a time of its own, without its times."""
        said = self._then() if kind == "then" else self.of_clause
        bare = kind == "those days" or (kind == "then" and timed)
        return [each for each in said if not isinstance(each, Times)] if bare else said

    def _then(self) -> list[Token]:
        """The days and times of the last clause that has days; of "until friday" nobody knows which side is meant."""
        until = any(
            isinstance(each, Days)
            and each.bound
            and min(each.dates, default=self.said.frame.today) <= self.said.frame.today
            for each in self.of_clause
        )
        return [Mark("unclear")] if until else self.of_clause or [Mark("word", "then")]

    def _beside_hours(self, kind: str) -> list[Token]:
        """Of the same days what is before or after their hours: "i have class until 2 on mondays, so after that"."""
        days = [each for each in self.of_clause if isinstance(each, Days)]
        times = [each for each in self.of_clause if isinstance(each, Times)]
        parts = any(span.part for each in times for span in each.spans)
        if parts or times != self.said.times or any(day.bound or day.kind == "period" for day in days):
            return []
        found = times_beside(kind, times)
        return [*days, found] if found else []

    def _times_again(self, token: Beside, rest: Sequence[Token]) -> list[Token]:
        """The last times, unless some follow at once: "same time, 11"."""
        passed = (*_LISTING, "stop") if self.said.times else (*_LISTING, "stop", "word")
        named = [each for each in rest if not _is(each, *passed)][:1]
        if token.kind == "same time" and named and isinstance(named[0], Times):
            return []
        apart = token.kind == "same time" and any(isinstance(each, Days | Beside) for each in rest)
        again: list[Token] = list(self.said.times) or [Mark("unclear", token.kind)]
        return [Mark("apart"), *again] if apart and self.said.times else again

    def _with_the_list(self, out: list[Token], found: Days) -> None:
        """Weekdays before it in its list: "the monday or tuesday after that"."""
        at = len(out) - 1
        while at > 0 and _is(out[at], "or", "and") and isinstance(out[at - 1], Days):
            before = out[at - 1]
            if not isinstance(before, Days) or before.kind != "weekday" or before.every:
                return
            (day,) = found.dates
            earlier = [day - _A_DAY * ((day.weekday() - weekday) % 7) for weekday in before.weekdays]
            out[at - 1] = Days("date", frozenset(earlier))
            at -= 2

    def _take_days(self, days: Days, before: Sequence[Token]) -> None:
        said = self.said
        if days.every and days.weekdays == EVERY_WEEKDAY:
            return
        last = before[-1] if before else None
        if len(before) > 1 and _is(before[-1], "to", "by") and isinstance(before[-2], Days):
            said.days = [(ranged(before[-2], days, said.frame), "")]
        elif isinstance(last, Days):
            said.days.append((days, ""))
        else:
            said.days = [(days, "")]
        said.latest = "days"
        if any(each.kind != "weekday" for each, _ in said.days):
            said.specific = list(said.days)


def resolved(clauses: Sequence[Sequence[Token]], frame: Frame) -> list[list[Token]]:
    """The clauses with days and times in place of what is told by others."""
    resolver = _Resolver(frame)
    following = [*clauses[1:], ()]
    return [resolver.clause(lists_go_on(tokens), after) for tokens, after in zip(clauses, following)]
