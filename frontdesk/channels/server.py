"""The assistant's HTTP server: every channel, appointment pages, health checks and one error shape."""

import asyncio
import gc
import resource
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontdesk.channels.clinics import ManyClinics
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
from frontdesk.storage.database import can_write
from frontdesk.storage.schema import is_current
from frontdesk.storage.store import Store
from frontdesk.wiring import OpenClinic

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
    app.state.stop, app.state.assistant = channels.stop, assistant
    return app


def _allow_many_connections() -> None:
    """Let the process hold as many open sockets as it may: event streams stay open."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, wanted), most))


def create_apps(models: Mapping[str, Path | Assistant], opened: Sequence[OpenClinic]) -> dict[str, Starlette]:
    """The application of each clinic, by its id. Those with the same model have it in memory once.

    `models`: that of each clinic: a file, or an assistant that has loaded it.
    """
    loaded, apps = dict[Path | Assistant, Assistant](), dict[str, Starlette]()
    for each in opened:
        name, model = each.config.clinic_id, models[each.config.clinic_id]
        assistant = open_assistant(loaded.get(model, model), each.config, each.store)
        loaded.setdefault(model, assistant)
        apps[name] = create_app(assistant, each.config, each.store)
    return apps


def serve(models: Mapping[str, Path], installation: Settings, opened: Sequence[OpenClinic]) -> None:
    """Answer requests until the process is stopped. `models`: that of each clinic."""
    _allow_many_connections()
    apps = create_apps(models, opened)
    configs = {each.config.clinic_id: each.config for each in opened}
    only = next(iter(apps.values()))
    several = ManyClinics(installation.clinic, configs, apps) if any(each.config.path for each in opened) else None
    app, stop = (several, several.stop) if several else (only, only.state.stop)
    gc.collect()
    gc.freeze()  # what was loaded stays; collecting garbage among it would hold up a reply for a tenth of a second
    refused = partial(refusal, installation.clinic)
    http = HttpConfig(app, refused, StrictProtocol, installation.host, installation.port, _MAX_BODY_BYTES)
    serve_http(http, stop)
