"""Telephone numbers that are said in groups of digits."""

import pytest

from frontdesk.booking.extraction import contact_places, find_phone
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import packs


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("um seven eighty triple five oh one fourteen", "+17805550114"),
        ("five eighty-seven, five fifty five, oh one twenty two", "+15875550122"),
        ("eight twenty five five five five zero one thirty", "+18255550130"),
        ("my cell's four oh three, five five five, oh one double eight", "+14035550188"),
        ("seven hundred eighty five five five oh one oh two", "+17805550102"),
        ("587 triple five 0123", "+15875550123"),
        ("my old one, 780 555 0182", "+17805550182"),
    ],
)
def test_a_number_in_words_is_read(said: str, number: str) -> None:
    found = find_phone(said, "CA")
    assert found is not None
    assert found.number == number
    assert contact_places(said)


@pytest.mark.parametrize(
    "said",
    [
        "i am seventy five and it began two years ago",
        "two or three times, maybe four, since i was nineteen",
        "one two three four five",
        "between one thirty and two fifteen or at four",
    ],
)
def test_other_numbers_are_none(said: str) -> None:
    assert find_phone(said, "CA") is None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("sept cent quatre-vingts cinq cinq cinq zéro un dix-neuf", "7805550119"),
        ("quatre cent trois, cinq cinq cinq, zéro un vingt-deux", "4035550122"),
        ("huit vingt-cinq cinq cent cinquante-cinq zero un trente", "8255550130"),
        ("cinq huit sept cinq cinq cinq zéro un soixante et onze", "5875550171"),
        ("sept quatre-vingt, cinq cinq cinq, zéro un quatre-vingt-dix-neuf", "7805550199"),
        ("cinq cent quatre-vingt-sept cinq cent cinquante-cinq zéro cent douze", "5875550112"),
    ],
)
def test_a_number_in_french_words_is_read(said: str, number: str) -> None:
    assert number in reading_of(packs()["fr"]).of(said, "phone").text
