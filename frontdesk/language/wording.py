"""Says in another language what the rest of Frontdesk says in English of dates, times, phones and buttons (`wording.yml`).

1. A date ("Tuesday 1 December 2026") and a time of day ("2:30 p.m.") are put together anew by the forms of the language.
2. Then its phrases are put in place of the English ones, the longest first. What it has no phrase for stays.
3. What a patient wrote (name, reason, message) is never touched; only what stands for "nothing given" is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.packs import Pack, pack_of

_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?(a\.m\.|p\.m\.|noon)")
_NAMES_OF_DAYS = "|".join([*WEEKDAYS, *(day[:3] for day in WEEKDAYS)])
_NAMES_OF_MONTHS = "|".join([*MONTHS, *(month[:3] for month in MONTHS)])
_DAY = re.compile(
    rf"\b({_NAMES_OF_DAYS}) (\d{{1,2}}) ({_NAMES_OF_MONTHS})(?: (\d{{4}}))?\b( (?=\d+(?::\d\d)? (?:[ap]\.m\.|noon)))?",
    re.I,
)
_MONEY = re.compile(r"\$ ?(\d[\d,]*)(?:\.(\d\d))?(?!\w)")
_PHONE = re.compile(r"\(?\b(\d{3})\)?[ .-](\d{3})[ .-](\d{4})\b")
# Values of messages that are a patient's or the clinic's own words.
OWN_WORDS = frozenset(
    "name reason note message contact email link policy services reference candidates topic related "
    "privacy_authority privacy_contact".split()
)
_COLON = re.compile(r"(?<=\w): ")
_SENTENCE = 3  # words; shorter phrases may be part of any other sentence
_EMPTY = frozenset({"not given"})


class Wording:
    """The words of one language."""

    def __init__(self, pack: Pack) -> None:
        words = pack.wording
        self._clock: Mapping[str, str] = words.get("clock") or {}
        self._day: Mapping[str, str] = words.get("day") or {}
        self._phone: str = words.get("phone") or ""
        self._money: Mapping[str, str] = words.get("money") or {}
        self._names: Mapping[str, str] = words.get("names") or {}
        self._titles: Mapping[str, str] = words.get("titles") or {}
        self._prefixes: Mapping[str, str] = words.get("prefixes") or {}
        self._short: Mapping[str, str] = words.get("short_titles") or {}
        self._source: Mapping[str, str] = words.get("sources") or {}
        phrases: Mapping[str, str] = words.get("phrases") or {}
        ordered = sorted(phrases, key=len, reverse=True)
        self._phrases = phrases
        self._colon: str = words.get("colon") or ": "
        sentences = [re.escape(phrase) for phrase in ordered if len(phrase.split()) >= _SENTENCE]
        self._sentences = re.compile("|".join(sentences)) if sentences else None
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
        return self.money(self.phone(phrased))

    def money(self, text: str) -> str:
        """The text with amounts in dollars as they are written in the language."""
        return _MONEY.sub(self._of_money, text) if self._money else text

    def own(self, text: str) -> str:
        """What a clinic writes itself: only amounts, phones and whole sentences that are added to it are put otherwise."""
        said = self._sentences.sub(lambda found: self._phrases[found.group()], text) if self._sentences else text
        return _COLON.sub(self._colon, self.money(self.phone(said)))

    def value(self, key: str, text: str) -> str:
        """What fills a placeholder of a message."""
        if key in OWN_WORDS and text not in _EMPTY:
            own = "".join(map(self._after_prefix, text.splitlines(keepends=True)))
            return self.phone(text) if key == "contact" else own
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
        weekday, number, month, year, timed = found.groups()
        first = self._day.get("first") if number == "1" else None
        said = self._day["form"].format(
            weekday=self._names.get(weekday.lower(), weekday),
            day=first or number,
            month=self._names.get(month.lower(), month),
        )
        dated = f"{said} {year}" if year else said
        return f"{dated}{self._day.get('at') or timed}" if timed else dated

    def _of_clock(self, found: re.Match[str]) -> str:
        hour = int(found.group(1)) % 12 + (0 if found.group(3) == "a.m." else 12)
        minutes = found.group(2)
        form = self._clock["minutes" if minutes and minutes != "00" else "hour"]
        return form.format(hour=hour, minutes=minutes)

    def _of_money(self, found: re.Match[str]) -> str:
        dollars, cents = found.group(1).replace(",", self._money["thousands"]), found.group(2)
        return self._money["cents" if cents and cents != "00" else "dollars"].format(dollars=dollars, cents=cents)


@lru_cache(maxsize=8)
def wording_of(pack: Pack) -> Wording:
    """The words of a language, read once."""
    return Wording(pack)


def in_words(language: str, text: str) -> str:
    """A text of dates, times and known phrases in a language; as it is in English."""
    pack = pack_of(language)
    return wording_of(pack).words(text) if pack else text


def phone_in(language: str, phone: str) -> str:
    """A phone number as it is written in a language."""
    pack = pack_of(language)
    return wording_of(pack).phone(phone) if pack else phone
