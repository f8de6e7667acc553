"""A server with the files of a folder and a route that reads its body: `… static_server FOLDER PORT [without-page]`."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from frontdesk.channels.errors import failure, refusal  # noqa: E402  Rasa must start lean first
from frontdesk.channels.framing import StrictProtocol  # noqa: E402
from frontdesk.channels.routes import at  # noqa: E402
from frontdesk.channels.web.built_files import read_web_files  # noqa: E402
from frontdesk.channels.web.static_files import StaticFiles  # noqa: E402
from frontdesk.deadline import HttpConfig  # noqa: E402
from frontdesk.http_server import application, serve  # noqa: E402
from frontdesk.settings.clinic import read_clinic  # noqa: E402


async def echo(request: Request) -> Response:
    return Response(await request.body())


if __name__ == "__main__":
    clinic = replace(read_clinic(Path("clinic.yml")), demo_page="without-page" not in sys.argv)
    files = StaticFiles(clinic, read_web_files(Path(sys.argv[1])), "http://127.0.0.1:1")
    app = application(partial(failure, clinic), [*files.routes(), *at("/echo", POST=echo)])
    port = int(sys.argv[2])
    serve(HttpConfig(app, partial(refusal, clinic), StrictProtocol, "127.0.0.1", port, 16_384, arrival_seconds=2.0))
