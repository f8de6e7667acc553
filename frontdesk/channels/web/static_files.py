"""The widget and the demonstration page over HTTP: one route a file, made at start, so that no other file can be asked for.

1. A file is revalidated each time (`no-cache` with its ETag), so that an upgrade reaches every site at once; asked for with
   `?v=<its version>` it may be kept for ever.
2. The widget may be loaded by any site's page. What it may then ask the chat is up to `web.allowed_origins`.
3. The page allows only what comes from this server, and may not be framed by another.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontdesk.channels.routes import exactly_at, queried
from frontdesk.channels.web.built_files import WIDGET, WIDGET_FILES, WebFile
from frontdesk.channels.web.demo_page import filled
from frontdesk.settings.clinic import Clinic

_PAGE = "index.html"
_FOR_EVER = "public, max-age=31536000, immutable"
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
_ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_OF_PAGES = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
    "object-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer "
            "microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock usb xr-spatial-tracking"
        ).split()
    ),
}


def _accepts_gzip(request: Request) -> bool:
    for item in request.headers.get("accept-encoding", "").split(","):
        coding, *parameters = (part.strip().lower() for part in item.split(";"))
        if coding == "gzip":
            return not any(
                parameter.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for parameter in parameters
            )
    return False


def _is_known(request: Request, etag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in asked.split(","))


def response(file: WebFile, request: Request) -> Response:
    """A file in the form the client can take, or 304 if it has it already."""
    compressed = file.compressed if _accepts_gzip(request) else None
    etag = f'"{file.version}{"-gzip" if compressed else ""}"'
    headers = _ALWAYS | {
        "ETag": etag,
        "Cache-Control": _FOR_EVER if queried(request, "v") == file.version else "no-cache",
    }
    if file.name in WIDGET_FILES:
        headers |= _ANY_SITE
    if file.name == _PAGE:
        headers |= _OF_PAGES
    if _is_known(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if compressed:
        headers["Content-Encoding"] = "gzip"
    return Response(compressed or file.body, headers=headers, media_type=file.content_type)


class StaticFiles:
    """The routes: `/` for the page, `/<name>` for every other file."""

    def __init__(self, clinic: Clinic, files: dict[str, WebFile], staff_address: str) -> None:
        """`staff_address`: the front desk's page. Raises TemplateError if the page names an unknown value."""
        self._files = dict(files) if clinic.demo_page else {name: files[name] for name in files if name in WIDGET_FILES}
        page = self._files.get(_PAGE)
        if page:
            version = files[WIDGET].version if WIDGET in files else ""
            self._files[_PAGE] = WebFile(_PAGE, filled(page.body.decode(), clinic, version, staff_address).encode())

    def routes(self) -> list[Route]:
        """For the assistant's server."""
        return [route for file in self._files.values() for route in self._routes(file)]

    @staticmethod
    def _routes(file: WebFile) -> list[Route]:
        async def send(request: Request) -> Response:
            return response(file, request)

        return exactly_at("/" if file.name == _PAGE else f"/{file.name}", GET=send, HEAD=send)
