"""Answers to the offer of a time, in words."""

import pytest

from frontdesk.channels.sms.offer_words import hour_named, offer_choice
from frontdesk.texting.appointment_words import PASS, TAKE, offer_options, reminder_options

OFFERED = offer_options("a")


@pytest.mark.parametrize(
    "text",
    [
        "Yes I'll take it!",
        "perfect, i'll have the 3 pm",
        "ok we'll take that spot thanks",
        "can I grab the five o'clock",
        "2:30 works",
    ]
    + ["book me in please", "super, je prends ça", "oui je le prends merci"],
)
def test_a_time_is_taken(text: str) -> None:
    assert offer_choice(text, OFFERED) == f"{TAKE}a"


@pytest.mark.parametrize(
    "text", ["no thanks, I can't", "sorry can't make it", "I'll pass", "give it to somebody else", "je peux pas"]
)
def test_a_time_is_passed_on(text: str) -> None:
    assert offer_choice(text, OFFERED) == f"{PASS}a"


@pytest.mark.parametrize(
    "text", ["I'll take two advil first", "is it with Priya", "can I take it on Friday", "my back works fine", ""]
)
def test_anything_else_is_a_message(text: str) -> None:
    assert offer_choice(text, OFFERED) is None


def test_a_reminder_is_no_offer() -> None:
    assert offer_choice("I'll take it", reminder_options("a", "ABC-234")) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [("the 4 oclock", 4), ("16:30 works", 4), ("noon or twelve", 12), ("that one", None), ("430 pm", 4)],
)
def test_the_hour_that_is_named(text: str, hour: int | None) -> None:
    assert hour_named(text) == hour
