"""Whose texts are answered: phones, not short codes, names, other services' addresses, or numbers of our own."""

import re

import phonenumbers

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


def is_answered(text: InboundText, own: str) -> bool:
    """Whether a text is processed. `own` is our number (E.164), or empty."""
    return is_phone(text.sender) and text.sender not in (own, text.recipient)
