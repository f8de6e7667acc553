"""An answer as a message of the chat, and as Rasa wants what a generator gives."""

import secrets
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from frontdesk.content.answers import Answer
from frontdesk.conversations.messages import Message
from frontdesk.engine.nlu.context import MESSAGE


def as_message(answer: Answer) -> Message:
    """A web message (docs/http.md) for an answer, with a new id and the present time."""
    return {
        "id": secrets.token_hex(16),
        "from": "bot",
        "text": answer.text,
        "kind": answer.kind,
        "lang": answer.lang,
        "topics": list(answer.topics),
        "source": dict(answer.source) if answer.source else None,
        "buttons": [{"id": choice, "title": title} for choice, title in answer.buttons],
        "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
    }


def generated(answer: Answer, language: str) -> dict[str, Any]:
    """What Rasa's generators give, with our own message beside it."""
    message = as_message(replace(answer, lang=language))
    return {
        "text": answer.text,
        "buttons": [{"title": b["title"], "payload": b["id"]} for b in message["buttons"]],
        MESSAGE: message,
    }
