"""Links that make accounts, and one's own account."""

from http import HTTPStatus

from sqlalchemy import Engine
from starlette.responses import Response

from frontdesk.staff import accounts, sessions, trail
from frontdesk.staff.pages import Pages
from frontdesk.staff.passkeys import passkeys_of
from frontdesk.staff.roles import OWN
from frontdesk.staff.second_factor import codes_left, since
from frontdesk.staff.sign_in_pages import LOCKED, SignIn
from frontdesk.staff.visits import Place, Visit
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

UNCHANGED = HTTPStatus.UNPROCESSABLE_ENTITY


class AccountPages:
    """The places for accounts."""

    def __init__(self, store: Store, pages: Pages, sign_in: SignIn) -> None:
        self._engine: Engine = store.engine
        self._pages = pages
        self._ways = sign_in

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/invitation/{token}", self.invited, None),
            Place("POST", "/invitation/{token}", self.join, None),
            Place("GET", "/account", self.own, OWN),
            Place("POST", "/account/password", self.change_password, OWN),
        ]

    def invited(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """The form that makes an account."""
        if self._ways.too_fast(visit):
            return self._pages.refuse(visit, HTTPStatus.TOO_MANY_REQUESTS, "Please wait a minute", LOCKED)
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
            return self.invited(visit, UNCHANGED, "The two passwords differ.")
        try:
            link = visit.path("token")
            with self._engine.connect() as connection:
                new = accounts.newcomer(connection, link, visit.typed("name"), visit.typed("shown_as"), password)
            with writing(self._engine) as connection:
                made = accounts.join(connection, link, new)
                trail.note(connection, made, "join", f"account:{made.id}")
                token = sessions.start(connection, made)
        except accounts.AccountError as error:
            return self.invited(visit, UNCHANGED, str(error))
        except accounts.InvitationError:
            return self._no_invitation(visit)
        return self._ways.signed_in(token)

    def own(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "", place: str = "") -> Response:
        """One's own account. `place`: the part of the page that a trouble belongs to, "password" unless it says otherwise."""
        with self._engine.connect() as connection:
            shown = {
                "second_factor": since(connection, visit.who.id),
                "codes_left": codes_left(connection, visit.who.id),
                "passkeys": passkeys_of(connection, visit.who.id),
            }
        at = {place or "password": trouble}
        can = {"party": self._ways.party, "takes_passkeys": self._ways.takes_passkeys(visit)}
        return self._pages.show(visit, "account.html", status, troubles=at, **can, **shown)

    def change_password(self, visit: Visit) -> Response:
        """Take another password; other sessions of the account end."""
        new = visit.form.get("new", "")
        if new != visit.form.get("again", ""):
            return self.own(visit, UNCHANGED, "The two new passwords differ.")
        doubt = self._ways.doubt(visit)
        if doubt:
            return self.own(visit, UNCHANGED, doubt)
        try:
            password = accounts.new_password(visit.who, new)
        except accounts.AccountError as error:
            return self.own(visit, UNCHANGED, str(error))
        with writing(self._engine) as connection:
            accounts.change_password(connection, visit.who.id, password)
            trail.note(connection, visit.who, "password", f"account:{visit.who.id}")
            token = sessions.start(connection, visit.who)
        return self._ways.signed_in(token)
