"""A reminder is answered in words."""

import pytest

from frontdesk.channels.sms.reminder_words import reminder_choice
from frontdesk.texting.appointment_words import KEEP, offer_options, reminder_options

OFFERED = reminder_options("a1", "ABC-DEF")


@pytest.mark.parametrize(
    "text",
    [
        "yes ill be there",
        "Yes, I'll be there!",
        "see you then",
        "ok thanks",
        "confirmed",
        "yep, see you tomorrow",
        "I'm coming",
        "y",
        "all good, thanks",
    ],
)
def test_who_is_coming_keeps_it(text: str) -> None:
    assert reminder_choice(text, OFFERED) == f"{KEEP}a1"


@pytest.mark.parametrize(
    "text",
    [
        "cant make it",
        "Sorry, I can't make it tomorrow",
        "i wont be able to come",
        "not coming",
        "please cancel it",
        "no i cant come",
    ],
)
def test_who_cannot_come_calls_it_off(text: str) -> None:
    assert reminder_choice(text, OFFERED) == "cancel"


@pytest.mark.parametrize(
    "text", ["can i reschedule", "another day please", "need to move it", "Could I get a different time?"]
)
def test_who_wants_another_time_moves_it(text: str) -> None:
    assert reminder_choice(text, OFFERED) == "reschedule"


@pytest.mark.parametrize(
    "text",
    [
        "yes but can i come at 4",
        "ill be there 10 minutes late",
        "cant feel my legs",
        "is it still on?",
        "who is this",
        "no",
    ],
)
def test_what_says_more_is_a_message_of_its_own(text: str) -> None:
    assert reminder_choice(text, OFFERED) is None


def test_words_choose_nothing_in_another_list() -> None:
    assert reminder_choice("yes", offer_options("a1")) is None
