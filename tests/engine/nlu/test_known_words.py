"""What kinds of words a French message has: by the terms of the language, and by what each word becomes in English."""

import pytest

from frontdesk.engine.nlu.known_words import words_known_in

_HEALTH, _KIN, _NO_NAME, _TIME, _CONTACT = range(1, 6)


def of_kind(code: str, text: str, kind: int) -> list[str]:
    known = words_known_in(code)
    places = known.encode(text).places
    return [text[start:end] for (start, end), kinds in zip(places, known.kinds(text, places)) if kinds[kind]]


@pytest.mark.parametrize(
    ("code", "text", "kind", "words"),
    [
        ("fr", "mal au genou droit", _HEALTH, ["genou"]),
        ("fr", "c'est pour Léa ma fille", _KIN, ["ma", "fille"]),
        ("fr", "Noé Roy pas dispo", _NO_NAME, ["pas", "dispo"]),
        ("fr", "Noé Roy jeudi", _TIME, ["jeudi"]),
        ("fr", "Noé 780-555-0143", _CONTACT, ["780", "-", "555", "-", "0143"]),
        ("fr", "le sept huit zéro cinq cinq cinq zéro", _CONTACT, "sept huit zéro cinq cinq cinq zéro".split()),
        ("en", "my right knee", _HEALTH, ["knee"]),
        ("en", "it's for my daughter", _KIN, ["daughter"]),
        ("en", "ana thursday", _TIME, ["thursday"]),
    ],
)
def test_words_are_told_apart_by_kind(code: str, text: str, kind: int, words: list[str]) -> None:
    assert of_kind(code, text, kind) == words
