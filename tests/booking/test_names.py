"""Names, as patients introduce them and as they answer the question for one."""

import pytest

from frontdesk.booking.names import (
    bare_name,
    closing_name,
    find_name,
    find_their_name,
    fuller_name,
    leading_name,
    listed_name,
    mentions,
    name_in_parts,
    spells_out,
)
from frontdesk.booking.written_names import written_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Ana Sørensen-Díaz and i need a time", "Ana Sørensen-Díaz"),
        ("this is tina. need a follow up", "Tina"),
        ("name is dave 780 555 0162", "Dave"),
        ("hi its Sandra Kowalchuk, 780-555-0114", "Sandra Kowalchuk"),
        ("her name is rosa o'neil", "Rosa O'Neil"),
        ("Dave here, need a time", "Dave"),
        ("name: LI WEI", "Li Wei"),
        ("My name is Mrs. Margaret Ouellette.", "Margaret Ouellette"),
        ("my name is spelled Catherine Meier", "Catherine Meier"),
        ("book me in, its ada king 780-555-0150", "Ada King"),
        ("i am Bert Moss", "Bert Moss"),
        ("its spelt Meier", "Meier"),
        ("whatever is free. Margaret Ouellette, 780-555-0107", "Margaret Ouellette"),
        ("its for my husband, his name is karl wolf", "Karl Wolf"),
        ("change the name to Kimberley Dufour with an e", "Kimberley Dufour"),
        ("the name should be Anne Dufour", "Anne Dufour"),
        ("my name needs to say Bo Wolf", "Bo Wolf"),
    ],
)
def test_a_name_is_found_where_it_is_introduced(text: str, name: str) -> None:
    assert find_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sandy Tran referred me", "Sandy Tran"),
        ("referred by Bo Berg for my back", "Bo Berg"),
        ("i was sent by Dr. Anand", "Anand"),
        ("Ana Lee recommended you", "Ana Lee"),
        ("Leo Roy told me to book", "Leo Roy"),
    ],
)
def test_who_sent_somebody_is_only_spoken_of(text: str, name: str) -> None:
    assert mentions(text, name)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Lise Maisonneuve de Morinville", "Lise Maisonneuve"),
        ("Omer Thivierge, de Saint-Paul", "Omer Thivierge"),
        ("Bert Moss from Red Deer", "Bert Moss"),
        ("ana lee of st. albert", "Ana Lee"),
        ("Régine de la Boissière", "Régine de la Boissière"),
        ("Jean de Beaumont", "Jean de Beaumont"),
        ("Sup, Max Okoro", "Max Okoro"),
        ("Ana Berg, esquire", "Ana Berg"),
        ("Berg, Ana", "Ana Berg"),
    ],
)
def test_what_stands_around_a_name_is_no_part_of_it(words: str, name: str) -> None:
    assert written_name(words) == name


@pytest.mark.parametrize(
    "text",
    [
        "I'm in pain",
        "im sore",
        "this is urgent",
        "this is for my mom",
        "call me back",
        "call me later please",
        "it's about my back",
        "i am not sure",
        "its Friday",
        "my name is none of your business",
        "Call Me 780 555 0143",
        "I NEED PHYSIO 780 555 0143",
        "for my mom please",
    ],
)
def test_ordinary_words_are_not_taken_for_a_name(text: str) -> None:
    assert find_name(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ana", "Ana"),
        ("Jean-Luc van der Berg", "Jean-Luc van der Berg"),
        ("o'brien", "O'Brien"),
        ("José", "José"),
        ("Ng", "Ng"),
        ("李", "李"),
        ("sure, it's bob jones", "Bob Jones"),
        ("Will Power", "Will Power"),
        ("Hope May", "Hope May"),
        ("Dr. Smith", "Smith"),
        ("ANA LEE", "Ana Lee"),
        ("Ana, thanks", "Ana"),
        ("Name's Ana Berg", "Ana Berg"),
        ("the name is Ana Berg", "Ana Berg"),
    ],
)
def test_the_answer_to_the_question_for_the_name_is_a_name(text: str, name: str) -> None:
    assert bare_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "what",
        "does it hurt",
        "no idea",
        "i dont want to say",
        "side effects",
        "tuesday after 3",
        "780 555 0143",
        "x",
        "<b>",
        "🙂",
        "later",
        "thurs",
        "not yet",
    ],
)
def test_a_question_or_a_dodge_is_not_a_name(text: str) -> None:
    assert bare_name(text) is None


def test_a_name_of_ordinary_words_is_believed_when_it_is_said_again() -> None:
    assert bare_name("rose hand") is None
    assert bare_name("rose hand", lenient=True) == "Rose Hand"


@pytest.mark.parametrize("text", ["not yet", "i dont know", "why", "hips"])
def test_a_dodge_is_not_believed_either_when_it_is_said_again(text: str) -> None:
    assert bare_name(text, lenient=True) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Tina, her name is Rosa Diaz", "Rosa Diaz"),
        ("book for my wife, Lee Tran", "Lee Tran"),
        ("his full name is karl wolf", "Karl Wolf"),
        ("my wife is Joan", "Joan"),
        ("my wife is sore", None),
        ("my name is Tina", None),
        ("for my wife please", None),
    ],
)
def test_the_name_of_somebody_else_is_told_apart(text: str, name: str | None) -> None:
    assert find_their_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bob and my number is 780 555 0143", "Bob"),
        ("its ana lee, thursday works", "Ana Lee"),
        ("friday, my knee", None),
        ("knee, and ive been before", None),
        ("Bob", None),
    ],
)
def test_a_longer_answer_may_begin_with_the_name(text: str, name: str | None) -> None:
    assert leading_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rdv lundi 9h svp, Luc Tremblay, genou, nouveau", "Luc Tremblay"),
        ("mardi matin. Marie-Eve Roy", "Marie-Eve Roy"),
        ("Bonjour, un rendez-vous mardi", None),
        ("mal au dos, mardi", None),
    ],
)
def test_a_name_may_be_a_piece_of_a_list(text: str, name: str | None) -> None:
    assert listed_name(text) == name


@pytest.mark.parametrize(
    ("known", "name", "does"),
    [
        ("Rob K", "rob kowal", True),
        ("R. Kowal", "Rob Kowal", True),
        ("Rob K", "Rob Moss", False),
        ("Rob", "Rob Moss", False),
        ("Rob Moss", "Rob Moss", False),
    ],
)
def test_an_initial_is_spelt_out(known: str, name: str, does: bool) -> None:
    assert spells_out(known, name) is does


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Ito. Kenji Ito", "Kenji Ito"),
        ("Myself Rajesh Rao", "Rajesh Rao"),
        ("Him - Garth Wiebe", "Garth Wiebe"),
        ("patient - Olu Adeyemi", "Olu Adeyemi"),
        ("Nephew Rohan Das", "Rohan Das"),
        ('Veronica "Ronnie" Castel', "Veronica Castel"),
        ("Stefania Olivier pls", "Stefania Olivier"),
        ("Sgt. Blake Torr", "Blake Torr"),
        ("Min Park", "Min Park"),
        ("spelled Loewe", "Loewe"),
        ("On Kim", "On Kim"),
        ("Buenos dias", None),
        ("hold on a sec", None),
    ],
)
def test_marked_words_are_written_as_a_name(marked: str, name: str | None) -> None:
    assert written_name(marked) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Surname Oyelaran, first name Tunde", "Tunde Oyelaran"),
        ("first name jarmo last name niskanen", "Jarmo Niskanen"),
        ("my first name is Jo", None),
    ],
)
def test_a_name_told_in_parts_is_put_together(text: str, name: str | None) -> None:
    assert name_in_parts(text) == name


def test_a_last_name_may_be_said_to_be_spelt() -> None:
    assert fuller_name("The last name is spelled Loewe, L-o-e-w-e", "Katherine Lowe") == "Katherine Loewe"


@pytest.mark.parametrize(
    "text",
    [
        "im dying to get back to running",
        "i'm wiped",
        "im struggling with stairs, what helps",
        "i am exhausted",
        "I work a lot and im sore",
        "im hoping for something soon",
    ],
)
def test_how_somebody_is_is_no_name(text: str) -> None:
    assert (bare_name(text), leading_name(text), closing_name(text)) == (None, None, None)


@pytest.mark.parametrize(("text", "name"), [("im sven", "Sven"), ("im kyle berg", "Kyle Berg"), ("I'm Wiped", "Wiped")])
def test_a_name_in_small_letters_is_still_one(text: str, name: str) -> None:
    assert bare_name(text) == name


@pytest.mark.parametrize("words", ["yusuf cant", "dad won't", "Lena isn't", "MORE", "suite"])
def test_who_is_only_spoken_of_and_a_word_of_the_channel_are_no_name(words: str) -> None:
    assert written_name(words) is None
