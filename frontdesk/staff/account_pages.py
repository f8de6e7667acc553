"""Signing in and out, links that make accounts, passwords, and for the owner the team and who did what."""

from http import HTTPStatus

from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.channels.web.addresses import client_network
from frontdesk.channels.web.rates import Rate
from frontdesk.conversations.presence import all_closed
from frontdesk.settings.environment import Settings
from frontdesk.staff import accounts, sessions, trail
from frontdesk.staff.chats import Chats
from frontdesk.staff.guard import Guard
from frontdesk.staff.pages import Pages
from frontdesk.staff.roles import MANAGE, OWN, ROLE_NAMES
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import writing

_RATE = "30/minute"  # sign-ins and links from one network
_WRONG = "Name or password is not right."
_LOCKED = "Too many sign-ins have failed. Please wait 15 minutes."
_ENTRIES = 100


class AccountPages:
    """The places for accounts."""

    def __init__(
        self, config: Settings, engine: Engine, lookup: Lookup, pages: Pages, guard: Guard, chats: Chats
    ) -> None:
        self._engine = engine
        self._pages = pages
        self._guard = guard
        self._chats = chats
        self._sessions = sessions.Sessions(engine, lookup)
        self._address = config.staff_address
        self._proxies = config.proxies
        self._rate = Rate(_RATE)

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/sign-in", self.ask, None),
            Place("POST", "/sign-in", self.sign_in, None),
            Place("POST", "/sign-out", self.sign_out, OWN),
            Place("GET", "/invitation/{token}", self.invited, None),
            Place("POST", "/invitation/{token}", self.join, None),
            Place("GET", "/account", self.own, OWN),
            Place("POST", "/account/password", self.change_password, OWN),
            Place("GET", "/team", self.team, MANAGE),
            Place("POST", "/team/invitations", self.invite, MANAGE),
            Place("POST", "/team/{account}/close", self.close, MANAGE),
            Place("GET", "/activity", self.activity, MANAGE),
        ]

    def ask(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """The form to sign in."""
        if visit.account:
            return go_to("/")
        return self._pages.show(visit, "sign_in.html", status, trouble=trouble, name=visit.typed("name")[:50])

    def sign_in(self, visit: Visit) -> Response:
        """Sign in, with a new session."""
        if self._too_fast(visit):
            return self.ask(visit, HTTPStatus.TOO_MANY_REQUESTS, _LOCKED)
        try:
            found = self._sessions.sign_in(visit.typed("name"), visit.form.get("password", ""))
        except sessions.LockedError:
            return self.ask(visit, HTTPStatus.TOO_MANY_REQUESTS, _LOCKED)
        if found is None:
            return self.ask(visit, HTTPStatus.FORBIDDEN, _WRONG)
        with writing(self._engine) as connection:
            trail.note(connection, found[0], "sign_in")
            if visit.token:
                sessions.end(connection, visit.token)
        return self._signed_in(found[1])

    def _signed_in(self, token: str) -> Response:
        response = go_to("/")
        self._guard.remember(response, token)
        return response

    def _too_fast(self, visit: Visit) -> bool:
        return not self._rate.hit(client_network(visit.request, self._proxies))

    def sign_out(self, visit: Visit) -> Response:
        """Sign out, and hand back the chats that this person has, unless they are still signed in elsewhere."""
        with writing(self._engine) as connection:
            sessions.end(connection, visit.token)
            if not sessions.is_signed_in(connection, visit.who.id):
                self._sign_off(connection, visit.who.id)
            trail.note(connection, visit.who, "sign_out")
        response = go_to("/sign-in")
        self._guard.remember(response, "")
        return response

    def _sign_off(self, connection: Connection, account_id: str) -> None:
        self._chats.takeovers.hand_back_all(connection, account_id)
        all_closed(connection, account_id)

    def invited(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """The form that makes an account."""
        if self._too_fast(visit):
            return self._pages.refuse(visit, HTTPStatus.TOO_MANY_REQUESTS, "Please wait a minute", _LOCKED)
        try:
            with self._engine.connect() as connection:
                role = accounts.invited_role(connection, visit.path("token"))
        except accounts.InvitationError:
            return self._no_invitation(visit)
        typed = {name: visit.typed(name)[:50] for name in ("name", "shown_as")}
        return self._pages.show(visit, "invitation.html", status, trouble=trouble, role=role, **typed)

    def _no_invitation(self, visit: Visit) -> Response:
        text = "It has been used, or is too old. Ask the owner of your clinic's account for a new one."
        return self._pages.refuse(visit, HTTPStatus.NOT_FOUND, "This link no longer works", text)

    def join(self, visit: Visit) -> Response:
        """Make the account and sign in."""
        password = visit.form.get("password", "")
        if password != visit.form.get("again", ""):
            return self.invited(visit, HTTPStatus.UNPROCESSABLE_ENTITY, "The two passwords differ.")
        try:
            link = visit.path("token")
            with self._engine.connect() as connection:
                new = accounts.newcomer(connection, link, visit.typed("name"), visit.typed("shown_as"), password)
            with writing(self._engine) as connection:
                made = accounts.join(connection, link, new)
                trail.note(connection, made, "join", f"account:{made.id}")
                token = sessions.start(connection, made)
        except accounts.AccountError as error:
            return self.invited(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except accounts.InvitationError:
            return self._no_invitation(visit)
        return self._signed_in(token)

    def own(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """One's own account."""
        return self._pages.show(visit, "account.html", status, trouble=trouble)

    def change_password(self, visit: Visit) -> Response:
        """Take another password; other sessions of the account end."""
        new = visit.form.get("new", "")
        if new != visit.form.get("again", ""):
            return self.own(visit, HTTPStatus.UNPROCESSABLE_ENTITY, "The two new passwords differ.")
        try:
            with self._engine.connect() as connection:
                password = accounts.new_password(connection, visit.who, visit.form.get("old", ""), new)
        except accounts.AccountError as error:
            return self.own(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        with writing(self._engine) as connection:
            accounts.change_password(connection, visit.who.id, password)
            trail.note(connection, visit.who, "password", f"account:{visit.who.id}")
            token = sessions.start(connection, visit.who)
        return self._signed_in(token)

    def team(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, link: str = "", trouble: str = "") -> Response:
        """Every account, and the form for a link."""
        with self._engine.connect() as connection:
            found = accounts.all_accounts(connection)
        return self._pages.show(visit, "team.html", status, team=found, link=link, trouble=trouble)

    def invite(self, visit: Visit) -> Response:
        """Make a link and show it, once."""
        role = visit.typed("role")
        if role not in ROLE_NAMES:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        with writing(self._engine) as connection:
            token = accounts.invite(connection, role, visit.who)
            trail.note(connection, visit.who, "invite", f"role:{role}")
        return self.team(visit, link=f"{self._address}/invitation/{token}")

    def close(self, visit: Visit) -> Response:
        """End an account."""
        account_id = visit.path("account")
        try:
            with writing(self._engine) as connection:
                accounts.close(connection, account_id)
                self._sign_off(connection, account_id)
                trail.note(connection, visit.who, "close_account", f"account:{account_id}"[:50])
        except accounts.AccountError as error:
            return self.team(visit, HTTPStatus.CONFLICT, trouble=str(error))
        return go_to("/team")

    def activity(self, visit: Visit) -> Response:
        """Who read and changed what, the newest first."""
        before = visit.query("before")
        with self._engine.connect() as connection:
            found = trail.entries(connection, int(before) if before.isdigit() and len(before) < 19 else None, _ENTRIES)
            names = accounts.shown_names(connection)
        return self._pages.show(visit, "activity.html", entries=found, names=names, more=len(found) == _ENTRIES)
