"""The assistant's HTTP server: Sanic with web chat, text messages, health checks and one error shape, and no more of Rasa's."""

import asyncio
import gc
import logging
import resource
from functools import partial
from http import HTTPStatus
from pathlib import Path

from rasa.core.agent import Agent
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.errors import ChatError
from frontdesk.channels.framing import StrictProtocol, StrictRequest
from frontdesk.channels.sms.routes import SmsChannel
from frontdesk.channels.web.appointment_pages import AppointmentLinks
from frontdesk.channels.web.built_files import read_web_files
from frontdesk.channels.web.routes import WebChannel
from frontdesk.channels.web.static_files import StaticFiles
from frontdesk.content.clinic_text import whom_to_call
from frontdesk.engine.actions import open_actions
from frontdesk.engine.agent import load_agent
from frontdesk.engine.tracker_store import EncryptedTrackerStore
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import can_write, is_current, open_database

_MAX_BODY_BYTES = 16_384
_OPEN_FILES = 16_384
_CODES = {
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


async def _on_error(clinic: Clinic, request: Request, error: Exception) -> HTTPResponse:
    status = HTTPStatus(error.status_code) if isinstance(error, SanicException) else HTTPStatus.INTERNAL_SERVER_ERROR
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log_failure(logger, "A request", error)
        status = HTTPStatus.SERVICE_UNAVAILABLE
    code, message = _CODES.get(status, ("refused", "The request was refused."))
    return ChatError(status, code, message.format(call=whom_to_call(clinic))).response()


def create_app(agent: Agent, config: Settings, name: str = "frontdesk") -> Sanic:
    """The web application, ready to run."""
    app = Sanic(name, request_class=StrictRequest, configure_logging=False)
    app.config.update(
        {
            "REQUEST_MAX_SIZE": _MAX_BODY_BYTES,
            "PROXIES_COUNT": config.proxies or None,
            "FALLBACK_ERROR_FORMAT": "json",
            "ACCESS_LOG": False,
            "KEEP_ALIVE_TIMEOUT": 65,
        }
    )
    app.ctx.agent = agent
    engine = open_database(config.database_url)
    channel = WebChannel(config)
    app.blueprint(channel.blueprint(agent.handle_message))
    app.blueprint(AppointmentLinks(config).blueprint())
    if config.sms is not None:
        app.blueprint(SmsChannel(config, config.sms, channel.heard).blueprint(agent.handle_message))
    app.blueprint(StaticFiles(config.clinic, read_web_files()).blueprint())
    app.error_handler.add(Exception, partial(_on_error, config.clinic))

    @app.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return json({"ok": True})

    @app.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        try:
            usable = await asyncio.to_thread(lambda: is_current(engine) and can_write(engine))
        except (SQLAlchemyError, OSError):
            usable = False
        if not (agent.is_ready() and usable):
            return ChatError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "not_ready",
                "The database is not reachable, not migrated or takes no writes.",
            ).response()
        return json({"ok": True})

    return app


def _allow_many_connections() -> None:
    """Let the process hold as many open sockets as it may: event streams stay open."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, wanted), most))


def serve(model: Path, config: Settings) -> None:
    """Answer requests until the process is stopped."""
    _allow_many_connections()
    store = EncryptedTrackerStore(None, engine=open_database(config.database_url), vault=Vault(config.secret_keys))
    actions = open_actions(config)
    app = create_app(load_agent(model, store, actions, config), config)
    app.after_server_stop(lambda *_: actions.close())  # the texts under way still need it before
    gc.collect()
    gc.freeze()  # what was loaded stays; collecting garbage among it would hold up a reply for a tenth of a second
    app.run(
        host=config.host,
        port=config.port,
        protocol=StrictProtocol,
        single_process=True,
        motd=False,
        access_log=False,
        debug=False,
    )
