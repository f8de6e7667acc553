"""Numbers that a chat may go on with."""

import pytest

from frontdesk.texting.mobile import UnusablePhoneError, read_mobile

OWN = "+17805550100"


@pytest.mark.parametrize(
    "typed", ["780 555 0143", "(780) 555-0143", "+1 780 555 0143", "1-780-555-0143", "  7805550143 ", "780.555.0143"]
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert read_mobile(typed, "CA", [OWN]) == "+17805550143"


def test_phones_of_the_neighbour_are_taken() -> None:
    assert read_mobile("406 555 0143", "CA", [OWN]) == "+14065550143"
    assert read_mobile("07700 900123", "GB", [OWN]) == "+447700900123"


@pytest.mark.parametrize(
    ("typed", "region", "because"),
    [
        ("555 0143", "CA", "area code"),
        ("911", "CA", "area code"),
        ("call me", "CA", "not a phone number"),
        ("\ud800", "CA", "not a phone number"),
        ("780 555 0143 ext. 5", "CA", "not a whole mobile number"),
        ("800 234 5678", "CA", "cannot get texts"),
        ("900 234 5678", "CA", "cannot get texts"),
        ("020 7946 0000", "GB", "cannot get texts"),
        ("+44 7700 900123", "CA", "this country"),
        ("+1 876 555 0143", "CA", "this country"),
        ("780-555-0100", "CA", "our own"),
    ],
)
def test_every_other_number_is_refused_with_the_reason(typed: str, region: str, because: str) -> None:
    with pytest.raises(UnusablePhoneError) as refused:
        read_mobile(typed, region, [OWN])
    assert because in str(refused.value)
