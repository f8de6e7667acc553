"""Texts that are rewritten and still know which words of the message each part stands for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.language.aligned import Aligned, folded, joined
from frontdesk.language.folding import fold

_DAY = re.compile("mardi")


def put(text: str, pattern: str, words: str) -> Aligned:
    return Aligned.of(text).sub(re.compile(pattern), lambda _: words)


def test_what_was_put_for_words_stands_where_they_stood() -> None:
    english = put("un rdv mardi svp", "mardi", "tuesday")
    start, end = english.stands_for(7, 12)
    assert english.text[start:end] == "tuesday"


def test_words_that_stay_within_a_phrase_keep_their_place() -> None:
    english = put("pas le mardi svp", "pas le mardi", "not le mardi")
    start, end = english.stands_for(7, 12)
    assert english.text[start:end] == "mardi"


def test_what_was_left_out_stands_nowhere() -> None:
    english = put("mardi svp", " svp", "")
    assert english.stands_for(6, 9) == (0, 0)


def test_a_text_put_for_another_stands_for_all_of_it() -> None:
    whole = Aligned.instead_of("yes", Aligned.of("oui c'est ça"))
    assert whole.stands_for(0, 3) == whole.stands_for(4, 12) == (0, 3)


def test_parts_can_be_joined_again() -> None:
    text = Aligned.of("mardi ou jeudi")
    assert joined((text[:5], text[5:])) == text


@pytest.mark.parametrize("text", ["l’épaule", "l'e\u0301paule", "  deux\n\nlignes ", "a\u200bb", "“oui”…"])
def test_folding_knows_where_each_character_was(text: str) -> None:
    assert folded(text).text == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60))
def test_folding_in_place_gives_what_folding_gives(text: str) -> None:
    plain = folded(text)
    assert plain.text == fold(text)
    assert len(plain.places) == len(plain.text)
    assert all(0 <= start < end <= len(text) for start, end in plain.places)
