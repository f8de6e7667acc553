"""What is wished where hours are left out.

1. "not early, after 11": a time that is the limit of what was left out is wished.
2. "i can't before 9:30 on the 24th", "anything but 12 to 1 on friday": a day of which only hours are left out is the one
   that is wished for. Of "i can't do 9 on the 24th" nobody knows whether another day is meant, so any other time is left.
3. "i can't do 9 on wednesday, can we do 10": another time of the same day.
"""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.language.when.clauses import Clause
from frontdesk.language.when.parts import DAY, EVERY_WEEKDAY, Days, Frame, Mark, Option, Times, Wish, dates

_NEGATIONS = ("not", "denial", "except", "afternot")


def _is_any_time(option: Option) -> bool:
    return not option.days and all(
        (span.start, span.end) == (0, DAY) for times, _ in option.times for span in times.spans
    )


def is_limit(excluded: Option, times: Times) -> bool:
    """Whether times say what a part of the day was left out for: "[but not early,] after 11"."""
    early = any(
        span.part and span.start == 0 and span.anchor != "closing" for t, _ in excluded.times for span in t.spans
    )
    late = any(span.part and not early for t, _ in excluded.times for span in t.spans)
    return all(not span.part and ((early and span.end == DAY) or (late and span.start == 0)) for span in times.spans)


def _are_left_out_at_last(same: Days, clauses: Sequence[Clause]) -> bool:
    """Whether the last mention of some days denies them: "fri 9 am. not on fridays". "Any day except" them is of any day."""
    for clause in reversed(clauses):
        places = [at for at, token in enumerate(clause.tokens) if isinstance(token, Days) and _is_among(token, same)]
        if places:
            before = clause.tokens[: places[-1]]
            denied = any(isinstance(token, Mark) and token.kind in _NEGATIONS for token in before)
            return denied and not any(isinstance(token, Days) and _is_any_day(token) for token in before)
    return True


def _is_among(day: Days, others: Days) -> bool:
    if day.kind != others.kind or _is_any_day(day):
        return False
    return day.dates <= others.dates if day.kind == "date" else day.weekdays <= others.weekdays


def _is_any_day(day: Days) -> bool:
    return day.kind == "weekday" and day.weekdays == EVERY_WEEKDAY


def _left_out(days: Sequence[Days]) -> Days | None:
    """The weekdays, or the dates, that are left out whole; None for anything else."""
    if days and all(day.kind == "weekday" and day.every for day in days):
        return Days("weekday", weekdays=frozenset().union(*(day.weekdays for day in days)), every=True)
    if days and all(day.kind == "date" and not day.bound for day in days):
        return Days("date", dates=frozenset().union(*(day.dates for day in days)))
    return None


def _all_but(gone: Days, frame: Frame) -> Days:
    if gone.kind == "date":
        return Days("period", dates=dates(frame.today, frame.last) - gone.dates)
    return Days("weekday", weekdays=EVERY_WEEKDAY - gone.weekdays, every=True)


def with_times_of_their_own(wish: Wish, clauses: Sequence[Clause], frame: Frame) -> None:
    """ "Any day except wednesdays, after 3, or wednesdays after 4": wednesdays are wished, at other times than the others."""
    for left_out in list(wish.exclusions):
        gone = None if left_out.times else _left_out([day for day, _ in left_out.days])
        if gone is None:
            continue
        again = any(
            option.days and option.times and all(_is_among(day, gone) for day, _ in option.days)
            for option in wish.options
        )
        others = [option for option in wish.options if all(_is_any_day(day) for day, _ in option.days)]
        if again and others and len(others) < len(wish.options) and not _are_left_out_at_last(gone, clauses):
            wish.exclusions.remove(left_out)
            for option in others:
                option.days = [(_all_but(gone, frame), "")]


def on_the_only_day(wish: Wish, clauses: Sequence[Clause]) -> None:
    """Makes such a day the wish, without the hours that are left out."""
    tokens = [token for clause in clauses if clause.kind != "aside" for token in clause.tokens]
    days = [token for token in tokens if isinstance(token, Days)]
    spans = [span for option in wish.exclusions for times, _ in option.times for span in times.spans]
    if len(days) != 1 or not spans or any(span.part for span in spans) or not all(map(_is_any_time, wish.options)):
        return
    (day,) = days
    single = len(day.dates) == 1 if day.kind == "date" else day.kind == "weekday" and len(day.weekdays) == 1
    bounds = all(span.start == 0 or span.end == DAY for span in spans)
    anything = any(isinstance(token, Mark) and token.kind == "any" for token in tokens)
    if single and not day.every and (bounds or anything) and all(option.times for option in wish.exclusions):
        wish.options[:] = [Option([(day, "")])]


def on_the_day_turned_down(wish: Wish) -> None:
    """ "i can't do 9 on wednesday, can we do 10": another time of the same day."""
    options, exclusions = wish.options, wish.exclusions
    if len(options) == len(exclusions) == 1 and not options[0].days and exclusions[0].days:
        there, instead = ([t for t, _ in each.times] for each in (exclusions[0], options[0]))
        spans = [span for times in there + instead for span in times.spans]
        # "nothing early on monday, after 11"
        limits = not _is_any_time(options[0]) and all(is_limit(exclusions[0], times) for times in instead)
        if there and instead and (limits or not any(span.part or span.end == DAY or not span.start for span in spans)):
            options[0].days = [(replace(days, every=False), join) for days, join in exclusions[0].days]
