"""The action server: Rasa SDK's executor behind a shared secret, on loopback, with errors that show nothing of the inside."""

import hmac
import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.executor import executor
from frontdesk.action_secret import HEADER, REQUEST_HEADER, action_secret
from frontdesk.deadline import DeadlineProtocol, HttpConfig
from frontdesk.http_server import application
from frontdesk.http_server import serve as serve_http
from frontdesk.log import REQUEST, REQUEST_CHARACTERS, log_failure
from frontdesk.settings.environment import Settings
from frontdesk.wiring import OpenClinic

HOST = "127.0.0.1"
_MAX_BODY_BYTES = 8_000_000
logger = logging.getLogger(__name__)


def _refused(status: HTTPStatus) -> Response:
    return JSONResponse({"error": status.phrase}, status)


def _failed(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _refused(HTTPStatus(error.status_code))
    log_failure(logger, "An action request", error)
    return _refused(HTTPStatus.INTERNAL_SERVER_ERROR)


async def _health(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def _call(request: Request) -> dict[str, Any] | None:
    """What Rasa calls with, or None if it is no call."""
    try:
        call = json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
    return call if isinstance(call, dict) and "tracker" in call else None


def create_app(opened: Sequence[OpenClinic]) -> Starlette:
    """The action server. `POST /webhook` is what Rasa calls, for the clinic whose secret it has; `GET /health` is open."""
    by_secret = {action_secret(each.config.secret_keys): executor(each.config, each.store) for each in opened}

    async def webhook(request: Request) -> Response:
        given = request.headers.get(HEADER, "").encode()
        actions = next((found for key, found in by_secret.items() if hmac.compare_digest(given, key.encode())), None)
        if actions is None:
            return _refused(HTTPStatus.UNAUTHORIZED)
        REQUEST.set(request.headers.get(REQUEST_HEADER, "")[:REQUEST_CHARACTERS])
        call = await _call(request)
        if call is None:
            return _refused(HTTPStatus.BAD_REQUEST)
        try:
            return JSONResponse(await actions.run(call))
        except ActionNotFoundException:
            return _refused(HTTPStatus.NOT_FOUND)
        except ActionExecutionRejection as rejected:
            return JSONResponse({"error": "rejected", "action_name": rejected.action_name}, HTTPStatus.BAD_REQUEST)

    return application(_failed, [Route("/health", _health), Route("/webhook", webhook, methods=["POST"])])


def serve(installation: Settings, opened: Sequence[OpenClinic]) -> None:
    """Run actions until the process is stopped."""
    app = create_app(opened)
    serve_http(HttpConfig(app, _refused, DeadlineProtocol, HOST, installation.actions_port, _MAX_BODY_BYTES))
