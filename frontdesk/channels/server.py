"""The assistant's HTTP server: every channel, appointment pages, health checks and one error shape."""

import asyncio
import gc
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontdesk.channels.errors import ChatError, failure, refusal
from frontdesk.channels.framing import StrictProtocol
from frontdesk.channels.routes import at
from frontdesk.channels.serving import Channels
from frontdesk.channels.web.appointment_pages import AppointmentLinks
from frontdesk.channels.web.built_files import read_web_files
from frontdesk.channels.web.static_files import StaticFiles
from frontdesk.deadline import HttpConfig
from frontdesk.engine.assistant import Assistant, open_assistant
from frontdesk.http_server import application
from frontdesk.http_server import serve as serve_http
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import can_write, is_current
from frontdesk.storage.store import Store

_MAX_BODY_BYTES = 16_384
_OPEN_FILES = 16_384


async def _live(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def _ready(engine: Engine, assistant: Assistant, _: Request) -> Response:
    try:
        usable = await asyncio.to_thread(lambda: is_current(engine) and can_write(engine))
    except (SQLAlchemyError, OSError):
        usable = False
    if not (assistant.is_ready and usable):
        return ChatError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "not_ready",
            "The database is not reachable, not migrated or takes no writes.",
        ).response()
    return JSONResponse({"ok": True})


def create_app(assistant: Assistant, config: Settings, store: Store) -> Starlette:
    """The web application, ready to run."""
    channels = Channels(config, store, assistant)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with channels.running():
            yield
        await assistant.close()

    routes = [
        *channels.routes(),
        *AppointmentLinks(config, store).routes(),
        *StaticFiles(config.clinic, read_web_files(), config.staff_address).routes(),
        *at("/health/live", GET=_live),
        *at("/health/ready", GET=partial(_ready, store.engine, assistant)),
    ]
    app = application(partial(failure, config.clinic), routes, running)
    app.state.stop = channels.stop
    return app


def _allow_many_connections() -> None:
    """Let the process hold as many open sockets as it may: event streams stay open."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, wanted), most))


def serve(model: Path, config: Settings, store: Store) -> None:
    """Answer requests until the process is stopped."""
    _allow_many_connections()
    app = create_app(open_assistant(model, config, store), config, store)
    gc.collect()
    gc.freeze()  # what was loaded stays; collecting garbage among it would hold up a reply for a tenth of a second
    refused = partial(refusal, config.clinic)
    serve_http(HttpConfig(app, refused, StrictProtocol, config.host, config.port, _MAX_BODY_BYTES), app.state.stop)
