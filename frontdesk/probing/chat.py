"""A chat with the assistant over HTTP, marked as synthetic (frontdesk/conversations/synthetic.py)."""

import json
import secrets
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from frontdesk.conversations.synthetic import HEADER, Marks

_SECONDS = 15.0


class UnansweredError(Exception):
    """There was no reply: nobody listens, it took too long, or it was no reply of the chat."""


def reply_kinds(url: str, secret_keys: Sequence[str], text: str, seconds: float = _SECONDS) -> list[str]:
    """The kinds of messages that answer a text in a new chat at an address, which is ended again. Raises UnansweredError."""
    marks = Marks(secret_keys)
    try:
        token = _call(url, "POST", "/chat/session", marks, seconds)["token"]
        body = {"id": secrets.token_hex(16), "text": text}
        reply = _call(url, "POST", "/chat/messages", marks, seconds, token, body)
        _call(url, "DELETE", "/chat/session", marks, seconds, token)
        return [message["kind"] for message in reply["messages"]]
    except (OSError, KeyError, TypeError, ValueError, HTTPException) as error:
        raise UnansweredError(type(error).__name__) from error


def _call(
    url: str, method: str, path: str, marks: Marks, seconds: float, token: str = "", body: Any = None
) -> dict[str, Any]:
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=seconds)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", HEADER: marks.issue()}
    try:
        connection.request(method, f"{parts.path}{path}", json.dumps(body) if body else None, headers)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()
