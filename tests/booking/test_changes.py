"""What a patient wants to change."""

import pytest

from frontdesk.booking.changes import field_named, wants_change


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("wrong number", "phone"),
        ("can i change the time", "when"),
        ("the time", "when"),
        ("no, the phone number", "phone"),
        ("my name is wrong", "name"),
        ("different reason", "reason"),
        ("thursday", None),
        ("my knee hurts all the time", None),
        ("i need to change the way i sit at work because of my back all day", None),
    ],
)
def test_a_wish_to_change_names_its_field(text: str, field: str | None) -> None:
    assert field_named(text) == field


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("change something", True),
        ("can i change it", True),
        ("edit", True),
        ("change my dressing", False),
        ("yes", False),
    ],
)
def test_a_wish_to_change_may_name_nothing(text: str, wanted: bool) -> None:
    assert wants_change(text) == wanted
