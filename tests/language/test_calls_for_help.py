"""Which messages are nothing but a call for help."""

import pytest

from frontdesk.language.calls_for_help import is_call_for_help


@pytest.mark.parametrize(
    "text",
    [
        "911",
        "call 911",
        "CALL 911 NOW",
        "sos",
        "S.O.S.",
        "HELP ME",
        "help me please!!",
        "emergency",
        "It's an emergency!",
    ]
    + ["call an ambulance", "please send an ambulance", "someone help me", "Au secours!", "à l'aide", "appelez le 911"],
)
def test_a_bare_call_is_one(text: str) -> None:
    assert is_call_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "help",
        "HELP",
        "help me book",
        "can you help me with my neck",
        "should I call 911",
        "do you take emergency cases",
        "",
    ]
    + ["my number is 780 555 0911", "9", "emergency contact is my wife", "sos for my knee, any openings?"],
)
def test_words_beside_it_make_it_a_message(text: str) -> None:
    assert not is_call_for_help(text)
