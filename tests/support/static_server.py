"""A server with the files of a folder and a route that reads its body: `… static_server FOLDER PORT [without-page]`."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from frontdesk.channels.framing import StrictProtocol, StrictRequest  # noqa: E402  Rasa must start lean first
from frontdesk.channels.server import _on_error  # noqa: E402
from frontdesk.channels.web.built_files import read_web_files  # noqa: E402
from frontdesk.channels.web.static_files import StaticFiles  # noqa: E402
from frontdesk.settings.clinic import read_clinic  # noqa: E402

if __name__ == "__main__":
    clinic = replace(read_clinic(Path("clinic.yml")), demo_page="without-page" not in sys.argv)
    app = Sanic("static", request_class=StrictRequest, configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.blueprint(StaticFiles(clinic, read_web_files(Path(sys.argv[1]))).blueprint())
    app.error_handler.add(Exception, partial(_on_error, clinic))
    app.config.ARRIVAL_SECONDS = 2.0

    @app.post("/echo")
    async def echo(request: Request) -> HTTPResponse:
        return raw(request.body)

    app.run("127.0.0.1", int(sys.argv[2]), protocol=StrictProtocol, single_process=True, motd=False, access_log=False)
