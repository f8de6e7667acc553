"""The front desk's pages of several clinics at one address: whose a request is.

1. An account belongs to one clinic, and a name to one account. Whoever signs in or opens an invitation comes to that clinic;
   the browser then keeps which one. `/sign-in?clinic=<id>` names it, for passkeys and OpenID providers.
2. What the browser keeps gives no right. A session, an invitation or a form counts only in the clinic whose rows have it.
3. Who names no clinic is in the lobby: a page of no clinic, where nobody has an account. What is said to a name that nobody has
   and to a wrong password is the same there and in every clinic.
"""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from frontdesk.settings.clinics import LOBBY
from frontdesk.settings.environment import Settings
from frontdesk.staff.accounts import digest
from frontdesk.staff.visits import read_form
from frontdesk.storage.database import in_database
from frontdesk.storage.separation import across_clinics
from frontdesk.storage.staff_models import staff_accounts, staff_invitations

_QUERY = "clinic"
_SIGN_IN, _INVITATION = "/sign-in", "/invitation/"
_KEPT_SECONDS = 180 * 86_400


def without_settings(engine: Engine, known: Collection[str]) -> list[str]:
    """The clinics in which people have accounts and that are not among those known: nobody can sign in to them."""
    with across_clinics(engine).connect() as connection:
        found = connection.execute(sa.select(staff_accounts.c.clinic_id).distinct()).scalars()
        return sorted(set(found) - set(known))


class ManyConsoles:
    """An application (ASGI) that hands each request to the pages of its clinic."""

    def __init__(self, installation: Settings, engine: Engine, apps: Mapping[str, Starlette]) -> None:
        """`apps`: the pages of each clinic by its id, and those of the lobby."""
        self._apps = apps
        self._every = across_clinics(engine)
        self._secure = installation.staff_address.startswith("https://")
        self._cookie = "__Host-frontdesk_clinic" if self._secure else "frontdesk_staff_clinic"

    async def stop(self) -> None:
        """End what would keep the server from stopping."""
        for app in self._apps.values():
            await app.state.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        if scope["type"] != "http":
            await self._apps[LOBBY](scope, receive, send)
            return
        request = Request(scope, receive)
        kept = request.cookies.get(self._cookie, LOBBY)
        kept = kept if kept in self._apps else LOBBY
        named = request.query_params.get(_QUERY, "")
        if named in self._apps and named:
            await self._apps[named](scope, receive, self._remembering(named, send))
        elif request.url.path == _SIGN_IN and request.method == "POST":
            body = await request.body()
            found = await in_database(self._every, self._of_name, _typed_name(body), kept)
            await self._apps[found](scope, _again(body, receive), self._remembering(found, send))
        elif request.url.path.startswith(_INVITATION):
            token = request.url.path.removeprefix(_INVITATION)
            found = await in_database(self._every, self._of_invitation, token, kept)
            await self._apps[found](scope, receive, self._remembering(found, send))
        else:
            await self._apps[kept](scope, receive, send)

    def _of_name(self, typed: str, otherwise: str) -> str:
        """The clinic in which somebody has this sign-in name."""
        named = staff_accounts.c.name == typed.strip().lower()
        return self._clinic(sa.select(staff_accounts.c.clinic_id).where(named), otherwise)

    def _of_invitation(self, token: str, otherwise: str) -> str:
        """The clinic that an invitation is to."""
        of_token = staff_invitations.c.token_hash == digest(token)
        return self._clinic(sa.select(staff_invitations.c.clinic_id).where(of_token), otherwise)

    def _clinic(self, query: sa.Select[tuple[str]], otherwise: str) -> str:
        with self._every.connect() as connection:
            found = connection.execute(query).scalar_one_or_none() or otherwise
        return found if found in self._apps else otherwise

    def _remembering(self, clinic_id: str, send: Send) -> Send:
        """Have the browser keep the clinic if it is let further: an answer that refuses does not tell it."""
        secure = "; Secure" if self._secure else ""
        cookie = f"{self._cookie}={quote(clinic_id)}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_KEPT_SECONDS}{secure}"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (HTTPStatus.OK, HTTPStatus.SEE_OTHER):
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        return send_on


def _typed_name(body: bytes) -> str:
    try:
        return read_form(body).get("name", "")
    except HTTPException:
        return ""  # which no account has; the pages refuse the rest


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives a body that has been read once more, and then whatever comes."""
    waiting = [body]

    async def receive_again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return receive_again
