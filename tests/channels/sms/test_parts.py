"""Parts of a long text."""

import pytest

from frontdesk.channels.sms.parts import is_unfinished, joined
from frontdesk.channels.sms.selection import clean
from frontdesk.channels.sms.senders import is_near

CUT = (
    "I hurt my back shovelling on Monday and it is getting worse every day, mostly in the morning when I get up and I want to "
    "ask whether needling would be"
)
MAIL = (
    "Fwd: Your visit. Dear Pat Doe, this confirms your appointment on Friday, December 4, 2026 at 9:30 AM with Lee at our "
    "place on Test Street. Please arrive ten"
)
JOINED = "the physio showed me two stretches and I do both of them every morning before work, the first one is easy and"


def test_counted_parts_are_put_in_the_order_in_which_they_were_written() -> None:
    assert joined(["(2/2) is it covered", "(1/2) i hurt my back,"]) == "i hurt my back, is it covered"


@pytest.mark.parametrize(
    "texts", [["(1/2) i hurt my back"], ["(2/3) and my neck", "(1/3) i hurt my back"], [CUT], [MAIL], [JOINED]]
)
def test_more_is_to_come(texts: list[str]) -> None:
    assert is_unfinished(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["hello"],
        [f"{JOINED} my knee too"],
        ["my back hurts and"],
        ["(1/2) my back", "(2/2) hurts"],
        [f"{CUT}."],
        ["my pain is 7/10"],
        ["24/7?"],
        [CUT, "safe for me"],
    ],
)
def test_nothing_is_to_come(texts: list[str]) -> None:
    assert not is_unfinished(texts)


@pytest.mark.parametrize(
    "text",
    ["https://maps.apple.com/?ll=53.5,-113.5", "Dropped pin", "Dropped pin\nhttps://goo.gl/maps/1", "My location"],
)
def test_a_link_or_a_place_alone_has_no_words(text: str) -> None:
    assert clean(text) == ""


def test_words_beside_a_link_stay_with_it() -> None:
    assert clean("here is my referral https://a.example/1") == "here is my referral https://a.example/1"


@pytest.mark.parametrize(("phone", "near"), [("+17805550101", True), ("+12125550101", True), ("+442079460000", False)])
def test_canada_and_the_united_states_are_near(phone: str, near: bool) -> None:
    assert is_near(phone, "CA") == near
    assert is_near(phone, "")
