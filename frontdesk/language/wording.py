"""Says in another language what the rest of Frontdesk says in English of dates, times, phones and buttons (`wording.yml`).

1. A date ("Tuesday 1 December 2026") and a time of day ("2:30 p.m.") are put together anew by the forms of the language.
2. Then its phrases are put in place of the English ones, the longest first. What it has no phrase for stays.
3. What a patient wrote (name, reason, message) is never touched; only what stands for "nothing given" is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from frontdesk.language.packs import Pack
from frontdesk.language.when.words import MONTHS, WEEKDAYS

_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?(a\.m\.|p\.m\.)(?: noon)?")
_DAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b", re.IGNORECASE)
_PHONE = re.compile(r"\(?\b(\d{3})\)?[ .-](\d{3})[ .-](\d{4})\b")
# Values of messages that are a patient's or the clinic's own words.
OWN_WORDS = frozenset(
    "name reason note message contact email link policy services reference candidates topic related "
    "privacy_authority privacy_contact".split()
)
_EMPTY = frozenset({"not given"})


class Wording:
    """The words of one language."""

    def __init__(self, pack: Pack) -> None:
        words = pack.wording
        self._clock: Mapping[str, str] = words.get("clock") or {}
        self._day: Mapping[str, str] = words.get("day") or {}
        self._phone: str = words.get("phone") or ""
        self._names: Mapping[str, str] = words.get("names") or {}
        self._titles: Mapping[str, str] = words.get("titles") or {}
        self._prefixes: Mapping[str, str] = words.get("prefixes") or {}
        self._short: Mapping[str, str] = words.get("short_titles") or {}
        self._source: Mapping[str, str] = words.get("sources") or {}
        phrases: Mapping[str, str] = words.get("phrases") or {}
        ordered = sorted(phrases, key=len, reverse=True)
        self._phrases = phrases
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)") if ordered else None
        self.joint: str = words.get("or") or "or"
        self.quotes: Sequence[str] = words.get("quotes") or ('"', '"')

    def phone(self, text: str) -> str:
        """The text with North American phone numbers as they are written in the language."""
        return _PHONE.sub(lambda found: self._phone.format(*found.groups()), text) if self._phone else text

    def words(self, text: str) -> str:
        """A text of dates, times and known phrases in the language."""
        dated = _DAY.sub(self._of_day, text) if self._day else text
        timed = _CLOCK.sub(self._of_clock, dated) if self._clock else dated
        phrased = self._pattern.sub(lambda found: self._phrases[found.group()], timed) if self._pattern else timed
        return self.phone(phrased)

    def value(self, key: str, text: str) -> str:
        """What fills a placeholder of a message."""
        if key in OWN_WORDS and text not in _EMPTY:
            return self.phone(text) if key == "contact" else self._after_prefix(text)
        return self.words(text)

    def _after_prefix(self, text: str) -> str:
        prefix = next((prefix for prefix in self._prefixes if text.startswith(prefix)), "")
        return f"{self._prefixes[prefix]}{text.removeprefix(prefix)}" if prefix else text

    def title(self, title: str) -> str:
        """What a button says."""
        return self._titles.get(title) or self.words(title)

    def short_title(self, choice: str, shown: str) -> str:
        """What a button says in a text message, by what it shows or else by its id; empty where there is no shorter title."""
        return self._short.get(shown) or self._short.get(choice) or ""

    def source(self, title: str) -> str:
        """What a text message says of a source, or at its end."""
        return self._source.get(title, title)

    def term(self, term: str, terms: Mapping[str, Mapping[str, object]]) -> str:
        """What a clinical term is called."""
        return str((terms.get(term) or {}).get("name") or term)

    def _of_day(self, found: re.Match[str]) -> str:
        weekday, number, month, year = found.groups()
        first = self._day.get("first") if number == "1" else None
        said = self._day["form"].format(
            weekday=self._names.get(weekday.lower(), weekday),
            day=first or number,
            month=self._names.get(month.lower(), month),
        )
        return f"{said} {year}" if year else said

    def _of_clock(self, found: re.Match[str]) -> str:
        hour = int(found.group(1)) % 12 + (12 if found.group(3) == "p.m." else 0)
        minutes = found.group(2)
        form = self._clock["minutes" if minutes and minutes != "00" else "hour"]
        return form.format(hour=hour, minutes=minutes)


@lru_cache(maxsize=8)
def wording_of(pack: Pack) -> Wording:
    """The words of a language, read once."""
    return Wording(pack)
