"""Plain commands, as they are typed."""

import pytest

from frontdesk.booking.heard import Heard


def heard(text: str) -> Heard:
    return Heard("conversation", "turn", "web", text)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Y",
        "ok",
        "YES!",
        "Yes, that is correct.",
        "yes thats all fine thank you",
        "looks good",
        "ok send it please",
        "k",
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert heard(text).agrees


@pytest.mark.parametrize(
    "text",
    [
        "yes but make it friday",
        "no",
        "yes?",
        "send it later",
        "right knee",
        "yes my number is wrong",
        "thank you",
        "",
        "book",
    ],
)
def test_what_is_more_than_a_yes_sends_nothing(text: str) -> None:
    assert not heard(text).agrees


@pytest.mark.parametrize(
    "text",
    [
        "Yes, grand",
        "yes all of us",
        "Si, correct",
        "oui c'est beau",
        "perfect, cheers love",
        "if its wednesday then yes",
    ],
)
def test_a_yes_and_a_little_more_is_a_yes_to_the_summary(text: str) -> None:
    assert heard(text).says_yes


@pytest.mark.parametrize(
    "text",
    ["yes but not tuesday", "yes, only the name is wrong", "yes change the phone", "grand", "yes i can't do that"],
)
def test_a_yes_that_takes_something_back_is_none(text: str) -> None:
    assert not heard(text).says_yes


@pytest.mark.parametrize(
    "text", ["stop", "STOP", "never mind", "nvm", "actually cancel that", "forget it", "please stop"]
)
def test_stopping(text: str) -> None:
    assert heard(text).stops


@pytest.mark.parametrize("text", ["stop hurting me", "cancel my friday appointment", "when does the pain stop"])
def test_not_every_stop_is_a_wish_to_stop(text: str) -> None:
    assert not heard(text).stops


@pytest.mark.parametrize("text", ["start over", "can we start again", "Restart"])
def test_starting_over(text: str) -> None:
    assert heard(text).starts_over


@pytest.mark.parametrize("text", ["continue", "ok continue", "go on with the booking", "book"])
def test_going_on(text: str) -> None:
    assert heard(text).goes_on


@pytest.mark.parametrize(
    "text",
    [
        "skip",
        "rather not say",
        "I'd prefer not to say",
        "prefer not to say",
        "none of your business",
        "i dont want to talk about it",
    ],
)
def test_skipping(text: str) -> None:
    assert heard(text).skips


def test_a_button_is_nothing_but_itself() -> None:
    pressed = Heard("conversation", "turn", "web", "Yes, stop", choice="booking_skip")
    assert (pressed.skips, pressed.agrees, pressed.stops, pressed.starts_over) == (True, False, False, False)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("yes thats right, but not on friday as i said", True),
        ("yes but change the number", False),
        ("yes wait, thursday instead", False),
        ("yes is that at nine?", False),
        ("but not friday", False),
    ],
)
def test_a_yes_may_repeat_what_is_known(text: str, does: bool) -> None:
    assert Heard("one", "1", "sms", text).begins_with_yes is does


@pytest.mark.parametrize(
    "text", ["yes for the reminder", "yes please, the day before", "oui, for a reminder", "remind me", "sure, text me"]
)
def test_a_yes_and_more_agrees_to_be_reminded(text: str) -> None:
    assert heard(text).wants_reminder


@pytest.mark.parametrize("text", ["yes thanks, no reminder", "no", "yes but not by text", "what for?"])
def test_a_yes_that_takes_it_back_does_not(text: str) -> None:
    assert not heard(text).wants_reminder
