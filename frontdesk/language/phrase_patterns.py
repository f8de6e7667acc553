"""Patterns of the tables of a language, which know how words are typed and how times of day are said."""

import re

from frontdesk.language.accents import without_accents

_NOTHING = r"(?!)"
_FIRST_HOUR = 7  # earlier hours without a half of the day stay open: "at 3"


def tolerant(words: str, clock: str = _NOTHING) -> re.Pattern[str]:
    """A pattern that also takes its words without accents and apostrophes, as they are typed on a phone: "cest", "d accord".

    `{clock}` in it stands for the pattern `clock`.
    """
    found, in_class = [], False
    pattern = words.replace("{clock}", clock)
    for at, letter in enumerate(pattern):
        escaped = pattern[at - 1 : at] == "\\"
        in_class = in_class if escaped or letter not in "[]" else letter == "["
        bare = without_accents(letter)
        loose = "[' ]?" if letter == "'" else f"[{letter}{bare}]" if bare != letter else letter
        found.append(letter if in_class else loose)
    return re.compile("".join(found), re.I)


def clock_in_english(hour: int, minutes: str | None, half: str = "") -> str:
    """A time of day as English has it: "2:30 pm"; without a half of the day, the hours before seven stay as they are."""
    of_hour = hour % 12 or 12
    said = f"{of_hour}:{minutes}" if minutes and minutes != "00" else str(of_hour)
    if half or hour >= _FIRST_HOUR:
        return f"{said} {half or ('pm' if hour >= 12 else 'am')}"
    return said if ":" in said else f"at {said}"


def expanded(words: str, match: re.Match[str]) -> str:
    """Words with the groups of what was matched."""
    return match.expand(words)


def filled(english: str, match: re.Match[str]) -> str:
    """English words with the groups of what was matched, and the time of day in it for `{clock}`."""
    groups = match.groupdict()
    said = english
    if groups.get("hour"):
        half = re.search(r"\{clock( am| pm)?\}", said)
        of_day = (half.group(1) or "").strip() if half else ""
        said = re.sub(
            r"\{clock(?: am| pm)?\}", clock_in_english(int(groups["hour"]), groups.get("minutes"), of_day), said
        )
    return match.expand(said)
