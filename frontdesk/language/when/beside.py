"""Patterns of what is told by something said before: "the week after", "the monday following", "after that", "the same time".

What they stand beside is found afterwards (references.py): a clause alone does not say it.
"""

import re
from datetime import timedelta

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.busy import how_busy
from frontdesk.language.when.dates import amount, monday_of, month_of, period
from frontdesk.language.when.parts import Beside, Days, Frame, Handler, Token, any_of
from frontdesk.language.when.periods import WD, part_of

_IT = r"(?: (?:that|it|those|then|this|these))"
_SIDE = r"(?P<side>after|before|following)"
# What may follow: nothing that "after" or "that" could belong to.
_ENDS = r"(?=$| [-,.;:!?)(]| (?:{})\b)".format(
    r"or|and|but|please|if|is|are|was|works|would|will|at|in the|around(?! \d)|any|anytime|anything|instead|for|ok|okay|fine|"
    "good(?! friday)|great|best|better|as|too|only|so|not|between|"
    "mornings?|afternoons?|evenings?|early|late|first thing|when|because|on"
)
_GOES_ON = r"(?= (?:i|im|id|ill|ive|we|were|its|whenever|whatever)\b)"
_NEAR = r"(?= (?:today|tomorrow)\b)"
_THERE = re.compile(r"\b(?:free|available|open|off|any\w*|good|works?)\b")
_THEN_THERE = re.compile(
    r" (?:im|i am|were|we are|its|i could be) (?:free|available|open|off|good|easy|flexible|around)\b"
)
_WHOLE = r"(?:(?:any ?day|anytime|anything|sometime|some ?time|right|just|any|straight|the day|1) )?"


def _step(side: str | None) -> int:
    return -1 if side == "before" else 1


def _unit(m: re.Match[str], _: Frame) -> Token:
    return Beside(m["unit"], _step(m["side"]))


def _following_week(_: re.Match[str], frame: Frame) -> Token:
    monday = monday_of(frame.today) + timedelta(days=7)
    return Beside("week", 1, alone=period(monday, monday + timedelta(days=6)))


def _weekday(m: re.Match[str], _: Frame) -> Token:
    return Beside("weekday", _step(m["side"]), frozenset([WEEKDAYS.index(m["wd"])]))


def _following_weekday(m: re.Match[str], frame: Frame) -> Token:
    weekday = WEEKDAYS.index(m["wd"])
    day = monday_of(frame.today) + timedelta(days=7 + weekday)
    return Beside("weekday", 1, frozenset([weekday]), Days("date", frozenset([day])))


def _weekday_then(m: re.Match[str], _: Frame) -> Token:
    """ "boxing day is a saturday, so the monday": the one after it."""
    weekdays = frozenset([WEEKDAYS.index(m["wd"])])
    return Beside("weekday", 1, weekdays, Days("weekday", weekdays=weekdays))


def _that_weekday(m: re.Match[str], _: Frame) -> Token:
    weekdays = frozenset([WEEKDAYS.index(m["wd"])])
    return Beside("weekday", 0, weekdays, Days("weekday", weekdays=weekdays))


def _until(m: re.Match[str], _: Frame) -> Token:
    """ "i'm free until then" is before it; who is elsewhere "until then" comes after it."""
    there = _THERE.search(m.string[: m.start()]) or _THEN_THERE.match(m.string, m.end())
    return Beside("before" if there or how_busy(m.string) else "from")


def _bound(m: re.Match[str], _: Frame) -> Token:
    return Beside("before" if m["side"] == "before" else "from" if m["side"] == "from" else "after")


def _kind(kind: str, step: int = 0) -> Handler:
    return lambda _, __: Beside(kind, step)


def _today_again(_: re.Match[str], frame: Frame) -> Token:
    return Days("weekday", weekdays=frozenset([frame.today.weekday()]))


def _part(m: re.Match[str], _: Frame) -> Token:
    return Beside("part", word=m["part"])


def _few_days(m: re.Match[str], _: Frame) -> Token:
    return Beside("few days", (1 if m["edge"] == "last" else -1) * amount(m["n"]))


def _of_the_month(m: re.Match[str], frame: Frame) -> Token:
    return Beside("part of month", word=m["part"], alone=part_of(m["part"], *month_of(frame.today)))


def _days_away(m: re.Match[str], _: Frame) -> Token:
    away = amount(m["n"]) * (7 if m["unit"] == "week" else 1)
    return Beside("day", -away if m["side"] in ("before", "earlier") else away)


def _nth_week(m: re.Match[str], _: Frame) -> Token:
    return Beside("nth week", "first second third fourth last".split().index(m["nth"]))


_EDGE = r"(?P<part>early|late|later|middle|beginning|start|end|first half|second half)(?: part)?"
_THOSE = any_of(
    r"""
    (?:any |either |1 |some |all |both )of (?:those|them|these)(?: days| times)?
    (?:(?<=not )|(?<=skip )|(?<=avoid )|(?<=except )|(?<=no )|(?<=excluding ))(?:those|them|these|then)(?: days| times)?
    (?<=not )that(?: day| 1)?
    """
)
_AFTER_COMING = any_of(
    r"""
    (?<=come )
    (?<=come in )
    (?<=anytime )
    (?<=free )
    (?<=available )
    (?<=see me )
    (?<=do it )
    (?<=make it )
    """
)
_THOSE_DAYS = "(?:(?<=so )|(?<=on )|(?<=just ))those (?:2 )?(?:days|dates|2)"
_NTH_WEEK = "(?:the (?=last)|(?:the )?(?!last))(?P<nth>first|second|third|fourth|last) week"
_WITHIN = "(?:(?:somewhere|sometime|anytime|any ?time) )?(?:in|during|within|between)"
_THE_NEXT = any_of(
    r"""
    (?:the )?(?:next|following) 1
    (?:the )?1 (?:after|following)
    the next(?=$| [,.;!?])
    """
)

BESIDE_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (rf"(?<!\d )(?<!few )(?<!couple )(?:the )?(?P<unit>day|week|month) {_SIDE}{_IT}?{_ENDS}", _unit),
    (rf"(?:the )?(?:following|next) (?P<unit>day)(?P<side>(?!))?{_ENDS}", _unit),
    (rf"(?:the )?following (?P<unit>month)(?P<side>(?!))?{_ENDS}", _unit),
    (r"(?:the )?(?:following week|week following)\b", _following_week),
    (rf"(?:the )?{WD} {_SIDE}{_IT}?{_ENDS}", _weekday),
    (rf"(?:the )?following {WD}\b", _following_weekday),
    (rf"that (?:same )?{WD}\b", _that_weekday),
    (rf"(?:(?:either|any ?time|any ?day|anything) )?before or after{_IT}?{_ENDS}", _kind("outside")),
    (rf"(?:up )?until{_IT}(?:{_ENDS}|{_GOES_ON})", _until),
    (rf"{_WHOLE}(?P<side>after|before|past|from){_IT}(?: on| onwards?)?(?:{_ENDS}|{_GOES_ON}|{_NEAR})", _bound),
    (rf"{_THE_NEXT}{_IT}?{_ENDS}", _kind("one", 1)),
    (rf"(?:the )?1 before{_IT}?{_ENDS}", _kind("one", -1)),
    (r"(?:the |on the )?same (?:week ?)?day(?: of the week)? as (?:today|now)\b", _today_again),
    (r"(?:at |around )?(?:the )?same (?:sort of |kind of )?times?(?: of (?:the )?day)?\b(?: as\b)?", _kind("same time")),
    (rf"(?:the )?(?:same|ditto)(?: (?:again|deal|thing|there|then))?(?! as\b){_ENDS}", _kind("same time")),
    (r"(?:that|that same|the same) week\b", _kind("week")),
    (r"(?:on )?(?:that (?:very |same )?day|the (?:very |same )day|the day itself)\b(?! (?:as|before|after)\b)", _kind("day")),
    (r"(?:both|all) (?:of )?(?:those|these)(?: 2)? days\b", _kind("those days")),
    (rf"(?<=so )the {WD}(?= (?:then|after)|$| [,.;])(?: then)?", _weekday_then),
    (rf"{_THOSE}{_ENDS}", _kind("those")),
    (rf"{_THOSE_DAYS}(?= (?:at|from|after|before)\b)", _kind("those days")),
    (rf"{_THOSE_DAYS}(?=$| [,.;!?]| (?:i|im|we)\b)", _kind("then")),
    (rf"{_AFTER_COMING}then(?=$| [,.;!?])", _kind("then")),
    (r"(?:the |this )?(?:coming|upcoming) 1\b", _kind("coming")),
    (rf"{_WITHIN} (?:there|that(?: time)?|those (?:times|hours))(?=$| [,.;!?])", _kind("inside")),
    (rf"{_NTH_WEEK}(?! (?:of|in|i|we|my|after|before)\b)", _nth_week),
    (r"early on(?=$| [,.;!?])", lambda _, __: Beside("part", word="early")),
    (r"(?:any ?time|any ?day|anything|sometime) (?P<side>after|before)(?=$| [,.;!?]| (?:is|works|would)\b)", _bound),
    (r"(?<!been )(?<!here )(?<!there )(?<!as )(?<!like )(?<!ever )(?<!day )(?<!week )(?<!you )(?P<side>after|before)(?=$| [.;!?])", _bound),
    (rf"(?:the )?{_EDGE} (?:of|in) the month(?=$| [,.;!?]| (?:is|would|works)\b)", _of_the_month),
    (rf"(?P<n>\d|couple(?: of)?) (?P<unit>day|week)s? (?P<side>after|before|later|earlier){_IT}?(?=$| [,.;!?])", _days_away),
    (rf"(?<!either )(?:like )?(?:the )?{_EDGE} (?:of|in) (?:it|that)(?=$| [,.;!?])", _part),
    (r"(?:like |say )?(?:the )?(?P<edge>first|last) (?P<n>couple(?: of)?|few|[2-5]) (?:week)?days(?=$| [,.;!?])", _few_days),
)  # fmt: skip
