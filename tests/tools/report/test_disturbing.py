"""Messages typed as others would type them."""

import pytest

from frontdesk.tools.report.disturbing import WAYS, capitals, filler, no_marks, typos

MESSAGE = "Does it hurt? I'd like to come at 3:30, my e-mail is a@example.org."


def test_typing_errors_change_letters_and_nothing_else() -> None:
    changed = typos(MESSAGE)
    assert changed != MESSAGE
    assert len(changed.split()) == len(MESSAGE.split())
    assert abs(len(changed) - len(MESSAGE)) <= 3


def test_marks_go_but_times_stay() -> None:
    assert no_marks(MESSAGE) == "does it hurt i'd like to come at 3:30 my e mail is a@example org"


def test_capitals_and_filler() -> None:
    assert capitals("Does it?") == "DOES IT?"
    assert filler("does it?").endswith("does it?")
    assert len(filler("does it?")) > len("does it?")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", [MESSAGE, "ok", "?", "é", "abcd"])
def test_every_way_is_fixed_and_leaves_something(way: str, text: str) -> None:
    assert WAYS[way](text) == WAYS[way](text)
    assert WAYS[way](text).strip()
