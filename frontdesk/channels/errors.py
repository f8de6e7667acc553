"""One error shape for every route: {"ok": false, "error": {"code", "message"}}."""

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from frontdesk.content.clinic_text import whom_to_call
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic

_MESSAGES = {
    HTTPStatus.NOT_FOUND: ("not_found", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "This address does not take this kind of request."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too_large",
        "The request is too large. A message may have 1,000 characters.",
    ),
    HTTPStatus.BAD_REQUEST: ("bad_request", "The request could not be read."),
    HTTPStatus.REQUEST_TIMEOUT: ("timeout", "The request did not arrive in time. Please send it again. {call}"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("unavailable", "The chat is not available right now. {call}"),
}
logger = logging.getLogger(__name__)


class ChatError(Exception):
    """A request that is refused. `message` is for whoever sent it and holds nothing that they sent."""

    def __init__(self, status: HTTPStatus, code: str, message: str, retry_after: int | None = None) -> None:
        """`retry_after`: seconds after which the same request may succeed."""
        super().__init__(code)
        self.retry_after = retry_after
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> Response:
        """The error as JSON, with the WWW-Authenticate header where HTTP asks for it."""
        headers = {"Vary": "Origin"}
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        body = {"ok": False, "error": {"code": self.code, "message": self.message}}
        return JSONResponse(body, self.status, headers)


def bad_request(code: str, message: str) -> ChatError:
    """400 with a code of its own."""
    return ChatError(HTTPStatus.BAD_REQUEST, code, message)


def refusal(clinic: Clinic, status: HTTPStatus) -> Response:
    """What answers a request that no route takes, or that cannot be read."""
    code, message = _MESSAGES.get(status, ("refused", "The request was refused."))
    return ChatError(status, code, message.format(call=whom_to_call(clinic))).response()


def failure(clinic: Clinic, error: Exception) -> Response:
    """What answers a request that ended in an error. One that is nobody's mistake but ours is logged, by its kind."""
    if isinstance(error, HTTPException):
        return refusal(clinic, HTTPStatus(error.status_code))
    if isinstance(error, ClientDisconnect):
        return refusal(clinic, HTTPStatus.BAD_REQUEST)  # nobody is there to read it
    log_failure(logger, "A request", error)
    return refusal(clinic, HTTPStatus.SERVICE_UNAVAILABLE)
