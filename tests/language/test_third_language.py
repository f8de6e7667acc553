"""A third language beside English and French: told from both, whatever its letters, and read with clock times of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import Pack, register, unregister
from frontdesk.language.recognition import recognised

Add = Callable[..., Pack]


@pytest.fixture
def add(tmp_path: Path) -> Iterator[Add]:
    """Adds a language by its code, with what its language.yml and its reading.yml say."""
    added: list[str] = []

    def with_words(code: str, language: str, reading: str = "{}") -> Pack:
        folder = tmp_path / code
        folder.mkdir()
        (folder / "language.yml").write_text(f"code: {code}\nname: a toy\n{language}\n", encoding="utf-8")
        (folder / "reading.yml").write_text(reading, encoding="utf-8")
        added.append(code)
        return register(folder)

    yield with_words
    for code in added:
        unregister(code)


@pytest.mark.parametrize("text", ["tendinite de la coiffe", "la radiographie ne montre aucune fracture"])
def test_words_that_two_languages_share_take_nothing_from_the_other(text: str, add: Add) -> None:
    add("ca", "words: [la, de, el, i, em, fa, mal, genoll]")
    assert recognised(text) == "fr"
    assert recognised("em fa mal el genoll") == "ca"
    assert recognised("la de la", "ca") == "ca"


def test_letters_of_its_own_are_enough(add: Add) -> None:
    add("pa", "english_name: Punjabi")
    assert recognised("ਮੈਨੂੰ ਗੋਡੇ ਵਿੱਚ ਦਰਦ ਹੈ") == "pa"
    assert recognised("मुझे घुटने में दर्द है") == "en"


def test_a_language_that_the_identifier_does_not_know_is_told_by_its_words(add: Add) -> None:
    add("so", "words: [waan, ayaa, xanuun, jilibka, maya, haa]")
    assert recognised("waan ku xanuunsanahay jilibka") == "so"
    assert recognised("qof kale oo caawin kara miyaad heshaan", "so") == "so"
    assert recognised("my knee has been sore for weeks", "so") == "en"


def test_times_of_day_are_read_as_the_language_writes_them(add: Add) -> None:
    clock = r"clock: '(?P<hour>\d{1,2})-a(?: horo)?(?: (?P<minutes>[0-5]\d))?'"
    esperanto = add("xx", "words: []", clock + "\nphrases:\n- ['\\bpost la {clock}', 'after {clock}']\n")
    assert reading_of(esperanto).of("post la 14-a 30").text == "after 2:30 pm"
    assert "pm" not in reading_of(esperanto).of("post la 14 h 30").text
