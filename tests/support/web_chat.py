"""A patient's browser, over HTTP alone."""

import uuid
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from frontdesk.channels.web.tokens import Tokens
from tests.support.server import SECRET, Server

MESSAGE_KEYS = {"id", "from", "text", "kind", "lang", "topics", "source", "buttons", "at"}


class Chat:
    """A patient's browser."""

    def __init__(self, server: Server, lang: str = "") -> None:
        """`lang`: the language of the page, as a tag."""
        self.url = server.url
        opened = requests.post(f"{self.url}/chat/session", json={"lang": lang} if lang else None, timeout=20)
        assert opened.status_code == 201
        self.opening = opened.json()
        self.token = self.opening["token"]

    def send(self, **body: Any) -> requests.Response:
        return requests.post(
            f"{self.url}/chat/messages",
            json={"id": uuid.uuid4().hex, **body},
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=20,
        )

    def ask(self, text: str) -> list[dict[str, Any]]:
        """The reply to a message, without the privacy notice that comes before the first question for personal details."""
        return self._reply(text=text)

    def press(self, choice: str) -> list[dict[str, Any]]:
        """The reply to a button, in the same way."""
        return self._reply(choice=choice)

    def _reply(self, **body: Any) -> list[dict[str, Any]]:
        response = self.send(**body)
        assert response.status_code == 200, response.text
        return [message for message in response.json()["messages"] if message["topics"] != ["privacy_notice"]]

    def call(
        self, method: str, path: str, token: str | None = None, headers: dict[str, str] | None = None, **request: Any
    ) -> requests.Response:
        authorization = {"Authorization": f"Bearer {token or self.token}"}
        return requests.request(
            method, f"{self.url}/chat/{path}", headers=authorization | (headers or {}), timeout=20, **request
        )

    def raw(self, body: bytes, content_type: str = "application/json", token: str | None = None) -> requests.Response:
        return requests.post(
            f"{self.url}/chat/messages",
            data=body,
            headers={"Authorization": f"Bearer {token or self.token}", "Content-Type": content_type},
            timeout=20,
        )


def assert_refused(response: requests.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert response.headers["Vary"] == "Origin"
    assert set(body) == {"ok", "error"}
    assert body["ok"] is False
    assert body["error"]["code"] == code
    assert body["error"]["message"].endswith((".", ")"))


COSTLY = (
    "a? " * 333,
    "is it and can i or do you " * 38,
    "and the price? what about the hours? is it safe, does it hurt, " * 15,
)


class From(HTTPAdapter):
    """Requests from another address of this machine."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, source_address=("127.0.0.2", 0), **kwargs)  # type: ignore[no-untyped-call]


def conversation_of(chat: Chat) -> str:
    return Tokens([SECRET], 24 * 3600).conversation_id(chat.token)
