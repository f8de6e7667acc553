"""The deep link to the clinic's own booking page."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.settings.booking import Booking
from frontdesk.settings.methods.link import deep_link

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def test_source_service_and_referral_are_added() -> None:
    link = deep_link(Booking(link="https://book.example.org/start"), "first_visit", "r1")
    assert link == "https://book.example.org/start?source=frontdesk&service=first_visit&referral=r1"


def test_an_unknown_service_is_left_out() -> None:
    assert query(deep_link(Booking(link="https://book.example.org"), None, "r1")) == [
        ("source", "frontdesk"),
        ("referral", "r1"),
    ]


def test_parameters_and_fragment_of_the_address_are_kept() -> None:
    booking = Booking(link="https://book.example.org/a%20b?lang=fr&tag=1&tag=2&embed=&source=old#staff/3")
    link = deep_link(booking, "visit", "r1")
    assert link.startswith("https://book.example.org/a%20b?")
    assert link.endswith("#staff/3")
    assert query(link) == [
        ("lang", "fr"),
        ("tag", "1"),
        ("tag", "2"),
        ("embed", ""),
        ("source", "frontdesk"),
        ("service", "visit"),
        ("referral", "r1"),
    ]


@given(TEXT, TEXT)
def test_nothing_in_a_value_can_change_the_address(source: str, service: str) -> None:
    link = deep_link(Booking(link="https://book.example.org/?x=1", link_source=source), service, "r1")
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "book.example.org", "/", "")
    assert query(link) == [("x", "1"), ("source", source), ("service", service), ("referral", "r1")]


def test_without_an_address_the_setting_is_named() -> None:
    with pytest.raises(ValueError, match=r"booking\.link"):
        deep_link(Booking(), None, "r1")
