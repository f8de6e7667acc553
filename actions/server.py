"""The action server: Rasa SDK's executor behind a shared secret, on loopback, with errors that show nothing of the inside."""

import hmac
import logging
from http import HTTPStatus

from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.executor import executor
from frontdesk.action_secret import HEADER, action_secret
from frontdesk.deadline import DeadlineProtocol
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings

HOST = "127.0.0.1"
_MAX_BODY_BYTES = 8_000_000
logger = logging.getLogger(__name__)


def _refused(status: HTTPStatus) -> HTTPResponse:
    return json({"error": status.phrase}, status=status)


def create_app(config: Settings, name: str = "frontdesk_actions") -> Sanic:
    """The action server. `POST /webhook` is what Rasa calls; `GET /health` is open."""
    app = Sanic(name, configure_logging=False)
    app.config.update({"REQUEST_MAX_SIZE": _MAX_BODY_BYTES, "FALLBACK_ERROR_FORMAT": "json", "ACCESS_LOG": False})
    actions = executor(config)
    secret = action_secret(config.secret_keys)

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return json({"ok": True})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(errors="replace"), secret.encode()):
            return _refused(HTTPStatus.UNAUTHORIZED)
        if not isinstance(request.json, dict) or "tracker" not in request.json:
            return _refused(HTTPStatus.BAD_REQUEST)
        try:
            return json(await actions.run(request.json))
        except ActionNotFoundException:
            return _refused(HTTPStatus.NOT_FOUND)
        except ActionExecutionRejection as rejected:
            return json({"error": "rejected", "action_name": rejected.action_name}, status=HTTPStatus.BAD_REQUEST)

    async def on_error(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException):
            return _refused(HTTPStatus(error.status_code))
        log_failure(logger, "An action request", error)
        return _refused(HTTPStatus.INTERNAL_SERVER_ERROR)

    app.error_handler.add(Exception, on_error)
    return app


def serve(config: Settings) -> None:
    """Run actions until the process is stopped."""
    create_app(config).run(
        host=HOST,
        port=config.actions_port,
        protocol=DeadlineProtocol,
        single_process=True,
        motd=False,
        access_log=False,
        debug=False,
    )
