"""What every request to the front desk's page must pass, in this order:

1. The address that was asked for is one of ours (against DNS rebinding).
2. What changes something comes from one of our own pages (`Origin`).
3. Who asks is signed in, and their role has the permission that the place needs.
4. What changes something carries the token of this session's forms.

Every answer forbids scripts from elsewhere, framing and keeping.
"""

import hashlib
import hmac
from datetime import timedelta
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontdesk.channels.web.addresses import asked_host
from frontdesk.settings.environment import Settings
from frontdesk.staff import sessions, steps
from frontdesk.staff.accounts import Account
from frontdesk.staff.roles import may
from frontdesk.staff.visits import Place, Visit, read_form
from frontdesk.storage.database import writing

CSRF = "csrf"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with none, browsers send forms with the origin "null"
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_MOST_TOKEN = 100


class SignedOutError(Exception):
    """Nobody is signed in."""


def form_token(token: str) -> str:
    """What a session's forms carry; nobody can tell it who does not have the cookie."""
    return hmac.new(token.encode(), b"frontdesk/staff-form", hashlib.sha256).hexdigest()


class Guard:
    """Lets requests in."""

    def __init__(self, config: Settings, engine: Engine) -> None:
        self._engine = engine
        self._proxies = config.proxies
        own = urlsplit(config.staff_address)
        self._secure = own.scheme == "https"
        self.cookie = "__Host-frontdesk" if self._secure else "frontdesk_staff"
        self._step_cookie = f"{self.cookie}_step"
        self._hosts = {own.netloc.lower()}
        if config.staff_url is None:
            self._hosts |= {f"{name}:{config.staff_port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._origins = {f"{own.scheme}://{host}" for host in self._hosts}

    def check_host(self, request: Request) -> None:
        """Raise HTTPException unless the address is one of ours."""
        if asked_host(request, self._proxies).lower() not in self._hosts:
            raise HTTPException(HTTPStatus.MISDIRECTED_REQUEST)

    def admit(self, request: Request, body: bytes, place: Place) -> Visit:
        """The visit. Raises HTTPException or SignedOutError. What a signed-in person does counts against the idle time."""
        self.check_host(request)
        changes = place.method == "POST"
        if changes and request.headers.get("origin", "").lower() not in self._origins:
            raise HTTPException(HTTPStatus.FORBIDDEN)
        form = read_form(body) if changes else {}
        token, account = self.holder(request)
        if place.needs is None:
            return Visit(request, account, token, form)
        if account is None:
            raise SignedOutError
        if not may(account.role, place.needs):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        if changes and not hmac.compare_digest(form.get(CSRF, "").encode(), form_token(token).encode()):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        visit = Visit(request, account, token, form)
        if not visit.is_live:
            with writing(self._engine) as connection:
                sessions.seen(connection, token)
        return visit

    def holder(self, request: Request) -> tuple[str, Account | None]:
        """The session's token and who holds it; None if nobody is signed in."""
        token = request.cookies.get(self.cookie, "")
        if not token or len(token) > _MOST_TOKEN:
            return "", None
        with self._engine.connect() as connection:
            return token, sessions.holder(connection, token)

    def remember(self, response: Response, token: str) -> None:
        """Have the browser keep a session's token; "": forget it."""
        self._keep(response, self.cookie, token, sessions.LONGEST, "strict")

    def step(self, request: Request) -> str:
        """The token of the step of a sign-in that the browser has begun; "" if there is none."""
        token = request.cookies.get(self._step_cookie, "")
        return token if len(token) <= _MOST_TOKEN else ""

    def remember_step(self, response: Response, token: str) -> None:
        """Have the browser keep the token of a step. It comes along when another site sends the browser back."""
        self._keep(response, self._step_cookie, token, steps.LASTS, "lax")

    def _keep(
        self, response: Response, name: str, token: str, lasts: timedelta, same_site: Literal["lax", "strict"]
    ) -> None:
        lifetime = int(lasts.total_seconds()) if token else 0
        response.set_cookie(
            name, token, max_age=lifetime, path="/", secure=self._secure, httponly=True, samesite=same_site
        )
