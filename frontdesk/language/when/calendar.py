"""Looks wishes up in the calendar: from options and exclusions to stretches of open, future days.

Everything is compared as instants, so that days on which the clocks change are right. A bare weekday that is today, but can no
longer be had today, is the one of next week.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from frontdesk.language.when.chosen import DisagreementError, chosen
from frontdesk.language.when.opening import OpeningHours, Window
from frontdesk.language.when.parts import DAY, Frame, Option, Span, Wish
from frontdesk.language.when.spans import open_parts, times_on, without


@dataclass(frozen=True)
class Refusal:
    """Why nothing is left of an option, and the days that it was about; `late`: the spans of today that are past."""

    problem: str
    days: frozenset[date]
    late: tuple[Span, ...] = ()


@dataclass
class Looked:
    """What is left of a wish.

    `asked`: by day the spans that lead to windows; `wanted`: all spans of those days, also those outside opening hours;
    `late`: days lost only because the time is past.
    """

    asked: dict[date, list[Span]] = field(default_factory=dict)
    wanted: dict[date, list[Span]] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    late: set[date] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, day: date, wanted: list[Span], used: list[Span], windows: list[Window]) -> None:
        """Takes in the windows of one day."""
        self.windows += windows
        for of_day, more in ((self.asked, used), (self.wanted, wanted)):
            known = of_day.setdefault(day, [])
            known += [span for span in more if span not in known]


class _Calendar:
    """The days that can be had, without what is excluded."""

    def __init__(self, exclusions: list[Option], frame: Frame, opening: OpeningHours, now: datetime) -> None:
        self.frame, self.opening, self.zone = frame, opening, now.tzinfo
        self.excluded = [(option.times, chosen(option, frame)[0]) for option in exclusions]
        self.now = now.astimezone(timezone.utc).replace(second=0, microsecond=0)
        self.now += timedelta(minutes=bool(now.second or now.microsecond))

    def spans(self, option: Option, day: date) -> list[Span]:
        """What of a day is wished and not excluded."""
        open_ = self.opening.on(day)
        gone = [span for times, days in self.excluded if day in days for span in times_on(times, open_)]
        return without(times_on(option.times, open_), gone)

    def windows(self, day: date, spans: list[Span]) -> tuple[list[Span], list[Window]]:
        """The spans of a day that lead to windows, and these, open and in the future."""
        used: list[Span] = []
        found: list[Window] = []
        for span, start, end in open_parts(spans, self.opening.on(day)):
            first, last = max(self._instant(day, start), self.now), self._instant(day, end)
            if first < last:
                found.append(Window(first.astimezone(self.zone), last.astimezone(self.zone)))
                used += [span] if span not in used else []
        return used, found

    def _instant(self, day: date, minute: int) -> datetime:
        """A wall-clock minute of a day in UTC, the first one if there are two."""
        whole = day + timedelta(days=minute // DAY)
        return datetime.combine(whole, time(minute % DAY // 60, minute % 60), tzinfo=self.zone).astimezone(timezone.utc)


def _merged(windows: list[Window]) -> list[Window]:
    out: list[Window] = []
    for window in sorted(windows, key=lambda w: w.start.astimezone(timezone.utc)):
        last = out[-1] if out else None
        if last and window.start <= last.end and window.start.date() == last.start.date():
            out[-1] = Window(last.start, max(last.end, window.end))
        else:
            out.append(window)
    return out


def look_up(wish: Wish, frame: Frame, opening: OpeningHours, now: datetime) -> Looked:
    """Every option of the wish against the calendar. Days and times that cannot be had become refusals."""
    looked = Looked()
    try:
        calendar = _Calendar(wish.exclusions, frame, opening, now)
        for option in wish.options or [Option()]:
            refusal = _look_up_option(option, calendar, looked)
            looked.refusals += [refusal] if refusal else []
    except DisagreementError as error:
        return Looked(refusals=[Refusal("contradiction", frozenset([error.day]))])
    looked.windows = _merged(looked.windows)
    return looked


def _look_up_option(option: Option, calendar: _Calendar, looked: Looked) -> Refusal | None:
    frame = calendar.frame
    days, bare = chosen(option, frame)
    if not days:
        return Refusal("contradiction", days)
    ahead = frozenset(d for d in days if d >= frame.today)
    near = frozenset(d for d in ahead if d <= frame.last)
    open_days = frozenset(d for d in near if calendar.opening.on(d))
    for problem, kept, before in (("past", ahead, days), ("too_far", near, ahead), ("closed_day", open_days, near)):
        if not kept:
            return Refusal(problem, before)
    allowed = {day: spans for day in open_days if (spans := calendar.spans(option, day))}
    if not allowed:
        instead = [window for day in open_days & bare for window in _a_week_later(option, day, calendar, looked)]
        return None if instead else Refusal("contradiction", open_days)
    late: set[date] = set()
    found = False
    for day, spans in allowed.items():
        used, windows = calendar.windows(day, spans)
        if windows:
            looked.add(day, spans, used, windows)
        elif open_parts(spans, calendar.opening.on(day)):
            late.add(day)
            windows = _a_week_later(option, day, calendar, looked) if day in bare else []
        found = found or bool(windows)
    looked.late |= late
    if found:
        return None
    if late:
        return Refusal("past", frozenset(late), tuple(allowed[frame.today]) if frame.today in late else ())
    return Refusal("outside_hours", frozenset(allowed))


def _a_week_later(option: Option, day: date, calendar: _Calendar, looked: Looked) -> list[Window]:
    later = day + timedelta(days=7)
    if later > calendar.frame.last or not calendar.opening.on(later):
        return []
    spans = calendar.spans(option, later)
    used, windows = calendar.windows(later, spans)
    if windows:
        looked.add(later, spans, used, windows)
    return windows
