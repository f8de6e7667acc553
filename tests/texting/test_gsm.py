"""Texts are counted as a provider counts them, made plain, and cut without loss."""

import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontdesk.texting.gsm import encoding, normalised, segments, septets, shortened, split

FAMILY = "👩\u200d👩\u200d👧"
PIECES = st.sampled_from(
    [
        "a",
        "{",
        "€",
        "é",
        "ê",
        "e\u0301",
        " ",
        "\n",
        "\r\n",
        ". ",
        "word ",
        FAMILY,
        "👍🏽",
        "🇨🇦",
        "x\u0302\u0323",
        "ж",
        "…",
        "’",
    ]
)
TEXTS = st.one_of(st.text(max_size=700), st.lists(PIECES, max_size=700).map("".join))


def counted_by_hand(text: str) -> int:
    """Segments by the letter of GSM 03.38 and 3GPP 23.040, built one by one."""
    plain = encoding(text) == "GSM-7"
    units = [2 if (c in "^{}\\[~]|€" if plain else ord(c) > 0xFFFF) else 1 for c in text]
    if sum(units) <= (160 if plain else 70):
        return 1 if text else 0
    parts: list[list[int]] = [[]]
    for unit in units:
        if sum(parts[-1]) + unit > (153 if plain else 67):
            parts.append([])
        parts[-1].append(unit)
    return len(parts)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def graphemes(text: str) -> list[str]:
    return list(regex.findall(r"\X", text))


def test_the_known_edges_of_segments() -> None:
    known = {
        "": 0,
        "a" * 160: 1,
        "a" * 161: 2,
        "a" * 306: 2,
        "a" * 307: 3,
        "€" * 80: 1,
        "€" * 81: 2,
        "a" * 152 + "{" + "a" * 10: 2,
        "a" * 152 + "{" + "a" * 152: 3,  # the pair of "{" does not fit into the first segment any more
        "ж" * 70: 1,
        "ж" * 71: 2,
        "ж" * 134: 2,
        "🙂" * 35: 1,
        "🙂" * 36: 2,
        "🙂" * 66: 2,  # 33 pairs a segment: the 67th unit stays empty
        "🙂" * 67: 3,
    }
    assert {text: segments(text) for text in known} == known


def test_septets_are_counted_or_there_are_none() -> None:
    texts = {"abc": 3, "é": 1, "[x]": 5, "€": 2, "–": None, "🙂": None}
    assert {text: septets(text) for text in texts} == texts


def test_typographic_characters_become_plain() -> None:
    typed = "“It’s fine” – really… a\u00a0b\u2009c • ½ hour ×2 ‘ok’\u200b"
    assert normalised(typed) == "\"It's fine\" - really... a b c - ½ hour x2 'ok'"


def test_accents_that_the_alphabet_has_stay_and_others_go() -> None:
    assert normalised("é è à ù ò ì Ç ñ ü Ä") == "é è à ù ò ì Ç ñ ü Ä"
    assert normalised("ça, être, île, hôtel, où, naïf, cœur, È") == "ca, etre, ile, hotel, où, naif, coeur, E"
    assert normalised("e\u0301te\u0301 x\u0302") == "été x"


def test_what_has_no_equivalent_stays() -> None:
    assert normalised(f"Привет {FAMILY} 漢字 10²") == f"Привет {FAMILY} 漢字 10²"
    assert encoding("plain [text] €") == "GSM-7"
    assert encoding("Привет") == "UCS-2"


@given(TEXTS)
def test_making_plain_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(TEXTS)
def test_segments_are_those_counted_by_hand(text: str) -> None:
    assert segments(text) == counted_by_hand(text)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 3), st.sampled_from(["", "\nReply MORE"]))
@example("a" * 152 + "{" * 200, 2, "")
@example(FAMILY * 60, 1, "")
@example("e" + "\u0301" * 400, 2, "\nReply MORE")
@example(" " * 400 + "a" * 400, 1, "")
def test_a_cut_keeps_the_limit_and_drops_nothing(text: str, limit: int, ending: str) -> None:
    first, rest = split(text, limit, ending)
    assert segments(first + ending if rest else first) <= limit
    assert without_blanks(first + rest) == without_blanks(text)
    assert first or not text.strip()
    whole = graphemes(text.strip())
    if max(map(len, whole), default=0) < 30:  # a longer one may have to be cut
        assert graphemes(first) == whole[: len(graphemes(first))]


@settings(deadline=None)
@given(TEXTS)
def test_cutting_again_and_again_comes_to_an_end(text: str) -> None:
    parts = []
    rest = text
    while rest:
        first, rest = split(rest, 1)
        parts.append(first)
    assert without_blanks("".join(parts)) == without_blanks(text)


def test_a_cut_is_made_at_a_sentence_else_at_a_word() -> None:
    sentence = "This is one sentence of a text. "
    first, rest = split(sentence * 12)
    assert first.endswith("text.")
    assert rest.startswith("This")
    first, rest = split("word " * 80)
    assert first.endswith("word")
    assert rest.startswith("word")


def test_half_past_three_p_m_is_no_end_of_a_sentence() -> None:
    first, _ = split(
        "Come after lunch, on whichever day it is that suits you best. Or at 3 p.m. we " + "w" * 140, 1, "." * 60
    )
    assert first == "Come after lunch, on whichever day it is that suits you best."


def test_room_is_kept_for_an_ending() -> None:
    first, rest = split("a" * 400, 2, "\nReply MORE")
    assert len(first) == 306 - 11
    assert len(first + rest) == 400


def test_a_title_is_shortened_between_graphemes() -> None:
    assert shortened("Side effects", 80) == "Side effects"
    assert shortened(f"Side {FAMILY} effects", 7) == "Side"


def test_a_text_that_fits_only_without_the_ending_is_cut() -> None:
    sentence = "We are open on Monday from 8 a.m. to 6 p.m. "
    text = (sentence * 7)[:303].strip()
    assert segments(text) == 2
    first, rest = split(text, 2, "\nReply MORE")
    assert rest
    assert segments(first + "\nReply MORE") == 2
