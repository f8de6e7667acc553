"""What a message says that fits no field: the front desk gets it in the patient's own words.

A clause is kept if it has words that are in no field and no mark of the booking reader, and are not there for form's sake.
Questions are answered, not kept, unless they are a request.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from frontdesk.booking import told as marks
from frontdesk.booking.draft import Draft
from frontdesk.booking.extraction import contact_places
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import stop_words
from frontdesk.booking.questions import is_question
from frontdesk.booking.vocabulary import WORDS
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import pack_of
from frontdesk.language.when.words import WORDS_OF_TIME

_SENTENCE_END = re.compile(
    r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<=[.!?;])\s+|\n+|\s+-{1,2}\s+", re.I
)
_CLAUSE_END = re.compile(r",\s+|\s+(?=(?:but|because|since|so|and (?:i|he|she|we|they|my|his|her|the))\b)", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_JOINT = re.compile(r"^(?:and|but|so|also|oh|well|because|since)\b[ ,]*", re.I)
_TELLS = (marks.BEGIN, marks.TELL, marks.CORRECT)
# What the front desk has to know even where it is asked: "is there a woman physio?"
_WISH = re.compile(
    r"\b(?:wom[ae]n|female|lady|ladies|male|interpreter|translat\w+|speaks?|wheelchair|walker|sign language)\b"
)
_ASKS_FOR_SOMEBODY = re.compile(
    r"\b(?:is|does|has) (?!it\b|this\b|that\b|there\b|s?he\b|your?\b|the\b|my\b|an?\b|dry\b|any\w*\b|"
    r"some\w*\b|parking\b|insurance\b)[a-z]+ "
    r"(?:still |back )?(?:working|work|with you|there|available|around|taking|free)\b"
)
_HOW_TO_REACH = re.compile(
    r"\b(?:(?:do not|don'?t|no|not|never|rather than|instead of) (?:call|phone|ring|text|voice ?mail)\w*|"
    r"(?:please|just|only|prefer(?:ably)?|rather) (?:text|txt|e-?mail)|(?:text|txt|e-?mail)"
    r"(?: \+?[\d(][\d ().-]+)? (?:me|only|is (?:best|better)|please)\b|"
    r"leave (?:a )?(?:message|voice ?mail))\b",
    re.I,
)
_REQUEST = re.compile(
    r"(?:(?:hi|hello|hey|so|please|and|good \w+)[, ]+)*(?:can|could|may|might|any chance|is it possible)\b"
)
_TIME_OF_DAY = re.compile(r"\b\d{1,2}(?::\d\d)?(?:st|nd|rd|th)?\b")
_APART = re.compile(r"(?<=\w)['’-](?=\w)")
_SHORTEST = 3  # letters of a word that says something


@lru_cache(maxsize=1)
def for_form() -> frozenset[str]:
    """Words that say nothing by themselves."""
    return stop_words() | frozenset(WORDS["no_name"]) | frozenset(WORDS["for_form"]) | WORDS_OF_TIME


def rest_of(heard: Heard, draft: Draft) -> list[str]:
    """The clauses of a message whose words are in no field of the draft."""
    if pack := pack_of(heard.lang):
        return list(_rest_in_their_words(heard, draft, reading_of(pack).for_form))
    if not (heard.told.is_read and (heard.told.does(*_TELLS) or heard.begins_with_yes)) or marks.MARKUP.search(
        heard.text
    ):
        return []
    known = for_form() | _words_of_fields(draft)
    left = _without_contacts(heard.told.without(marks.OF_FIELDS))
    found = []
    for start, end in _sentences(heard.text):
        sentence = heard.text[start:end].lower()
        wish = _WISH.search(sentence) or _ASKS_FOR_SOMEBODY.search(sentence)
        if wish or _REQUEST.match(sentence) or not is_question(sentence):
            kept = [
                (a, b, _says(left[a:b], known) or bool(_HOW_TO_REACH.search(heard.text[a:b])))
                for a, b in _clauses(heard.text, start, end)
            ]
            found += [heard.text[a:b] for a, b in _runs(kept)]
    return [_JOINT.sub("", clause).strip(" .,;:!-()") for clause in found]


def _words_of_fields(draft: Draft) -> frozenset[str]:
    details = draft.details
    fields = f"{details.name} {details.for_whom} {details.reason} {details.note} {details.email}"
    return frozenset(_words(fields.lower()))


def _rest_in_their_words(heard: Heard, draft: Draft, form: frozenset[str]) -> Iterator[str]:
    """The same of a message in another language: clauses that say more than was put into English words and taken."""
    known = for_form() | form | _words_of_fields(draft)
    for clause in heard.told.glossed:
        english = _TIME_OF_DAY.sub(" ", _without_contacts(_APART.sub(" ", clause.english)))
        tells = _says(english, known) and not clause.written.rstrip().endswith("?")
        if clause.for_the_desk or tells:
            yield " ".join(_without_contacts(clause.written).split()).strip(" .,;:!-()")


def _without_contacts(text: str) -> str:
    """The text with blanks in place of phone numbers and addresses."""
    for start, end in contact_places(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _runs(clauses: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int]]:
    """The stretches of clauses next to each other that say something."""
    for says, group in groupby(clauses, key=lambda clause: clause[2]):
        run = list(group)
        if says:
            yield run[0][0], run[-1][1]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    return _parts(_SENTENCE_END, text, 0, len(text))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return _parts(_CLAUSE_END, text, start, end)


def _parts(ends: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in ends.finditer(text, start, end):
        yield at, found.start()
        at = found.end()
    yield at, end


def _says(left: str, known: frozenset[str]) -> bool:
    return any(len(word) >= _SHORTEST - word.isdigit() and word not in known for word in _words(left.lower()))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'"))
