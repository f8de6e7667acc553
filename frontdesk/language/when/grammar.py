"""From clauses to wishes and exclusions.

1. Ranges and bounds are put together (ranges.py).
2. Days and times next to each other are one option. A time goes with the days before it in a list ("monday or tuesday
   morning"), until a day follows ("tuesday morning or thursday"); it may also stand first ("after 3 on monday").
3. "not", "except", "can't" turn what follows in the clause into an exclusion, or what stands before if nothing follows. A
   denial does so only to times and to coming at them: "tuesday i can't", but not "tuesday, never been to you".
   "but" turns back; so does a comma after "not", while "except monday, tuesday and friday" goes on. A time after that
   comma, or one with an open end, is wished, unless one was before: "weekdays except monday, mornings".
"""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.language.when.parts import DAY, Days, Frame, Mark, Option, Span, Times, Token, Wish
from frontdesk.language.when.ranges import with_ranges

_ADDING = ("or", "and")


# What may stand behind a denial that turns down the time before it: "tuesday i can't make it".
_OF_COMING = frozenset(
    "i we you me us it that then there day time one do does make come be go get in at all for with works work suit suits "
    "ok okay good great possible available free able unfortunately sorry though please really either anymore longer "
    "happening happen him her them thanks".split()
)


# Words with which a wish begins after something was left out: "not at noon, please after 1", "not too early, say from 10".
_WISHING = frozenset("please say ideally preferably prefer rather".split())


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


class _Builder:
    """Collects options from a run of days and times."""

    def __init__(self, excluding: bool) -> None:
        self.done: list[Option] = []
        self.current = Option()
        self.excluding = excluding

    def close(self) -> list[Option]:
        self._next()
        done, self.done = self.done, []
        return done

    def take_current(self) -> Option | None:
        """The option that is being built, taken out."""
        option, self.current = self.current, Option()
        return option if option.days or option.times else None

    def take_since(self, option_before: Option, number: int) -> Option | None:
        """Of the option that had `number` days before, the later ones with its times, taken out; of another one all."""
        if option_before is not self.current or not 0 < number < len(self.current.days):
            return self.take_current()
        option = Option(self.current.days[number:], self.current.times)
        self.current = Option(self.current.days[:number])
        return option

    def _next(self) -> None:
        option = self.take_current()
        self.done += [option] if option else []

    def add_days(self, days: Days, join: str) -> None:
        now = self.current
        apart = join in _ADDING and now.times and not now.days
        if apart or (now.days and now.times and not now.times_first and not self._belongs(days, join)):
            self._next()
        self.current.days.append((replace(days, every=True) if self.excluding else days, join))

    def _belongs(self, days: Days, join: str) -> bool:
        """Whether a period and weekdays around a time belong together: "next week in the morning, monday or tuesday"."""
        kinds = {d.kind for d, _ in self.current.days}
        return join not in _ADDING and (days.kind, kinds) in (("period", {"weekday"}), ("weekday", {"period"}))

    def add_times(self, times: Times, join: str, day_follows: bool) -> None:
        now = self.current
        whole = all((span.start, span.end) == (0, DAY) for t, _ in now.times for span in t.spans)
        if self.excluding and join in _ADDING and now.days and not now.times:
            self._next()
        elif now.times_first and now.days and not whole:
            if day_follows:
                self._next()
            elif len(now.days) > 1 and join not in _ADDING:
                last = now.days.pop()
                self._next()
                self.current.days.append(last)
        self.current.times_first |= not self.current.days
        self.current.times.append((times, join))


def _timed_ahead(tokens: Sequence[Token]) -> bool:
    """Whether a day or a time follows before the clause turns."""
    for token in tokens:
        if isinstance(token, Days | Times):
            return True
        if _is(token, "but", "comma", "stop", "except"):
            return False
    return False


def _is_of_coming(tokens: Sequence[Token]) -> bool:
    """Whether the words that follow a denial speak of nothing but coming."""
    return _OF_COMING.issuperset(token.word for token in tokens if isinstance(token, Mark) and token.kind == "word")


def _day_next(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if isinstance(token, Days):
            return True
        if isinstance(token, Times) or not _is(token, "word", "any"):
            return False
    return False


class _Reader:
    def __init__(self) -> None:
        self.wish = Wish()
        self.wanted, self.unwanted = _Builder(False), _Builder(True)
        self.excluding = ""  # the kind of mark that began an exclusion
        self.join = ""  # the mark between the last day or time and the next
        self.before = (Option(), 0)  # the option at the beginning of the clause, and how many days it had
        self.kept = 0  # days of the current option that a denial behind leaves: "that week, but [the 8th is no good]"

    def read_clause(self, tokens: list[Token]) -> None:
        self.join, self.kept = "comma", 0
        self.before = (self.wanted.current, len(self.wanted.current.days))
        for at, token in enumerate(tokens):
            rest = tokens[at + 1 :]
            if isinstance(token, Days):
                self._days(token)
            elif isinstance(token, Times):
                self._times(token, rest)
            elif token.kind in ("not", "denial", "except", "afternot"):
                self._turn(token, rest)
            elif token.kind == "but" and not self.excluding:
                self.kept = len(self.wanted.current.days)
                self._turn_back()
            elif token.kind == "but" or (self.excluding in ("not", "denial") and token.kind in ("comma", "stop")):
                self._turn_back()
            else:
                self._mark(token, rest)
        if not (self.excluding == "except" and tokens and _is(tokens[-1], "comma")):
            self._turn_back()

    def _days(self, days: Days) -> None:
        hoped = self.wanted.current.days or self.wanted.done
        if self.excluding and self.join in _ADDING and hoped and not self.unwanted.current.days and not days.every:
            self._turn_back()  # "monday, not in the morning, or thursday"
            self.join = "or"
        (self.unwanted if self.excluding else self.wanted).add_days(days, self.join)
        self.join = ""

    def _times(self, times: Times, rest: Sequence[Token]) -> None:
        excluded, hoped = self.unwanted.current, self.wanted.current
        goes_on = self.join == "comma" or all(span.end == DAY for span in times.spans)
        if self.excluding == "except" and goes_on and excluded.days and not (excluded.times or hoped.times):
            self._turn_back()
        (self.unwanted if self.excluding else self.wanted).add_times(times, self.join, _day_next(rest))
        self.join = ""

    def _turn(self, mark: Mark, rest: Sequence[Token]) -> None:
        if mark.kind != "afternot" and _timed_ahead(rest):
            if self.excluding and mark.word in ("no", "not"):
                self.wish.exclusions += self.unwanted.close()
            self.excluding = self.excluding if self.excluding == "except" else mark.kind
            self.join = ""
        elif mark.kind == "except" or (mark.kind == "denial" and not _is_of_coming(rest)):
            return
        elif before := self.wanted.take_since(*self.before):
            kept, gone = before.days[: self.kept], before.days[self.kept :]
            if kept and gone:
                self.wanted.current.days = kept
                before = Option(gone, before.times)
            before.days = [(replace(days, every=True), join) for days, join in before.days]
            self.wish.exclusions.append(before)
        elif _timed_ahead(rest):
            self.excluding = "not"

    def _turn_back(self) -> None:
        self.wish.exclusions += self.unwanted.close()
        self.excluding, self.join = "", "comma"

    def _mark(self, mark: Mark, rest: Sequence[Token]) -> None:
        if mark.kind in ("or", "and", "comma", "stop"):
            self.join = mark.kind
        elif mark.kind == "if not":
            self.join = "or"
        else:
            self.wish.marks.append(mark)
            if mark.word in _WISHING and self.unwanted.current != Option():
                self._turn_back()
            if mark.kind == "any" and not self.excluding:
                self._times(Times((Span(0, DAY),)), rest)


def read(clauses: list[list[Token]], frame: Frame) -> Wish:
    """What the clauses wish and exclude."""
    reader = _Reader()
    for clause in clauses:
        reader.read_clause(with_ranges(clause, frame))
    reader.wish.options += reader.wanted.close()
    reader.wish.exclusions += reader.unwanted.close()
    return reader.wish
