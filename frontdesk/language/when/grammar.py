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
from typing import TypeGuard

from frontdesk.language.when.again import PREFERRING, named_again, one_after_another
from frontdesk.language.when.builder import ADDING, Builder
from frontdesk.language.when.by_name import put_in
from frontdesk.language.when.clauses import BUSY, Clause
from frontdesk.language.when.doubts import is_doubtful
from frontdesk.language.when.left_out import is_limit, on_the_day_turned_down, on_the_only_day, with_times_of_their_own
from frontdesk.language.when.parting import is_of_coming
from frontdesk.language.when.parts import DAY, Days, Frame, Mark, Option, Span, Times, Token, Wish
from frontdesk.language.when.ranges import with_ranges
from frontdesk.language.when.references import resolved
from frontdesk.language.when.settled import rests_on_another, says_then, settled, without_their_ground

# Words with which a wish begins after something was left out: "not at noon, please after 1", "not too early, say from 10".
_WISHING = frozenset("please say ideally preferably prefer rather like".split())


def _is(token: Token, *kinds: str) -> TypeGuard[Mark]:
    return isinstance(token, Mark) and token.kind in kinds


def _timed_ahead(tokens: Sequence[Token]) -> bool:
    """Whether a day or a time follows before the clause turns."""
    for token in tokens:
        if isinstance(token, Days | Times):
            return True
        if _is(token, "but", "comma", "stop", "except"):
            return False
    return False


def _day_next(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if isinstance(token, Days):
            return True
        if isinstance(token, Times) or not _is(token, "word", "any"):
            return False
    return False


def _is_rest_of_a_list(tokens: Sequence[Token]) -> bool:
    """Whether dates follow that end a list: "[not the 19th,] 20th or 21st"."""
    match tokens:
        case [Days(kind="date"), Mark(kind="or" | "and"), Days(kind="date"), *rest]:
            return not rest or not _is(rest[0], "word")
    return False


class _Reader:
    def __init__(self) -> None:
        self.wish = Wish()
        self.wanted, self.unwanted = Builder(False), Builder(True)
        self.excluding = ""  # the kind of mark that began an exclusion
        self.ended_in_one = False  # whether the clause before ended in an exclusion
        self.turned = ""  # the kind of mark that began the last exclusion
        self.ended = ""  # the kind of mark that excluded all of the clause before
        self.join = ""  # the mark between the last day or time and the next
        self.instead = False  # whether the clause before said nothing but "if not"
        self.before = (Option(), 0)  # the option at the beginning of the clause, and how many days it had
        self.kept = 0  # days of the current option that a denial behind leaves: "that week, but [the 8th is no good]"

    def read_clause(self, tokens: Sequence[Token], busy: str = "") -> None:
        """Take in a clause; `busy` or `often busy`: its days and times are those of something else."""
        self.join = "or" if self.instead else "comma"
        self.instead = bool(tokens) and all(_is(token, "if not", "comma") for token in tokens)
        self.kept, self.turned, self.excluding = 0, "", busy or self.excluding
        if self.excluding == "except" and PREFERRING.intersection(t.word for t in tokens if isinstance(t, Mark)):
            self._turn_back()  # "any day but thursdays, and mornings suit me better"
        elif self.ended in ("not", "denial") and tokens and _is(tokens[0], "or"):
            self.excluding = self.ended  # "not mondays. or before 10"
        elif self.ended_in_one and tokens and _is(tokens[0], "or"):
            self.wanted.part()  # "friday, not from 12 to 2, or any day after 5"
        self.before = (self.wanted.current, len(self.wanted.current.days))
        for at, token in enumerate(tokens):
            if not (busy and not at and _is(token, "but")):
                self._take(token, tokens[at + 1 :])
        only_excluded = (self.wanted.current, len(self.wanted.current.days)) == self.before
        self.ended_in_one = bool(self.excluding or self.turned)
        stopped = tokens and _is(tokens[-1], "stop")
        self.ended = (self.excluding or self.turned) if only_excluded and stopped else ""
        if not (self.excluding == "except" and tokens and _is(tokens[-1], "comma")):
            self._turn_back()

    def _take(self, token: Token, rest: Sequence[Token]) -> None:
        if isinstance(token, Days):
            self._days(token)
        elif isinstance(token, Times):
            self._times(token, rest)
        elif _is(token, "afternot") and self.excluding in BUSY:
            return  # "getting my stitches out on the 23rd"
        elif _is(token, "not", "denial", "except", "afternot"):
            self._turn(token, rest)
        elif _is(token, "but") and not self.excluding:
            self.kept = len(self.wanted.current.days)
            self._turn_back()
            if self._is_apart(rest):
                self.wanted.part()
        elif self.excluding and _is(token, "comma") and _is_rest_of_a_list(rest):
            self.join = "comma"
        elif _is(token, "but") or (self.excluding in ("not", "denial") and _is(token, "comma", "stop")):
            self._turn_back()
        elif isinstance(token, Mark):
            self._mark(token, rest)

    def _is_apart(self, rest: Sequence[Token]) -> bool:
        """Whether another day follows with times of its own: "tuesday is fine but wednesday only until 11"."""
        days = [day for day, _ in self.wanted.current.days]
        named = [token for token in rest if isinstance(token, Days | Times)]
        own = len(named) > 1 and isinstance(named[0], Days) and isinstance(named[1], Times)
        return own and bool(days) and all(day.kind != "period" for day in days)

    def _days(self, days: Days) -> None:
        if days.own and self.excluding:
            self._turn_back()
        hoped = self.wanted.current.days or self.wanted.done
        if (
            self.excluding in ("not", "denial")
            and self.join in ADDING
            and hoped
            and not self.unwanted.current.days
            and not days.every
        ):
            self._turn_back()  # "monday, not in the morning, or thursday"
            self.join = "or"
        elif (
            self.excluding == "except"
            and self.join == "comma"
            and self._only_times_excluded()
            and not (hoped or days.every)
        ):
            self._turn_back()  # "any time but between 11 and 1, wednesday"
        if self.excluding:
            self.unwanted.add_days(days, self.join, every=self.excluding != "busy")
        else:
            self.wanted.add_days(days, self.join)
        self.join = ""

    def _only_times_excluded(self) -> bool:
        return bool(self.unwanted.current.times) and not self.unwanted.current.days

    def _times(self, times: Times, rest: Sequence[Token]) -> None:
        if times.own and self.excluding:
            self._turn_back()
        excluded, hoped = self.unwanted.current, self.wanted.current
        goes_on = self.join == "comma" or all(span.end == DAY for span in times.spans)
        if self.excluding == "except" and (
            (goes_on and excluded.days and not (excluded.times or hoped.times))
            or (self.join == "comma" and self._only_times_excluded() and is_limit(excluded, times))
        ):
            self._turn_back()
        (self.unwanted if self.excluding else self.wanted).add_times(times, self.join, _day_next(rest))
        self.join = ""

    def _turn(self, mark: Mark, rest: Sequence[Token]) -> None:
        if mark.kind != "afternot" and _timed_ahead(rest):
            if self.excluding and (mark.word in ("no", "not", "never") or mark.kind == "except"):
                self.wish.exclusions += self.unwanted.close()
            self.excluding = self.excluding if self.excluding == "except" else mark.kind
            self.join = ""
        elif mark.kind == "except" and mark.word.startswith(("except", "excluding", "apart", "aside", "but not")):
            self.wish.marks.append(Mark("unclear", mark.word))  # "except when i have class"
        elif mark.kind == "except" or (mark.kind == "denial" and not is_of_coming(rest)):
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
        self.turned = self.excluding
        self.wish.exclusions += self.unwanted.close()
        self.excluding, self.join = "", "comma"

    def _mark(self, mark: Mark, rest: Sequence[Token]) -> None:
        if mark.kind in ("or", "and", "comma", "stop"):
            self.join = mark.kind
        elif mark.kind == "if not":
            self.join = "or"
        elif mark.kind == "apart":
            if not mark.word or any(isinstance(token, Days | Times) for token in rest):
                self.wanted.part()
        else:
            self.wish.marks.append(mark)
            if mark.word in _WISHING and self.unwanted.current != Option():
                self._turn_back()
            if mark.kind == "any" and not self.excluding:
                self._times(Times((Span(0, DAY),)), rest)


def read(clauses: Sequence[Clause], frame: Frame) -> Wish:
    """What the clauses wish and exclude."""
    reader = _Reader()
    clauses = put_in(clauses)
    found = zip(clauses, resolved([clause.tokens for clause in clauses], frame))
    dated = [replace(clause, tokens=tuple(with_ranges(tokens, frame))) for clause, tokens in found]
    resting = [rests_on_another(clause.tokens) for clause in clauses]
    repeating = [says_then(clause.tokens) for clause in clauses]
    following = one_after_another(without_their_ground(dated, resting, repeating), frame)
    meant = named_again(settled(following), frame)
    if is_doubtful(meant):
        reader.wish.marks.append(Mark("unclear"))
    for clause in meant:
        if clause.kind == "aside":
            reader.wish.marks.append(Mark("aside"))
        else:
            reader.read_clause(clause.tokens, clause.kind if clause.kind in BUSY else "")
    reader.wish.options += reader.wanted.close()
    reader.wish.exclusions += reader.unwanted.close()
    with_times_of_their_own(reader.wish, meant)
    on_the_day_turned_down(reader.wish)
    on_the_only_day(reader.wish, meant)
    return reader.wish
