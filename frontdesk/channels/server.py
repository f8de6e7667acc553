"""The assistant's HTTP server: web chat, text messages, appointment pages, health checks and one error shape."""

import asyncio
import gc
import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from http import HTTPStatus
from pathlib import Path

from rasa.core.agent import Agent
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontdesk.channels.errors import ChatError, failure, refusal
from frontdesk.channels.framing import StrictProtocol
from frontdesk.channels.routes import at
from frontdesk.channels.sms.routes import SmsChannel
from frontdesk.channels.web.appointment_pages import AppointmentLinks
from frontdesk.channels.web.built_files import read_web_files
from frontdesk.channels.web.routes import WebChannel
from frontdesk.channels.web.static_files import StaticFiles
from frontdesk.deadline import HttpConfig
from frontdesk.engine.actions import open_actions
from frontdesk.engine.agent import load_agent
from frontdesk.engine.tracker_store import EncryptedTrackerStore
from frontdesk.http_server import application
from frontdesk.http_server import serve as serve_http
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import can_write, is_current, open_database

_MAX_BODY_BYTES = 16_384
_OPEN_FILES = 16_384


async def _live(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def _ready(engine: Engine, request: Request) -> Response:
    try:
        usable = await asyncio.to_thread(lambda: is_current(engine) and can_write(engine))
    except (SQLAlchemyError, OSError):
        usable = False
    if not (request.app.state.agent.is_ready() and usable):
        return ChatError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "not_ready",
            "The database is not reachable, not migrated or takes no writes.",
        ).response()
    return JSONResponse({"ok": True})


def create_app(agent: Agent, config: Settings, closing: Callable[[], Awaitable[None]]) -> Starlette:
    """The web application, ready to run. `closing` is awaited once nothing is under way any more."""
    channel = WebChannel(config)
    sms = SmsChannel(config, config.sms, channel.heard) if config.sms else None

    async def stop() -> None:
        await channel.stop()
        if sms:
            await sms.stop()

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with sms.processing(agent) if sms else nullcontext():
            yield
        await closing()

    routes = [
        *channel.routes(),
        *AppointmentLinks(config).routes(),
        *(sms.routes() if sms else ()),
        *StaticFiles(config.clinic, read_web_files()).routes(),
        *at("/health/live", GET=_live),
        *at("/health/ready", GET=partial(_ready, open_database(config.database_url))),
    ]
    app = application(partial(failure, config.clinic), routes, running)
    app.state.agent = agent
    app.state.stop = stop
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
    app = create_app(load_agent(model, store, actions, config), config, actions.close)
    gc.collect()
    gc.freeze()  # what was loaded stays; collecting garbage among it would hold up a reply for a tenth of a second
    refused = partial(refusal, config.clinic)
    serve_http(HttpConfig(app, refused, StrictProtocol, config.host, config.port, _MAX_BODY_BYTES), app.state.stop)
