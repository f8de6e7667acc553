"""A message of another language in the English words that the booking reads (`reading.yml`, `terms.yml`).

1. A message that is nothing but a plain answer ("oui", "passez") becomes the English one.
2. Phrases of time, names, relations and wishes are put into English, in the order of the file; `{clock}` is a time of day as
   the language's own `clock` has it.
3. Digits in words become digits: "sept huit zéro ..." is a telephone number.
4. A complaint becomes one in English, "my knee pain". `own_words` keeps what was written, so that the patient and the front
   desk read it in the patient's words. What has no phrase (a name, a number) stays as it is.
5. What answers a question only where it is open ("malheureusement oui") is in `at`, by the question; each clause is read apart.
6. A clause of `remarks` is for the front desk alone ("appelez pas avant midi"): only numbers and addresses are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from frontdesk.language.accents import without_accents
from frontdesk.language.folding import fold
from frontdesk.language.packs import Pack

_NOTHING = r"(?!)"
_FIRST_HOUR = 7  # earlier hours without a half of the day stay open: "at 3"
_LONGEST_NAME = 5  # words
_FEWEST_DIGITS = 7  # of a telephone number in words
_ON_FORM = re.compile(r"\s+[/|]\s+")
_CONTACT = re.compile(r"\S+@\S+|\+?\(?\d[\d ().-]{5,}\d")
_MARKS = r"[.;!?\n]+(?=\s|$)\s*|,\s+|\s+[/|]\s+"


@dataclass(frozen=True)
class Clause:
    """A clause as it was written and in English. `for_the_desk`: it says how to reach somebody, or what they wish."""

    written: str
    english: str
    for_the_desk: bool = False


@dataclass(frozen=True)
class Gloss:
    """A message in English words, and the complaints in it in the patient's own: English -> as written.

    `plain`: the message is nothing but a plain answer.
    """

    text: str
    own_words: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    plain: bool = False

    def restored(self, text: str) -> str:
        """A text with the complaints as the patient wrote them."""
        for english, written in self.own_words.items():
            if english in text:
                return text.replace(english, written)
        return text


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


class Reading:
    """The tables of one language."""

    def __init__(self, pack: Pack) -> None:
        table = pack.reading
        fitting = partial(tolerant, clock=table.get("clock") or _NOTHING)
        self._answers = [(fitting(rf"\W*(?:{words})\W*"), english) for english, words in _rows(table, "answers")]
        self._phrases = [(fitting(words), english) for words, english in table.get("phrases") or ()]
        self._asks = pack.pattern("asks")
        self._digits = [(re.compile(word, re.I), str(digit)) for word, digit in (table.get("digits") or {}).items()]
        digit = "|".join(word.pattern for word, _ in self._digits) or _NOTHING
        self._number = re.compile(rf"\b(?:(?:{digit})[\s,.-]+){{{_FEWEST_DIGITS - 1},}}(?:{digit})\b", re.I)
        words = {str(word): term for term, entry in pack.terms.items() for word in entry.get("words") or ()}
        ordered = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._term_of = words
        self._term = re.compile(rf"(?<![^\W_])(?:{ordered})(?![^\W_])", re.I) if words else re.compile(_NOTHING)
        self._complaint = fitting(table.get("complaint") or _NOTHING)
        self._whole = [(fitting(words), whole) for words, whole in table.get("whole") or ()]
        self._at = {
            step: [(fitting(words), english) for words, english in rows]
            for step, rows in (table.get("at") or {}).items()
        }
        joints = table.get("joints") or _NOTHING
        self._clause = re.compile(rf"({_MARKS}|\s+(?=(?:{joints})\b))", re.I)
        self._other_visit = fitting(table.get("other_visit") or _NOTHING)
        self._beside_reason = fitting(table.get("beside_reason") or _NOTHING)
        self._remarks = fitting(table.get("remarks") or _NOTHING)
        self._wishes = fitting(table.get("wishes") or _NOTHING)
        self.no_name = frozenset(map(str, table.get("no_name") or ()))
        self.for_form = frozenset(map(str, table.get("for_form") or ()))
        self._name_forms = [(re.compile(words, re.I), whole) for words, whole in table.get("name_forms") or ()]
        self._name_intro = fitting(table.get("name_intro") or _NOTHING)
        self._lead = fitting(table.get("reason_lead") or _NOTHING)
        self._intro = fitting(table.get("reason_intro") or _NOTHING)

    def of(self, text: str, step: str = "") -> Gloss:
        """A message in English words; `step` is the open question of a booking."""
        folded = self._number.sub(self._in_digits, fold(text))
        for pattern, whole in self._whole:
            folded = pattern.sub(whole, folded)
        plain = next((english for pattern, english in self._answers if pattern.fullmatch(folded)), "")
        alone = self._at_question(folded, step) if len(self._clause.split(folded)) == 1 else ""
        if alone and plain not in ("yes", "no"):
            return Gloss(alone)
        if plain:
            return Gloss(plain, plain=True)
        if step == "reason" and not (self._asks.search(folded) or self._beside_reason.search(folded)):
            return self._whole_reason(folded)
        if step == "name" and not self._asks.search(folded) and self._may_be_name(folded):
            parts = self._clause.split(folded)
            return Gloss(self._named(folded), clauses=self._clauses(parts, parts))
        own: dict[str, str] = {}
        parts = self._clause.split(folded)
        glossed = [self._of_clause(part, own, step) for part in parts]
        english = _ON_FORM.sub(", ", "".join(glossed))
        asked = self._asks.search(folded) and not english.rstrip().endswith("?")
        return Gloss(f"{english.rstrip()}?" if asked else english, own, self._clauses(parts, glossed))

    def _named(self, text: str) -> str:
        """A name without what introduces it, the first name first."""
        name = self._name_intro.sub("", text).strip()
        for pattern, whole in self._name_forms:
            name = pattern.sub(whole, name)
        return name

    def _in_digits(self, number: re.Match[str]) -> str:
        words = re.findall(r"\w+", number.group())
        return "".join(next(digit for word, digit in self._digits if word.fullmatch(said)) for said in words)

    def terms_in(self, text: str) -> Iterator[tuple[str, str]]:
        """The clinical terms that a text names, as (term, word)."""
        for found in self._term.finditer(fold(text)):
            yield self._term_of[found.group().lower()], found.group()

    def _may_be_name(self, text: str) -> bool:
        """Whether a text is short, and nothing in it is said of anything else."""
        name = self._name_intro.sub("", text)
        turned = self._named(text)
        tells = self._put(turned) != turned or bool(self._term.search(name)) or any(map(str.isdigit, name))
        return len(name.split()) <= _LONGEST_NAME and not tells

    def _whole_reason(self, text: str) -> Gloss:
        term = next((term for term, _ in self.terms_in(text)), None)
        written = self._lead.sub("", text).strip()
        english = _pain(term) if term else written
        return Gloss(english, {english: written} if term else {})

    def _of_clause(self, clause: str, own: dict[str, str], step: str = "") -> str:
        if self._remarks.search(clause):
            return _contact_in(clause)
        if answer := self._at_question(clause, step):
            return answer
        found = None if self._other_visit.search(clause) else self._complaint.search(clause)
        term = next((term for term, _ in self.terms_in(found.group())), None) if found else None
        if found is None or term is None:
            return self._put(clause)
        before, after = clause[: found.start()], clause[found.end() :]
        english = _pain(term)
        own[english] = self._intro.sub("", found.group()).strip()
        return f"{self._put(before)}for {english}{self._put(after)}"

    def _clauses(self, parts: Sequence[str], glossed: Sequence[str]) -> tuple[Clause, ...]:
        """The clauses among the parts of a text, each with the mark behind it."""
        marks = [*(mark.strip() for mark in parts[1::2]), ""]
        return tuple(
            Clause(f"{written}{mark}", english, bool(self._remarks.search(written) or self._wishes.search(written)))
            for written, english, mark in zip(parts[::2], glossed[::2], marks)
        )

    def _at_question(self, clause: str, step: str) -> str:
        """What a clause answers where a question is open, in English; empty if it does not."""
        rows = self._at.get(step) or () if clause.strip() else ()
        return next((english for pattern, english in rows if pattern.search(clause)), "")

    def _put(self, text: str) -> str:
        for pattern, english in self._phrases:
            text = pattern.sub(lambda match, english=english: _filled(english, match), text)  # type: ignore[misc]
        return text


def _contact_in(clause: str) -> str:
    """The numbers and addresses of a clause, in its spaces."""
    return f" {' '.join(_CONTACT.findall(clause))} " if clause.strip() else clause


def _pain(term: str) -> str:
    return f"my {term} pain" if "pain" not in term else f"my {term}"


def _rows(table: Mapping[str, object], key: str) -> Sequence[tuple[str, str]]:
    rows = table.get(key) or {}
    return list(rows.items()) if isinstance(rows, Mapping) else []


def _filled(english: str, match: re.Match[str]) -> str:
    groups = match.groupdict()
    said = english
    if groups.get("hour"):
        half = re.search(r"\{clock( am| pm)?\}", said)
        of_day = (half.group(1) or "").strip() if half else ""
        said = re.sub(
            r"\{clock(?: am| pm)?\}", clock_in_english(int(groups["hour"]), groups.get("minutes"), of_day), said
        )
    return match.expand(said)


@lru_cache(maxsize=8)
def reading_of(pack: Pack) -> Reading:
    """The tables of a language, read once."""
    return Reading(pack)
