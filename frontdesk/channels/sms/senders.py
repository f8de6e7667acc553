"""Whose texts are answered: phones, not short codes, names, other services' addresses, or numbers of our own."""

import re

import phonenumbers

from frontdesk.texting.mobile import NEIGHBOURS
from frontdesk.texting.providers.base import InboundText

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def is_phone(sender: str) -> bool:
    """Whether a sender is a phone that can be answered."""
    if not _E164.fullmatch(sender):
        return False
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(sender)))
    except phonenumbers.NumberParseException:
        return False


def is_answered(text: InboundText, own: str, only_in: str = "") -> bool:
    """Whether a text is processed. `own` is our number (E.164), or empty; `only_in` the only country whose phones are
    answered ("CA"; Canada and the United States count as one), or empty for all."""
    return is_phone(text.sender) and text.sender not in (own, text.recipient) and is_near(text.sender, only_in)


def is_near(phone: str, region: str) -> bool:
    """Whether a phone (E.164) is of a country, or of its neighbour with the same numbering plan; all are, of none ("")."""
    if not region:
        return True
    near = NEIGHBOURS if region in NEIGHBOURS else frozenset({region})
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) in near
