"""A message of another language in the English words that the booking reads (`reading.yml`, `terms.yml`).

1. A message that is nothing but a plain answer ("oui", "passez") becomes the English one.
2. Phrases of time, names, relations and wishes are put into English, in the order of the file; `{clock}` is a time of day as
   the language's own `clock` has it.
3. Digits in words become digits: "sept huit zéro ..." is a telephone number.
4. A complaint becomes one in English, "my knee pain". `own_words` keeps what was written, so that the patient and the front
   desk read it in the patient's words. What has no phrase (a name, a number) stays as it is.
5. What answers a question only where it is open ("malheureusement oui") is in `at`, by the question; each clause is read apart.
6. A clause of `remarks` is for the front desk alone ("appelez pas avant midi"): only numbers and addresses are read.
7. Words that a reader has marked (glossed.py) win over 4 to 6 in the clauses that hold them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain

from frontdesk.language.aligned import Aligned, Place, folded, joined
from frontdesk.language.folding import fold
from frontdesk.language.glossed import (
    COMPLAINT,
    REMARK,
    WRITTEN,
    Clause,
    Gloss,
    Marks,
    as_put,
    blanked,
    only,
    overlap,
    placed,
)
from frontdesk.language.packs import Pack
from frontdesk.language.phrase_patterns import expanded, filled, tolerant
from frontdesk.language.slips import Slips
from frontdesk.language.spoken_numbers import SpokenNumbers

_NOTHING = r"(?!)"
_LONGEST_NAME = 5  # words
_FEWEST_DIGITS = 7  # of a telephone number in words
_ON_FORM = re.compile(r"\s+[/|]\s+")
_CONTACT = re.compile(r"\S+@\S+|\+?\(?\d[\d ().-]{5,}\d")
_MARKS = r"[.;!?\n]+(?=\s|$)\s*|,\s+|\s+[/|]\s+"


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
        in_words = rf"\b(?:(?:{digit})[\s,.-]+){{{_FEWEST_DIGITS - 1},}}(?:{digit})\b"
        before_digits = rf"\b(?:(?:{digit})[\s,.-]+){{3}}(?=\d{{3}}[ .-]?\d{{4}}\b)"
        self._number = re.compile(f"{in_words}|{before_digits}", re.I)
        self._slips = Slips(map(str, table.get("spelt") or ()))
        self._spoken = SpokenNumbers(table.get("numbers") or {})
        words = {str(word): term for term, entry in pack.terms.items() for word in entry.get("words") or ()}
        words |= {str(word): term for term, more in (table.get("reasons") or {}).items() for word in more}
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
        self.exclaims = frozenset(map(str, table.get("exclaims") or ()))
        self.for_form = frozenset(map(str, table.get("for_form") or ()))
        self._name_forms = [(re.compile(words, re.I), whole) for words, whole in table.get("name_forms") or ()]
        self._name_intro = fitting(table.get("name_intro") or _NOTHING)
        persons = table.get("persons") or {}
        self.speaker, self.other = (fitting(persons.get(who) or _NOTHING) for who in ("speaker", "other"))
        self._lead = fitting(table.get("reason_lead") or _NOTHING)
        self._intro = fitting(table.get("reason_intro") or _NOTHING)

    def of(self, text: str, step: str = "", marks: Marks | None = None) -> Gloss:
        """A message in English words; `step` is the open question of a booking, `marks` what a reader marked."""
        marks = marks or {}
        whole = self._prepared(text)
        plain = next((english for pattern, english in self._answers if pattern.fullmatch(whole.text)), "")
        alone = self._at_question(whole.text, step) if len(self._clause.split(whole.text)) == 1 else ""
        if alone and plain not in ("yes", "no"):
            return Gloss(alone)
        if plain:
            return as_put(Aligned.instead_of(plain, whole), marks, plain=True)
        asks = bool(self._asks.search(whole.text))
        if step == "reason" and not (asks or self._beside_reason.search(whole.text)) and only(marks, COMPLAINT):
            return self._whole_reason(whole, marks)
        if step == "name" and not asks and self._may_be_name(whole.text) and only(marks, WRITTEN):
            parts = [part for part, _ in self._parts(whole)]
            clauses = self._clauses(parts, parts, marks, [mark.text for _, mark in self._parts(whole)])
            return as_put(self._named(whole), marks, clauses=clauses)
        return self._in_clauses(whole, text, step, marks, asks)

    def _prepared(self, text: str) -> Aligned:
        whole = folded(text)
        for start, end, digits in reversed(self._spoken.places(whole.text)):
            whole = joined((whole[:start], Aligned.instead_of(digits, whole[start:end]), whole[end:]))
        whole = whole.sub(self._number, self._in_digits).sub(Slips.pattern, self._slips.put_right)
        for pattern, words in self._whole:
            whole = whole.sub(pattern, partial(expanded, words))
        return whole

    def in_place(self, text: str) -> Aligned:
        """A message in English words, phrase by phrase, that knows which words each was made of."""
        return self._put(self._prepared(text))

    def _in_clauses(self, whole: Aligned, written: str, step: str, marks: Marks, asks: bool) -> Gloss:
        own: dict[str, str] = {}
        parts = self._parts(whole)
        answers = [clause for clause, _ in parts if self._at_question(clause.text, step)]
        marks = {place: how for place, how in marks.items() if not any(overlap(one, {place: how}) for one in answers)}
        glossed = [self._of_clause(clause, own, step, marks) for clause, _ in parts]
        clauses = self._clauses([clause for clause, _ in parts], glossed, marks, [mark.text for _, mark in parts])
        english = joined(chain.from_iterable((said, mark) for said, (_, mark) in zip(glossed, parts)))
        english = english.sub(_ON_FORM, lambda _: ", ")
        text, places = placed(english, marks, written, partial(self._complaint_in_english, own))
        asked = asks and not text.rstrip().endswith("?")
        return Gloss(f"{text.rstrip()}?" if asked else text, own, clauses, places=places)

    def _parts(self, whole: Aligned) -> list[tuple[Aligned, Aligned]]:
        """The clauses of a text, each with the mark behind it."""
        ends = [(found.start(), found.end()) for found in self._clause.finditer(whole.text)]
        starts = [0, *(end for _, end in ends)]
        ends.append((len(whole.text), len(whole.text)))
        return [(whole[start:end], whole[end:past]) for start, (end, past) in zip(starts, ends)]

    def _named(self, text: Aligned) -> Aligned:
        """A name without what introduces it, the first name first."""
        name = text.sub(self._name_intro, lambda _: "").stripped()
        for pattern, whole in self._name_forms:
            name = name.sub(pattern, partial(expanded, whole))
        return name

    def _in_digits(self, number: re.Match[str]) -> str:
        words = re.findall(r"\w+", number.group())
        digits = "".join(next(digit for word, digit in self._digits if word.fullmatch(said)) for said in words)
        return digits if number.group()[-1].isalnum() else f"{digits} "

    def clauses_of(self, text: str) -> list[str]:
        """The clauses of a text as it was written."""
        return [clause.text for clause, _ in self._parts(self._prepared(text))]

    def without_persons(self, clause: str) -> str:
        """A clause without the pronouns that only say of whom it is: "non" of "lui non"."""
        return self.other.sub(" ", self.speaker.sub(" ", clause)).strip()

    def terms_in(self, text: str) -> Iterator[tuple[str, str]]:
        """The clinical terms that a text names, as (term, word)."""
        for found in self._term.finditer(fold(text)):
            yield self._term_of[found.group().lower()], found.group()

    def places_of_terms(self, text: str) -> list[Place]:
        """Where a text as it was written names clinical terms."""
        return [found.span() for found in self._term.finditer(text)]

    def places_of_numbers(self, text: str) -> list[Place]:
        """Where a text as it was written has telephone numbers in words."""
        spoken = [(start, end) for start, end, _ in self._spoken.places(text)]
        return [*spoken, *(found.span() for found in self._number.finditer(text))]

    def complaints_in(self, text: str) -> list[Place]:
        """Where a text as it was written names complaints in the words that are usual for them, one a clause."""
        found = (self._complaint_of(clause) for clause, _ in self._parts(self._prepared(text)))
        return [(words.places[0][0], words.places[-1][1]) for words in found if words]

    def _complaint_of(self, clause: Aligned) -> Aligned | None:
        """The complaint of a clause without what introduces it."""
        found = None if self._other_visit.search(clause.text) else self._complaint.search(clause.text)
        if found is None or not any(self.terms_in(found.group())):
            return None
        intro = self._intro.match(found.group())
        return clause[found.start() + (intro.end() if intro else 0) : found.end()].stripped()

    def _may_be_name(self, text: str) -> bool:
        """Whether a text is short, and nothing in it is said of anything else."""
        name = self._name_intro.sub("", text)
        turned = self._named(Aligned.of(text))
        tells = self._put(turned).text != turned.text or bool(self._term.search(name)) or any(map(str.isdigit, name))
        return len(name.split()) <= _LONGEST_NAME and not tells

    def _whole_reason(self, whole: Aligned, marks: Marks) -> Gloss:
        term = next((term for term, _ in self.terms_in(whole.text)), None)
        written = self._lead.sub("", whole.text).strip()
        english = _pain(term) if term else written
        return as_put(Aligned.instead_of(english, whole), marks, {english: written} if term else {})

    def _complaint_in_english(self, own: dict[str, str], written: str) -> str:
        term = next((term for term, _ in self.terms_in(written)), None)
        english = _pain(term) if term else written
        if term:
            own[english] = max(written, own.get(english, ""), key=len)
        return english

    def _of_clause(self, clause: Aligned, own: dict[str, str], step: str, marks: Marks) -> Aligned:
        is_marked = overlap(clause, marks)
        if not is_marked and self._remarks.search(clause.text):
            return Aligned.instead_of(_contact_in(clause.text), clause)
        if answer := self._at_question(clause.text, step):
            return Aligned.instead_of(answer, clause)
        found = None if self._other_visit.search(clause.text) else self._complaint.search(clause.text)
        term = next((term for term, _ in self.terms_in(found.group())), None) if found else None
        if found is None or term is None or overlap(clause[found.start() : found.end()], marks):
            return self._put(clause)
        before, after = clause[: found.start()], clause[found.end() :]
        english = _pain(term)
        own[english] = self._intro.sub("", found.group()).strip()
        said = Aligned.instead_of(f"for {english}", clause[found.start() : found.end()])
        return joined((self._put(before), said, self._put(after)))

    def _clauses(
        self, written: Sequence[Aligned], glossed: Sequence[Aligned], marks: Marks, ends: Sequence[str]
    ) -> tuple[Clause, ...]:
        """The clauses of a text as they were written and in English."""
        return tuple(
            Clause(
                f"{clause.text}{end.strip()}",
                blanked(english, marks),
                bool(self._remarks.search(clause.text) or self._wishes.search(clause.text)),
                overlap(clause, marks, REMARK),
            )
            for clause, english, end in zip(written, glossed, ends)
        )

    def _at_question(self, clause: str, step: str) -> str:
        """What a clause answers where a question is open, in English; empty if it does not."""
        rows = self._at.get(step) or () if clause.strip() else ()
        return next((english for pattern, english in rows if pattern.search(clause)), "")

    def _put(self, text: Aligned) -> Aligned:
        for pattern, english in self._phrases:
            text = text.sub(pattern, partial(filled, english))
        return text


def _contact_in(clause: str) -> str:
    """The numbers and addresses of a clause, in its spaces."""
    return f" {' '.join(_CONTACT.findall(clause))} " if clause.strip() else clause


def _pain(term: str) -> str:
    return f"my {term} pain" if "pain" not in term else f"my {term}"


def _rows(table: Mapping[str, object], key: str) -> Sequence[tuple[str, str]]:
    rows = table.get(key) or {}
    return list(rows.items()) if isinstance(rows, Mapping) else []


@lru_cache(maxsize=8)
def reading_of(pack: Pack) -> Reading:
    """The tables of a language, read once."""
    return Reading(pack)
