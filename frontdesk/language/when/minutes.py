"""Clock times that are told by their minutes: "quarter past 4", "twenty to 10", "5 minutes after 3"."""

import re

_MINUTES = {"quarter": 15, "5": 5, "10": 10, "20": 20, "25": 25, "twenty": 20, "twenty 5": 25, "twenty - 5": 25}
_SOME = r"(?:twenty(?: (?:- )?5)?|(?:5|10|20|25) (?:minutes|min|mins))"
_MINUTES_TO = re.compile(
    rf"\b(quarter (?:to|of|before|until)|{_SOME} (?:to|before)|(?<=at )(?:5|10|20|25) to) (\d{{1,2}})\b(?!:)"
)
_MINUTES_PAST = re.compile(
    r"\b(?:a )?(quarter|twenty(?: (?:- )?5)?|5|10|20|25) (?:(?:minutes|min|mins) )?(?:past|after) (\d{1,2})\b(?! ?[:/])"
)


def _minutes_to(m: re.Match[str]) -> str:
    amount = _MINUTES[re.sub(r" (?:(?:minutes|min|mins) )?\w+$", "", m[1])]
    return f"{(int(m[2]) - 2) % 12 + 1}:{60 - amount}"


def _minutes_past(m: re.Match[str]) -> str:
    return f"{m[2]}:{_MINUTES[m[1]]:02}" if 1 <= int(m[2]) <= 23 else m[0]


def with_minutes(line: str) -> str:
    """The line with such times as hours and minutes."""
    return _MINUTES_PAST.sub(_minutes_past, _MINUTES_TO.sub(_minutes_to, line))
