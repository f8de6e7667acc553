"""Whatever somebody types: the readers of phones, addresses, names and reasons give what may stand in a booking, soon."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.booking.extraction import bare_reason, contact_places, find_email, find_phone, find_phones, find_reason
from frontdesk.booking.names import find_name, find_their_name
from frontdesk.texting.mobile import UnusablePhoneError, read_mobile

OWN = "+17805550100"
_REGION, _LONGEST = "CA", 1000  # characters that a message may have
_SECONDS = 0.5
_E164 = re.compile(r"\+\d{7,15}(;ext=\d+)?")
_VOCABULARY = (
    "780 555 0143 +1 (780) 780-555-0143 0044 00 1 ext x12 triple double five oh zero seven not it ends in 24 @ at dot com "
    "ana@example.org a.b+c@d my name is i'm this here call me o'brien d'arcy-lee van der 李 Ño her his for wife , . - ' ( ) ; "
    "because of sore knee back pain and but 2026-12-03 1234567890123456789"
).split()
_WORDS = st.lists(st.sampled_from(_VOCABULARY), max_size=60)
TEXTS = (st.text(max_size=_LONGEST) | _WORDS.map(" ".join) | _WORDS.map("".join)).map(lambda text: text[:_LONGEST])


@given(text=TEXTS, known=st.sampled_from(["", OWN, f"{OWN};ext=12"]), last=st.booleans())
@settings(max_examples=300, deadline=None)
def test_phones_are_numbers_that_can_be_called(text: str, known: str, last: bool) -> None:
    assert all(_E164.fullmatch(number) for number in find_phones(text, _REGION))
    found = find_phone(text, _REGION, known, last)
    assert found is None or bool(found.problem) != bool(_E164.fullmatch(found.number))


@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_phone_can_be_texted_or_the_reason_is_said(text: str) -> None:
    try:
        number = read_mobile(text, _REGION, [OWN])
    except UnusablePhoneError:
        return
    assert re.fullmatch(r"\+1\d{10}", number)
    assert number != OWN


@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_else_is_found_is_one_short_line(text: str) -> None:
    name, email, reason = find_name(text), find_email(text), find_reason(text)
    assert name is None or (name.strip() == name and not re.search(r"\d", name))
    assert email is None or re.fullmatch(r"[^@\s]+@[^@\s]+", email)
    assert reason is None or reason.strip()
    assert "\n" not in bare_reason(text)
    assert all(0 <= start < end <= len(text) for start, end in contact_places(text))


@pytest.mark.parametrize(
    "read",
    [find_phones, find_phone, lambda text, _: find_name(text), lambda text, _: find_their_name(text)]
    + [lambda text, _: find_email(text), lambda text, _: find_reason(text), lambda text, _: contact_places(text)],
)
@pytest.mark.parametrize(
    "part",
    ["780 ", "seven ", "double ", "a.", "a@", "-", "my name is ", "O'", "because of ", " ,", "1,", "0", "for my "],
)
def test_the_longest_messages_are_read_soon(read: Callable[[str, str], Any], part: str) -> None:
    began = time.process_time()
    read((part * _LONGEST)[:_LONGEST], _REGION)
    assert time.process_time() - began < _SECONDS
