"""What is wished where hours are left out.

1. "not early, after 11": a time that is the limit of what was left out is wished.
2. "i can't before 9:30 on the 24th", "anything but 12 to 1 on friday": a day of which only hours are left out is the one
   that is wished for. Of "i can't do 9 on the 24th" nobody knows whether another day is meant, so any other time is left.
3. "i can't do 9 on wednesday, can we do 10": another time of the same day.
"""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.language.when.clauses import Clause
from frontdesk.language.when.parts import DAY, EVERY_WEEKDAY, Days, Mark, Option, Times, Wish

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


def _is_left_out_at_last(weekdays: frozenset[int], clauses: Sequence[Clause]) -> bool:
    """Whether the last mention of some weekdays denies them: "fri 9 am. not on fridays"."""
    for clause in reversed(clauses):
        places = [
            at for at, token in enumerate(clause.tokens) if isinstance(token, Days) and token.weekdays == weekdays
        ]
        if places:
            return any(isinstance(token, Mark) and token.kind in _NEGATIONS for token in clause.tokens[: places[-1]])
    return True


def with_times_of_their_own(wish: Wish, clauses: Sequence[Clause]) -> None:
    """ "Any day except wednesdays, after 3, or wednesdays after 4": wednesdays are wished, at other times than the others."""
    for left_out in list(wish.exclusions):
        gone = frozenset().union(*(day.weekdays for day, _ in left_out.days))
        plain = not left_out.times and all(day.kind == "weekday" and day.every for day, _ in left_out.days)
        again = any({day.weekdays for day, _ in option.days} == {gone} and option.times for option in wish.options)
        others = [option for option in wish.options if all(day.weekdays == EVERY_WEEKDAY for day, _ in option.days)]
        mixed = again and others and len(others) < len(wish.options)
        if plain and mixed and not _is_left_out_at_last(gone, clauses):
            wish.exclusions.remove(left_out)
            for option in others:
                option.days = [(Days("weekday", weekdays=EVERY_WEEKDAY - gone, every=True), "")]


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
