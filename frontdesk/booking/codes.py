"""Six-digit codes as patients type them, and asking for another one."""

import re

_CODE = re.compile(r"(?<!\d)(?<!\d[ -])(\d{3})[ -]?(\d{3})(?![ -]?\d)")
_RESEND = re.compile(
    r"\b(?:re-?send|send (?:it|that|the code|me|a new|another)|(?:new|another|no) (?:code|one|e?-?mail|text)|"
    r"(?:did ?n[o']?t|didnt|have ?n[o']?t|havent|never|not) (?:get|got|received?|see|come?|arrived?))\b"
)


def find_code(text: str) -> str | None:
    """The six digits in a text, or None."""
    found = _CODE.search(text)
    return "".join(found.groups()) if found else None


def wants_another(plain: str) -> bool:
    """Whether a lower-case text says that no code has come, or asks for a new one."""
    return bool(_RESEND.search(plain))
