"""One message of a conversation, as it goes from the assistant to every channel and into the transcript (docs/http.md)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NotRequired, TypedDict

from frontdesk.language.packs import ENGLISH


class Button(TypedDict):
    """What a patient can press: the id that comes back, and what it says."""

    id: str
    title: str


# `from` is bot, patient or staff, `at` the moment in ISO 8601. A patient's own message has no kind to speak of, and `lang` is
# there where the assistant speaks.
Message = TypedDict(
    "Message",
    {
        "id": str,
        "from": str,
        "text": str,
        "kind": str,
        "topics": Sequence[str],
        "source": Mapping[str, Any] | None,
        "buttons": Sequence[Button],
        "at": str,
        "lang": NotRequired[str],
    },
)


def plain_message(
    text: str, sender: str = "bot", kind: str = "notice", message_id: str = "", language: str = ENGLISH
) -> Message:
    """A message of docs/http.md without topics, source and buttons, now."""
    said: Message = {
        "id": message_id or secrets.token_hex(16),
        "from": sender,
        "text": text,
        "kind": kind,
        "topics": [],
        "source": None,
        "buttons": [],
        "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
    }
    return {**said, "lang": language} if sender == "bot" else said
