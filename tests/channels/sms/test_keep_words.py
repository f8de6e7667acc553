"""Wishes to keep an appointment, in any spelling, where it is asked whether to call it off."""

import pytest

from frontdesk.channels.sms.keep_words import keep_choice

TO_CANCEL = (("booking_yes", "Call it off"), ("booking_no", "Keep it"))
TO_MOVE = (("booking_morning", "In the morning"), ("booking_stop", "Keep it as it is"))
REMINDER = (("notice_keep:1", "Keep it"), ("cancel", "Call off ABC-234"))
BOOKING = (("booking_yes", "Book it"), ("booking_no", "Change it"))


@pytest.mark.parametrize(
    "text",
    ["no wate keap it", "kep it pls", "oh no wait keep mine", "no dont cancle it", "hold on dont cancel!!", "leave it"]
    + [
        "KEEP",
        "i want to keep it",
        "keeep it as is",
        "non garde-le svp",
        "finalement gardez-le",
        "ok keep the appt then",
    ],
)
def test_keeping_is_heard_however_it_is_spelt(text: str) -> None:
    assert keep_choice(text, TO_CANCEL) == "booking_no"
    assert keep_choice(text, TO_MOVE) == "booking_stop"
    assert keep_choice(text, REMINDER) == "notice_keep:1"


@pytest.mark.parametrize(
    "text",
    ["dont keep it", "i cant keep it", "never keep it", "cancel it", "cancel dont keep it", "keep smiling everyone", ""]
    + ["can i keep it until friday", "keep it but move it to 3", "yes"],
)
def test_what_is_no_wish_to_keep_or_says_more_is_none(text: str) -> None:
    assert keep_choice(text, TO_CANCEL) is None


def test_a_list_without_that_option_is_none() -> None:
    assert keep_choice("keep it", BOOKING) is None
