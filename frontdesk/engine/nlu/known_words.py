"""What is known of the words of a language before its booking reader learns: an encoder's vectors, and what kinds there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from frontdesk.booking.extraction import contact_places
from frontdesk.booking.vocabulary import WORDS
from frontdesk.language.aligned import Aligned, Place
from frontdesk.language.encoder import WordVectors, sentence_encoder
from frontdesk.language.gloss import reading_of
from frontdesk.language.multilingual import multilingual_encoder
from frontdesk.language.packs import Pack, pack_of
from frontdesk.language.terms import clinical_words
from frontdesk.language.when.words import WORDS_OF_TIME

Kinds = list[float]  # whether a word is known, of health, of kin, no name, of time, of a number or address
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class KnownWords:
    """The encoder of a language's words, and the kinds of the words of a text."""

    encode: Callable[[str], WordVectors]
    kinds: Callable[[str, Sequence[Place]], list[Kinds]]


def _inside(place: Place, others: Sequence[Place]) -> bool:
    return any(start <= place[0] < end for start, end in others)


@lru_cache(maxsize=1)
def _english_kinds() -> tuple[frozenset[str], ...]:
    return (
        sentence_encoder().whole_words(),
        clinical_words(),
        _relations(),
        frozenset(WORDS["no_name"]),
        WORDS_OF_TIME,
    )


def _kinds_in_english(text: str, places: Sequence[Place]) -> list[Kinds]:
    contacts = contact_places(text)
    words = [text[start:end].lower() for start, end in places]
    return [
        [*(float(word in kind) for kind in _english_kinds()), float(_inside(place, contacts))]
        for word, place in zip(words, places)
    ]


def _kinds_by_gloss(pack: Pack, text: str, places: Sequence[Place]) -> list[Kinds]:
    """The kinds of words in another language: by its own terms, and by what each becomes in English."""
    reading = reading_of(pack)
    english, terms = reading.in_place(text), reading.places_of_terms(text)
    contacts = [*contact_places(text), *reading.places_of_numbers(text)]
    words = [text[start:end].lower() for start, end in places]
    glossed = [_words_for(english, place) for place in places]
    return [
        [
            float(multilingual_encoder().knows(word)),
            float(_inside(place, terms)),
            float(not said.isdisjoint(_relations())),
            float(word in reading.no_name),
            float(not said.isdisjoint(WORDS_OF_TIME)),
            float(_inside(place, contacts)),
        ]
        for word, place, said in zip(words, places, glossed)
    ]


def _words_for(english: Aligned, place: Place) -> frozenset[str]:
    """The English words for a word of a text."""
    start, end = english.stands_for(*place)
    return frozenset(_WORD.findall(english.text[start:end].lower()))


@lru_cache(maxsize=1)
def _relations() -> frozenset[str]:
    return frozenset(WORDS["relations"])


@lru_cache(maxsize=8)
def words_known_in(code: str) -> KnownWords:
    """What is known of the words of a language."""
    pack = pack_of(code)
    if pack is None:
        return KnownWords(sentence_encoder().words, _kinds_in_english)
    return KnownWords(multilingual_encoder().words, partial(_kinds_by_gloss, pack))
