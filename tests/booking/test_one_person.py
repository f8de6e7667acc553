"""Several names in one message: of one person, put right, and of several people."""

import pytest

from frontdesk.booking.one_person import corrected, persons_of


@pytest.mark.parametrize(
    ("text", "names", "persons", "called"),
    [
        ("It's Greta Holm, though everyone says Minnie", ["Greta Holm", "Minnie"], ["Greta Holm"], ["Minnie"]),
        ("they call me Red but its Raymond Eddy", ["Red", "Raymond Eddy"], ["Raymond Eddy"], ["Red"]),
        ("Theo Pappas but I go by Teddy", ["Theo Pappas", "Teddy"], ["Theo Pappas"], ["Teddy"]),
        ("Frederick Cole, Fred for short", ["Frederick Cole", "Fred"], ["Frederick Cole"], ["Fred"]),
        ("Jonh Berg. oops John", ["Jonh Berg", "John"], ["John Berg"], []),
        ("maria fuentess, sorry fuentes", ["Maria Fuentess", "Fuentes"], ["Maria Fuentes"], []),
        ("todd berginn.. sory todd bergen", ["Todd Berginn", "Todd Bergen"], ["Todd Bergen"], []),
        ("Stephan Berg... Stefan, autocorrect", ["Stephan Berg", "Stefan"], ["Stefan Berg"], []),
        ("Alison Peters. Allison with two Ls", ["Alison Peters", "Allison"], ["Allison Peters"], []),
        ("Bob. well Robert Sykes on the card", ["Bob", "Robert Sykes"], ["Robert Sykes"], []),
        ("Rob Fyfe. Sorry, autofill. Joan Lee", ["Rob Fyfe", "Joan Lee"], ["Joan Lee"], ["Rob Fyfe"]),
    ],
)
def test_one_person_has_one_name(text: str, names: list[str], persons: list[str], called: list[str]) -> None:
    assert persons_of(text, names) == (persons, called)


@pytest.mark.parametrize(
    ("text", "names", "persons"),
    [
        ("Ana Lee and Bo Lee", ["Ana Lee", "Bo Lee"], ["Ana Lee", "Bo Lee"]),
        ("Ana Lee, Bo Lee", ["Ana Lee", "Bo Lee"], ["Ana Lee", "Bo Lee"]),
        ("Dan and Steve Kuzyk", ["Dan and Steve Kuzyk"], ["Dan Kuzyk", "Steve Kuzyk"]),
        ("Leo Berg. Phyllis Berg", ["Leo Berg", "Phyllis Berg"], ["Leo Berg", "Phyllis Berg"]),
        ("Ana Lee, but it's also for Bo Ray", ["Ana Lee", "Bo Ray"], ["Ana Lee", "Bo Ray"]),
    ],
)
def test_several_people_keep_their_names(text: str, names: list[str], persons: list[str]) -> None:
    assert persons_of(text, names) == (persons, [])


@pytest.mark.parametrize(
    ("known", "name", "text", "corrects", "after"),
    [
        ("Sean Riley", "Shaun", "it's Shaun, S-H-A-U-N", True, "Shaun Riley"),
        ("Bill Berg", "William Berg", "put William Berg, that's how I'm in the file", False, "William Berg"),
        ("Stef Olivier", "Stefania Olivier", "and put my full name Stefania Olivier", False, "Stefania Olivier"),
        ("Willa Dyck", "Joyce", "No dear, Joyce is. I'm new.", True, ""),
        ("Ethan Oduya", "Liam Oduya", "wait, and also Liam Oduya", False, ""),
        ("Ethan Oduya", "Liam Oduya", "Liam Oduya told me of you", False, ""),
        ("Phil Berg", "Leah Berg", "no, but Leah Berg has, that's my wife", True, ""),
        ("Phil Berg", "Leah Berg", "no, Leah Berg drives me", True, ""),
        ("Phil Berg", "Philip Berg", "no, Philip Berg", True, "Philip Berg"),
        ("Phil Berg", "Leah Berg", "sorry, put Leah Berg", True, "Leah Berg"),
        ("Phil Berg", "Leah Berg", "the name should be Leah Berg", True, "Leah Berg"),
    ],
)
def test_a_known_name_is_put_right_by_one_like_it(known: str, name: str, text: str, corrects: bool, after: str) -> None:
    assert corrected(known, name, text, corrects) == after


def test_a_joke_that_is_taken_back_is_no_person() -> None:
    assert persons_of("big mike lol jk its Michael Otis", ["Big Mike", "Michael Otis"])[0] == ["Michael Otis"]
