"""Patterns of times of day: clock times, stretches between them, and the parts of a day.

"at 2" is the hour from 2, "around 2" an hour to both sides. An hour without a.m. or p.m. is the one that lies within
opening hours. Early and late are counted from the opening and the closing of the day.
"""

import re
from collections.abc import Callable
from typing import Literal

from frontdesk.language.when.parts import (
    DAY,
    Frame,
    Handler,
    Mark,
    NoSuchTimeError,
    Span,
    Times,
    Token,
    any_of,
    in_words,
    is_told_as_a_time,
    minute_of,
    minutes_of_range,
    stands_alone,
)

_CLOCK = r"\d{1,2}:\d\d|\d{1,4}"
_T = rf"(?P<t>{_CLOCK})(?: (?P<half>[ap]m)\b)?(?!\d)"
_T2 = rf"(?P<t2>{_CLOCK})(?: (?P<half2>[ap]m)\b)?(?!\d)"
_ABOUT = r"(?: (?:about|around|like|maybe|say))?"
# What happens, between "after" and its clock time: no day.
_EVENT = r"(?:(?!(?:\w+days?|tomorrow|easter|christmas|xmas|thanksgiving|halloween|weekend)\b)[a-z]+ ){1,3}"
_AFTER = "(?:anytime )?" + any_of(
    r"""
    not (?:until|before)(?: after)?
    (?:no|not) (?:earlier|sooner) than
    after
    later than
    past
    from
    starting(?: at| from)?
    as of
    (?:i )?(?:finish|am done|get off|get out|am off)(?: work| school)? (?:until|at)
    (?:i )?can be there (?:by|at|for)
    (?:off|done|finish|finished|get off)(?: work| school| class| shift)? at
    off (?:work|shift)
    after (?:my |the |his |her |our |a )?(?!the \d){words}at
    (?:i |we |she |he )?(?:clock|knock|get|come|am|finish|go) (?:off|out|done|up)(?: [a-z]+){0,4}? (?:at|around|about)
    after (?:my |the |his |her )?(?:\w+ )?(?:ends|finishes|is (?:over|done)|lets out|gets out)(?: at)?
    (?:my |the |his |her |our |their )(?:[a-z]+ ){1,3}(?:ends|finishes|is (?:over|done)|lets out|gets out)(?: at| around)?
    (?:(?:which|that|it) is (?:over|done)|ends|finishes|lets out|gets out)(?: at| around)?
    """.replace("{words}", _EVENT)
)
_BEFORE = "(?:anytime )?" + any_of(
    r"""
    not (?:after|past|later than)
    before (?:my |the |his |her |our |a )?(?!the \d){words}at
    no later than
    before
    earlier than
    prior to
    (?:up )?until
    up to
    by
    """.replace("{words}", _EVENT)
)


def _plausible(clock_time: str, alone: bool) -> bool:
    """Whether the digits can be meant as a clock time at all: 75 or 2026 is not, 25:00 is and fails later.

    `alone`: they count nothing that follows.
    """
    if ":" in clock_time:
        return True
    number = int(clock_time)
    if len(clock_time) > 2:
        minutes = ("00", "15", "30", "45", "10", "20", "40", "50")
        usual = clock_time[-2:] in minutes and 100 <= number <= 2400 and number not in (2000, 2010, 2015, 2020)
        return usual and alone
    return number <= 24 and alone


_TOLD = re.compile("(?:anytime )?(?:at|after|before|until|past|later than)\\b")


def _clocked(make: Callable[[int], Span]) -> Handler:
    def handler(m: re.Match[str], frame: Frame) -> Token | None:
        told = _TOLD.match(m[0]) and is_told_as_a_time(m)
        if not _plausible(m["t"], bool(m["half"] or told) or stands_alone(m)):
            return None
        try:
            span = make(minute_of(m["t"], m["half"], frame))
        except NoSuchTimeError as error:
            return Mark("impossible", str(error))
        return Times((span,), own=m[0].startswith(("not ", "no "))) if span.start < span.end else Mark("vague")

    return handler


# "ten to nine" is 8:50, as nobody comes from 10 to 9; "10 to 2" is what it says.
_MINUTES_TO = frozenset(f"{minutes} to {hour}" for minutes in (5, 10, 20, 25) for hour in range(1, 13))


def _at(minute: int) -> Span:
    return Span(minute, min(minute + 60, DAY), f"at {in_words(minute)}")


def _around(minute: int) -> Span:
    return Span(max(minute - 60, 0), min(minute + 60, DAY), f"around {in_words(minute)}")


def _from_now(m: re.Match[str], frame: Frame) -> Token:
    minute = frame.minute + int(m["n"])
    return Times((_at(minute),)) if minute < DAY else Mark("vague")


def _range(m: re.Match[str], frame: Frame) -> Token | None:
    alone = bool(m["half"] or m["half2"]) or stands_alone(m)
    if not (_plausible(m["t"], alone) and _plausible(m["t2"], alone)):
        return None
    try:
        start, end = minutes_of_range(m["t"], m["half"], m["t2"], m["half2"], frame)
        if m[0] in _MINUTES_TO and (start >= end or end > frame.closes):
            return Times((_at(minute_of(m["t2"], None, frame) - int(m["t"])),))
    except NoSuchTimeError as error:
        return Mark("impossible", str(error))
    return Times((Span(start, end),)) if start < end else Mark("vague")


def _choice(m: re.Match[str], frame: Frame) -> Token | None:
    """ "at 2 or 3", "2 or 3 pm": the half of the day that is said last goes for those before it."""
    listed = "or" in m[0] or m[0].count(",") > 1  # not "my show is at 3, 1 oclock"
    if not (listed and (m["half"] or ":" in m[0] or stands_alone(m))):
        return None
    spans: list[Span] = []
    half = None
    for clock_time, own in reversed(re.findall(r"(\d{1,2}(?::\d\d)?)(?: ([ap]m))?", m[0])):
        half = own or half
        if not _plausible(clock_time, alone=True):
            return None
        try:
            spans.insert(0, _at(minute_of(clock_time, half, frame)))
        except NoSuchTimeError as error:
            return Mark("impossible", str(error))
    return Times(tuple(spans))


def _part(
    start: int, end: int, label: str = "", anchor: Literal["midnight", "opening", "closing"] = "midnight"
) -> Handler:
    return lambda _, __: Times((Span(start, end, label, anchor, part=True),))


# "am" is a verb too: it is the morning after a day, and next to "or", "the", "prefer" and the like.
_BARE_HALF = any_of(
    r"""
    (?<=day )
    (?<=days )
    (?<=tomorrow )
    (?<=week )
    (?<=the )
    (?<=or )
    (?<=prefer )
    (?<=only )
    (?<=just )
    (?<=any )
    (?<=not )
    (?<=no )
    ^(?=[ap]m(?: or\b|$))
    """
)
_ONE = r"\d{1,2}(?::\d\d)?(?: [ap]m\b)?"

_FIRST_THING = any_of(
    r"""
    first thing
    first (?:appointment|slot|1|spot) (?:of|in) the (?:day|morning)
    earliest in the (?:day|morning)
    """
)
_LAST_THING = any_of(
    r"""
    end of (?:the )?(?:business |work )?day
    last thing
    last (?:appointment|slot|1|spot) (?:of|in) the day
    (?<!at )(?<!at the )latest\b(?: (?:you (?:have|got)|possible|available|slot|appointment|time))?
    later? in the day
    (?<!be )(?<!too )(?<!its )(?<!am )(?<!im )(?<!running )(?<!run )late\b(?! (?:in|this|next|of|from|for))
    """
)
_EARLY = any_of(
    r"""
    (?:in the )?(?:very )?early (?:in the )?(?:mornings?|am)
    (?:bright and )?early\b(?: in the day| on)?(?! (?:in|this|next|of|bird|riser))
    """
)
_EVENING = any_of(
    r"""
    evenings?\b
    (?:at )?nights?\b
    (?:(?<=day )|(?<=tomorrow )|(?<=any )|(?<=every ))eve\b
    """
)

TIME_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (r"(?P<n>\d{1,3}) minutes from now", _from_now),
    (rf"(?:anytime )?between {_T} (?:and|-|to|until) {_T2}", _range),
    (rf"(?:anytime )?(?:from )?{_T} (?:-|to|until|through) {_T2}", _range),
    (rf"{_T} (?:(?:or|and|-) )?(?:later|after|onwards?)\b(?! \d)", _clocked(lambda minute: Span(minute, DAY))),
    (rf"{_T} (?:or|and) (?:earlier|before)", _clocked(lambda minute: Span(0, minute))),
    (rf"{_AFTER}{_ABOUT} {_T}(?: (?:onwards?|on\b(?! [a-z])))?", _clocked(lambda minute: Span(minute, DAY))),
    (rf"{_BEFORE}{_ABOUT} {_T}", _clocked(lambda minute: Span(0, minute))),
    (rf"(?:at )?(?:around|about|close to|near|roughly) {_T}", _clocked(_around)),
    (rf"(?:at )?{_ONE}(?: (?:, or|,|or)(?: at)? {_ONE}){{0,3}}? (?:, or|,|or)(?: at)? {_T}(?! (?:or|,)(?: at)? \d)", _choice),
    (rf"(?:at|for){_ABOUT} {_T}", _clocked(_at)),
    (rf"(?<=\bdo )(?:like )?{_T}", _clocked(_at)),
    (rf"(?:(?<=make it )|(?<=make that )|(?<=i mean )|(?<=i meant )){_T}", _clocked(_at)),
    (rf"(?<=^so ){_T}(?=$| [.,;!?]| (?:then|please|ish|on|for)\b)", _clocked(_at)),
    (rf"(?:^|(?<=^so )|(?<=^but )){_T}(?= (?:works|suits|then|would|is (?:fine|good|better|best|ok|okay|great|perfect))\b)", _clocked(_at)),
    (rf"{_T}", lambda m, frame: _clocked(_at)(m, frame) if m["half"] or ":" in m["t"] else None),
    (rf"(?<!the )(?<!first )(?<!next )(?<!second )(?<!that )(?<!this )(?<!last ){_T}(?= on (?:\w+day|the \d))", _clocked(_at)),
    (r"(?:(?<=day )|(?<=tomorrow ))(?P<t>\d{1,4})(?P<half>(?!))?(?![\d:])", _clocked(_at)),
    (
        r"(?:(?<=day , )|(?<=tomorrow , )|(?<=time , )|(?<=week , ))(?P<t>\d{1,2})(?P<half>(?!))?(?= ?[.,;!?]?$| please)",
        _clocked(_at),
    ),
    (rf"(?:the )?{_FIRST_THING}(?: in the morning)?", _part(0, 120, "early in the day", "opening")),
    (r"(?:in the )?late (?:in the )?mornings?", _part(600, 720, "late in the morning")),
    (r"(?:in the )?(?:mid ?-? ?(?:in the )?|middle of the )mornings?", _part(540, 660, "in the middle of the morning")),
    (r"(?:in the )?early (?:in the )?afternoons?", _part(720, 900, "early in the afternoon")),
    (r"(?:in the )?(?:mid ?-? ?(?:in the )?|middle of the )afternoons?", _part(810, 960, "in the middle of the afternoon")),
    (r"(?:in the )?late (?:in the )?afternoons?", _part(900, 1080, "late in the afternoon")),
    (r"(?:in the )?early (?:in the )?evenings?", _part(1020, 1140, "early in the evening")),
    (rf"(?:at )?(?:the )?{_LAST_THING}(?: in the day)?", _part(120, 0, "late in the day", "closing")),
    (_EARLY, _part(0, 120, "early in the day", "opening")),
    (r"(?:right|just|straight) after lunch(?: ?time)?", _part(780, 840, "right after lunch")),
    (r"(?:in |at |around )?(?:the )?middle of the day", _part(660, 840, "in the middle of the day")),
    (r"before (?:lunch(?: ?time)?)", _part(0, 720)),
    (r"(?:after|past) (?:lunch(?: ?time)?)", _part(780, DAY)),
    (r"(?:at |over |around |during )?(?:my |the )?lunch(?: ?(?:time|break|hours?))?s?", _part(690, 810, "at lunch time")),
    (r"before (?:work|school)", _part(0, 540)),
    (r"after (?:supper|dinner|tea)", _part(1080, DAY)),
    (r"after (?:work|office hours)", _part(990, DAY)),
    (r"after school", _part(930, DAY)),
    (rf"(?:in )?(?:the )?(?:mornings?\b|{_BARE_HALF}ams?\b)", _part(0, 720, "in the morning")),
    (rf"(?:in )?(?:the )?(?:afternoons?\b|{_BARE_HALF}pms?\b)", _part(720, 1080, "in the afternoon")),
    (rf"(?:in )?(?:the )?{_EVENING}", _part(1020, DAY, "in the evening")),
)  # fmt: skip
