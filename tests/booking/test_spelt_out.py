"""Names that are spelt out reach the front desk as the letters say, without the letters."""

from pathlib import Path

import pytest
import time_machine

from frontdesk.booking.spelt_out import with_letters
from frontdesk.booking.told import NAME
from tests.support.booking_talk import Clinic, read_as


@pytest.mark.parametrize(
    ("marked", "text", "names"),
    [
        ("[Tad Wrobel W](name) R O B E L", "Tad Wrobel", ["Tad Wrobel"]),
        (
            "[Inga Nystrom-Pelletier P E L](name) L E T I E R ok",
            "Inga Nystrom-Pelletier ok",
            ["Inga Nystrom-Pelletier"],
        ),
        ("[Smith](name), that's S M Y T H, and friday", "Smyth, and friday", ["Smyth"]),
        ("[Petra Rhodes roads](name) no Rhodes R H O D E S", "Petra Rhodes", ["Petra Rhodes"]),
        ("[Saoirse](name), S-A-O-I-R-S-E, [Byrne](name)", "Saoirse Byrne", ["Saoirse", "Byrne"]),
        ("[Kathryn Lee](name) K-A-T-H-R-Y-N L-E-E", "Kathryn Lee", ["Kathryn Lee"]),
        ("[Zoé Thériault](name). T-H-É-R-I-A-U-L-T", "Zoé Thériault", ["Zoé Thériault"]),
        ("[Jonsson](name) sorry J o n s o n", "Jonson", ["Jonson"]),
    ],
)
def test_the_letters_say_how_the_word_before_is_written(marked: str, text: str, names: list[str]) -> None:
    told = with_letters(read_as(marked, "tell"))
    assert (told.text.strip(), told.all(NAME)) == (text, names)


@pytest.mark.parametrize(
    "text", ["J R R Tolkien", "is it a b c or d", "i want plan a b c", "my son u of a student", "e r doc sent me"]
)
def test_letters_that_spell_no_word_stay(text: str) -> None:
    assert with_letters(read_as(text, "tell")).text == text


def test_the_front_desk_gets_no_loose_letters(tmp_path: Path, clock: "time_machine.Coordinates") -> None:
    clinic = Clinic(tmp_path)
    clinic.hears_marked("one", "book me in for my [knee](reason)", "begin", "tell", intent="book")
    clinic.hears_marked("one", "[Tad Wrobel W](name) R O B E L", "tell")
    for marked in ("[780 555 0143](phone)", "[friday morning](when)", "[new](new)"):
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    assert clinic.appointments()[-1].details.name == "Tad Wrobel"
    assert clinic.appointments()[-1].details.note == ""
