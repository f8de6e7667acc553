"""Writes numbers and clock times that are told in words, or run together, in digits: "the twenty-fourth", "two thirty"."""

import re
from collections.abc import Callable

from frontdesk.language.calendar_names import ANY_MONTH, ANY_WEEKDAY
from frontdesk.language.when.pieces import NO_BOUND, NO_MONTH

_TENS = {"twenty": 20, "thirty": 30}
_PAST_TEN = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NOT_A_DATE = (
    "week|weeks|day|days|time|one|1|half|two|2|few|full|available|appointment|visit|session|slot|spot|opening|thing|grade|"
    "floor"
)
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
NUMBERS_IN_WORDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        rf"\b(twenty|thirty)(?: -)? ({'|'.join(ORDINALS[:9])})\b",
        lambda m: f"{_TENS[m[1]] + ORDINALS.index(m[2]) + 1}th",
    ),
    (r"\b(twenty|thirty)(?: -)? ([1-9])\b(?! ?[:/])", lambda m: str(_TENS[m[1]] + int(m[2]))),
    (r"\b(twent|thirt)ieth\b", lambda m: f"{_TENS[m[1] + 'y']}th"),
    (rf"\b({'|'.join(_TEENS)})(th)?\b", lambda m: f"{_TEENS.index(m[1]) + 13}{m[2] or ''}"),
    (r"\b(1[3-9]|2[0-3]) (?:hundred|00)\b", r"\1:00"),
    (
        r"\b(\d{1,2}) (?:- )?(twenty|thirty|forty|fifty)(?: (?:- )?5)?\b",
        lambda m: f"{m[1]}:{_PAST_TEN[m[2]] + 5 * m[0].endswith('5')}",
    ),
    (
        rf"{NO_MONTH}(?<!the )\b(0?[1-9]|1\d|2[0-3]) (10|15|20|30|40|45|50)\b"
        r"(?=$| [,.;]| (?:on|in the|and|or|to|until|but|please|works)\b)",
        r"\1:\2",
    ),
    (r"\b([01]?\d|2[0-3])([0-5][05]) (?:hrs?|hours)\b", r"\1:\2"),
    (
        r"\b(at|before|after|until|from|by|about|around) ([6-9]|1\d|2[0-3]) (?:hours|hrs)\b(?! (?:of|ago|or|later|notice))",
        r"\1 \2:00",
    ),
    (r"(?<=\bat )(1[0-2]|[1-9])(15|30|45)(?= or \d)", r"\1:\2"),
    (rf"(?<=(?:of|in) )({ANY_MONTH}) (0?[1-9]|1[0-2])(00|15|30|45)(?=$| [,.;!?])", r"\1 at \2:\3"),
    (r"(?<=, )(0?[1-9]|1\d|2[0-3])(00|15|30|45)(?=$| [.,;!?])", r"\1:\2"),
    (rf"{NO_BOUND}\b(\d{{1,2}}(?::\d\d)?) or (0?[1-9]|1[0-2])(00|15|30|45)\b", r"at \1 or \2:\3"),
    (rf"\bthe ({'|'.join(ORDINALS[4:])})\b(?! (?:{_NOT_A_DATE})\b)", lambda m: f"the {ORDINALS.index(m[1]) + 1}th"),
    (
        rf"(?<=\dth )(or|and|to|,) ({'|'.join(ORDINALS[4:])})\b(?! (?:{_NOT_A_DATE})\b)",
        lambda m: f"{m[1]} the {ORDINALS.index(m[2]) + 1}th",
    ),
    (
        rf"(?<=\bof )({ANY_MONTH})\b(.*)\b(the|,|or|and) ({'|'.join(ORDINALS)})\b(?! (?:{_NOT_A_DATE}|{ANY_WEEKDAY})\b)",
        lambda m: f"{m[1]}{m[2]}{m[3]} {m[1]} {ORDINALS.index(m[4]) + 1}",
    ),
)
