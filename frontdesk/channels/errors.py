"""One error shape for every route: {"ok": false, "error": {"code", "message"}}."""

from http import HTTPStatus

from sanic.response import HTTPResponse, json


class ChatError(Exception):
    """A request that is refused. `message` is for whoever sent it and holds nothing that they sent."""

    def __init__(self, status: HTTPStatus, code: str, message: str, retry_after: int | None = None) -> None:
        """`retry_after`: seconds after which the same request may succeed."""
        super().__init__(code)
        self.retry_after = retry_after
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> HTTPResponse:
        """The error as JSON, with the WWW-Authenticate header where HTTP asks for it."""
        headers = {"Vary": "Origin"}
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        body = {"ok": False, "error": {"code": self.code, "message": self.message}}
        return json(body, status=self.status, headers=headers)


def bad_request(code: str, message: str) -> ChatError:
    """400 with a code of its own."""
    return ChatError(HTTPStatus.BAD_REQUEST, code, message)
