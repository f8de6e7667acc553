"""One message of a conversation, as it goes from the assistant to every channel and into the transcript (docs/http.md)."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict


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
