"""The front desk's page as a process of its own: the route table, one form of failure, and its files."""

import asyncio
import ctypes
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from html import escape
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from frontdesk.channels.framing import StrictProtocol
from frontdesk.channels.routes import exactly_at
from frontdesk.deadline import HttpConfig
from frontdesk.http_server import application
from frontdesk.http_server import serve as serve_http
from frontdesk.log import log_failure
from frontdesk.settings.clinics import Clinics
from frontdesk.settings.environment import Settings
from frontdesk.staff.account_pages import AccountPages
from frontdesk.staff.accounts import first_invitation, invite
from frontdesk.staff.chat_pages import ChatPages
from frontdesk.staff.chats import Chats
from frontdesk.staff.clinics import ManyConsoles, without_settings
from frontdesk.staff.desk import StaffDesk
from frontdesk.staff.factor_pages import FactorPages
from frontdesk.staff.gap_pages import GapPages
from frontdesk.staff.guard import HEADERS, Guard, SignedOutError
from frontdesk.staff.insight_pages import InsightPages
from frontdesk.staff.live import Live
from frontdesk.staff.openid_pages import OpenIdPages
from frontdesk.staff.pages import Pages
from frontdesk.staff.passkey_pages import PasskeyPages
from frontdesk.staff.privacy_pages import PrivacyPages
from frontdesk.staff.request_pages import RequestPages
from frontdesk.staff.roles import OWN, OWNER
from frontdesk.staff.sign_in_pages import SignIn, SignInPages
from frontdesk.staff.team_pages import TeamPages
from frontdesk.staff.today_page import TodayPage
from frontdesk.staff.visits import EVENTS, Place, Visit, go_to
from frontdesk.staff.waiting import Waiting
from frontdesk.storage.database import in_database, writing
from frontdesk.storage.store import Store
from frontdesk.wiring import OpenClinic, open_lobby

_MAX_BODY_BYTES = 16_384
_M_MMAP_THRESHOLD = -3
_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}
_WORDS = {
    HTTPStatus.FORBIDDEN: "You may not do that here. Sign in again, or ask the owner of your clinic's account.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.MISDIRECTED_REQUEST: "This page is not served under this name. FRONTDESK_STAFF_URL says where it is.",
    HTTPStatus.SERVICE_UNAVAILABLE: "This does not work right now. Please try again in a minute.",
}
logger = logging.getLogger(__name__)


def refusal(status: HTTPStatus) -> Response:
    """A plain page for what cannot be answered."""
    text = escape(_WORDS.get(status, "This request cannot be answered."))
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{text}</title>'
        f'<main><h1>{text}</h1><p><a href="/">Back to Today</a></p></main></html>'
    )
    return HTMLResponse(page, status, HEADERS)


def failure(error: Exception) -> Response:
    """What answers a request that ended in an error; one that is nobody's mistake but ours is logged, by its kind."""
    if isinstance(error, HTTPException):
        return refusal(HTTPStatus(error.status_code))
    if isinstance(error, ClientDisconnect):
        return refusal(HTTPStatus.BAD_REQUEST)
    log_failure(logger, "A request to the front desk's page", error)
    return refusal(HTTPStatus.SERVICE_UNAVAILABLE)


class Console:
    """The page over one database."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._engine: Engine = store.engine
        self._guard = Guard(config, store.engine)
        self._live = Live(store.engine)
        pages = Pages(config.clinic, _versions())
        # Of several clinics none is named before somebody has signed in.
        door = pages if not config.path else Pages(replace(config.clinic, name="Frontdesk"), _versions())
        chats, self.desk = Chats(store), StaffDesk(config, store)
        sign_in = SignIn(config, store, self._guard)
        account = AccountPages(store, pages, sign_in)
        waiting = Waiting(self.desk.appointments, store.vault, config.clinic.timezone)
        self.places: Sequence[Place] = [
            *SignInPages(config, store, door, sign_in, chats).places(),
            *OpenIdPages(config, store, pages, sign_in).places(),
            *account.places(),
            *FactorPages(config, store, pages, sign_in, account).places(),
            *PasskeyPages(store, sign_in, account).places(),
            *TeamPages(config, store, pages, chats).places(),
            *TodayPage(store.engine, config.clinic, pages, self.desk, waiting).places(),
            *RequestPages(store.engine, config.clinic, pages, self.desk, waiting).places(),
            *ChatPages(store.engine, pages, chats, self.desk).places(),
            *GapPages(store.engine, store.vault, pages).places(),
            *InsightPages(store.engine, config.clinic, pages).places(),
            *PrivacyPages(config, store, pages).places(),
        ]

    def app(self) -> Starlette:
        """The web application, ready to run."""
        paths = dict.fromkeys(place.path for place in self.places)
        routes: list[Route] = []
        for path in paths:
            handlers = {place.method: partial(self._answer, place) for place in self.places if place.path == path}
            routes += exactly_at(path, **handlers)
        routes += exactly_at(EVENTS, GET=self._events)
        routes += exactly_at("/health/live", GET=_alive)
        routes += [route for file in _STATIC.iterdir() for route in _file(file)]
        app = application(failure, routes)
        app.state.stop = self._live.stop
        return app

    async def _answer(self, place: Place, request: Request) -> Response:
        body = await request.body()
        if place.calls_out:
            response = await asyncio.to_thread(self._within, place, request, body)
        else:
            response = await in_database(self._engine, self._within, place, request, body)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _within(self, place: Place, request: Request, body: bytes) -> Response:
        try:
            return place.handle(self._guard.admit(request, body, place))
        except SignedOutError:
            return _signed_out(request)

    async def _events(self, request: Request) -> Response:
        place = Place("GET", EVENTS, _nothing, OWN)
        try:
            visit = await in_database(self._engine, self._guard.admit, request, b"", place)
        except SignedOutError:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=HEADERS)  # the browser does not come again
        stream = self._live.stream(visit.who, visit.token, visit.query("page")[:50])
        stream.headers.update(HEADERS)
        return stream


def _nothing(_: Visit) -> Response:
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _signed_out(request: Request) -> Response:
    if "x-live" in request.headers:
        return Response(status_code=HTTPStatus.UNAUTHORIZED)
    return go_to("/sign-in")


async def _alive(_: Request) -> Response:
    return JSONResponse({"ok": True})


@cache
def _versions() -> dict[str, str]:
    """What stands for the content of each file that pages load."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in _STATIC.iterdir()}


@cache
def _file(file: Path) -> list[Route]:
    body = file.read_bytes()

    async def send(_: Request) -> Response:
        return Response(body, media_type=_TYPES[file.suffix], headers=HEADERS | _KEPT)

    return exactly_at(f"/static/{file.name}", GET=send)


def owner_link(config: Settings, store: Store) -> str:
    """A new link that makes an owner's account, whoever else has one."""
    with writing(store.engine) as connection:
        return f"{config.staff_address}/invitation/{invite(connection, OWNER, None)}"


def _first_links(opened: Sequence[OpenClinic]) -> Iterator[str]:
    """A sentence for each clinic that nobody can sign in to yet."""
    for each in opened:
        with writing(each.store.engine) as connection:
            token = first_invitation(connection)
        if token:
            of_clinic = f" to {each.config.clinic_id}" if each.config.path else ""
            link = f"{each.config.staff_address}/invitation/{token}"
            yield f"Nobody can sign in{of_clinic} yet. This link makes the first account, once: {link}"


def _give_memory_back() -> None:
    """Have the C library return what a password's hash took, instead of keeping it for the next one."""
    with suppress(AttributeError):  # other C libraries do so by themselves
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def create_app(clinics: Clinics, opened: Sequence[OpenClinic]) -> tuple[ASGIApp, Callable[[], Awaitable[None]]]:
    """The pages of one clinic, or of several at one address, and what ends their open streams."""
    lobby = open_lobby(clinics, opened)
    each = [*opened, lobby] if lobby else opened
    apps = {one.config.clinic_id: Console(one.config, one.store).app() for one in each}
    if lobby is None:
        only = next(iter(apps.values()))
        return only, only.state.stop
    several = ManyConsoles(clinics.installation, lobby.store.engine, apps)
    return several, several.stop


def serve(clinics: Clinics, opened: Sequence[OpenClinic]) -> None:
    """Answer requests until the process is stopped. Says where, and how the first account of each clinic is made."""
    _give_memory_back()
    installation = clinics.installation
    app, stop = create_app(clinics, opened)
    print(f"The front desk's page is at {installation.staff_address}", flush=True)
    for sentence in _first_links(opened):
        print(sentence, flush=True)
    for clinic in without_settings(opened[0].store.engine, clinics.each):
        print(
            f"There are accounts of a clinic {clinic}, which has no folder here. Nobody can sign in to it.", flush=True
        )
    http = HttpConfig(app, refusal, StrictProtocol, installation.host, installation.staff_port, _MAX_BODY_BYTES)
    serve_http(http, stop)
