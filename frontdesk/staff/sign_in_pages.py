"""Signing in, by name and password with a code after it, by passkey or by the clinic's OpenID provider; and signing out."""

import json
from collections.abc import Callable
from http import HTTPStatus

from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from frontdesk.channels.web.addresses import asked_host, client_network
from frontdesk.channels.web.rates import Rate
from frontdesk.conversations.presence import all_closed
from frontdesk.settings.environment import Settings
from frontdesk.staff import sessions, steps, trail
from frontdesk.staff.accounts import Account
from frontdesk.staff.chats import Chats
from frontdesk.staff.guard import Guard
from frontdesk.staff.pages import Pages
from frontdesk.staff.relying_party import relying_party
from frontdesk.staff.roles import OWN
from frontdesk.staff.second_factor import SecondFactors, since
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_RATE = "30/minute"  # sign-ins and links from one network
_WRONG = "Name or password is not right."
_WRONG_CODE = "This code is not right, or has been used. The telephone shows a new one every 30 seconds."
_WRONG_PASSKEY = "This passkey does not fit. Try again, or sign in with name and password."
LOCKED = "Too many sign-ins have failed. Please wait 15 minutes."


class SignIn:
    """What every way to sign in shares."""

    def __init__(self, config: Settings, store: Store, guard: Guard) -> None:
        self.guard = guard
        self.sessions = sessions.Sessions(store.engine, store.lookup)
        self.steps = steps.Steps(store.engine, store.vault)
        self._engine: Engine = store.engine
        self.party = relying_party(config)
        self._proxies = config.proxies
        self._rate = Rate(_RATE)

    def too_fast(self, visit: Visit) -> bool:
        """Count a try; True if there are too many from one network."""
        return not self._rate.hit(client_network(visit.request, self._proxies))

    def takes_passkeys(self, visit: Visit) -> bool:
        """Whether the page is open under the name that passkeys belong to."""
        return self.party is not None and self.party.is_at(asked_host(visit.request, self._proxies))

    def doubt(self, visit: Visit) -> str:
        """Why somebody may not change how they sign in: the form's `old` is not their password. "" if it is."""
        try:
            fits = self.sessions.check(visit.who.name, visit.form.get("old", ""))
        except sessions.LockedError:
            return LOCKED
        return "" if fits else "The present password is not right."

    def go_on(self, visit: Visit, account: Account, how: str, go: Callable[[str], Response] = go_to) -> Response:
        """Sign in somebody who has shown who they are, or ask for a code if their account wants one. `go`: how the browser is
        sent to the next page."""
        with self._engine.connect() as connection:
            asks = since(connection, account.id) is not None
        if not asks:
            return self.admit(visit, account, how, go)
        response = go("/sign-in/code")
        self.guard.remember_step(response, self.steps.begin(steps.CODE, account, how))
        return response

    def admit(self, visit: Visit, account: Account, how: str, go: Callable[[str], Response] = go_to) -> Response:
        """Sign somebody in, with a new session."""
        return self.signed_in(self.sessions.begin(account, how, visit.token), go)

    def signed_in(self, token: str, go: Callable[[str], Response] = go_to) -> Response:
        """Have the browser keep a session and go to Today."""
        response = go("/")
        self.guard.remember(response, token)
        self.guard.remember_step(response, "")
        return response


class SignInPages:
    """The places for signing in and out."""

    def __init__(self, config: Settings, store: Store, pages: Pages, sign_in: SignIn, chats: Chats) -> None:
        self._engine = store.engine
        self._pages = pages
        self._ways = sign_in
        self._chats = chats
        self._factors = SecondFactors(store.engine, store.vault, config.clinic.name)
        self._openid = config.openid
        self._one_of_several = bool(config.path)

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/sign-in", self.ask, None),
            Place("POST", "/sign-in", self.sign_in, None),
            Place("GET", "/sign-in/code", self.ask_code, None),
            Place("POST", "/sign-in/code", self.check_code, None),
            Place("POST", "/sign-in/passkey/begin", self.begin_passkey, None),
            Place("POST", "/sign-in/passkey", self.check_passkey, None),
            Place("POST", "/sign-out", self.sign_out, OWN),
        ]

    def ask(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """The form to sign in."""
        if visit.account:
            return go_to("/")
        # Whether a name that was typed belongs to this clinic cannot be seen from what else there is.
        refused = status is not HTTPStatus.OK and self._one_of_several
        shown = {
            "trouble": trouble,
            "name": visit.typed("name")[:50],
            "openid": None if refused else self._openid,
            "takes_passkeys": self._ways.takes_passkeys(visit),
        }
        return self._pages.show(visit, "sign_in.html", status, **shown)

    def sign_in(self, visit: Visit) -> Response:
        """Check name and password."""
        if self._ways.too_fast(visit):
            return self.ask(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        try:
            found = self._ways.sessions.check(visit.typed("name"), visit.form.get("password", ""))
        except sessions.LockedError:
            return self.ask(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        if found is None:
            return self.ask(visit, HTTPStatus.FORBIDDEN, _WRONG)
        return self._ways.go_on(visit, found, "")

    def ask_code(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """The form for the code that follows."""
        if self._ways.steps.look(self._ways.guard.step(visit.request), steps.CODE) is None:
            return go_to("/sign-in")
        return self._pages.show(visit, "sign_in_code.html", status, trouble=trouble)

    def check_code(self, visit: Visit) -> Response:
        """Check the code."""
        token = self._ways.guard.step(visit.request)
        step = self._ways.steps.look(token, steps.CODE)
        if step is None or step.account is None:
            return go_to("/sign-in")
        name = step.account.name
        try:
            self._ways.sessions.check_lock(name)
        except sessions.LockedError:
            return self.ask_code(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        if self._ways.too_fast(visit):
            return self.ask_code(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        if not self._factors.fits(step.account, visit.typed("code")[:40]):
            self._ways.sessions.failed(name)
            return self.ask_code(visit, HTTPStatus.FORBIDDEN, _WRONG_CODE)
        if not self._ways.steps.end(token):
            return go_to("/sign-in")
        return self._ways.admit(visit, step.account, step.content)

    def begin_passkey(self, visit: Visit) -> Response:
        """What a browser signs in with, as JSON."""
        if self._ways.party is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if self._ways.too_fast(visit):
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS)
        from frontdesk.staff.webauthn_answers import Passkeys

        options, challenge = Passkeys(self._engine, self._ways.party).to_sign_in()
        response = JSONResponse({"options": json.loads(options)})
        self._ways.guard.remember_step(response, self._ways.steps.begin(steps.PASSKEY, content=challenge))
        return response

    def check_passkey(self, visit: Visit) -> Response:
        """Sign in whose passkey has answered."""
        if self._ways.too_fast(visit):
            return self.ask(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        step = self._ways.steps.take(self._ways.guard.step(visit.request), steps.PASSKEY)
        if step is None or self._ways.party is None:
            return self.ask(visit, HTTPStatus.FORBIDDEN, _WRONG_PASSKEY)
        from frontdesk.staff.webauthn_answers import PasskeyError, Passkeys

        try:
            account = Passkeys(self._engine, self._ways.party).holder(visit.form.get("credential", ""), step.content)
        except PasskeyError:
            return self.ask(visit, HTTPStatus.FORBIDDEN, _WRONG_PASSKEY)
        return self._ways.admit(visit, account, "passkey")

    def sign_out(self, visit: Visit) -> Response:
        """Sign out, and hand back the chats that this person has, unless they are still signed in elsewhere."""
        with writing(self._engine) as connection:
            sessions.end(connection, visit.token)
            if not sessions.is_signed_in(connection, visit.who.id):
                sign_off(connection, self._chats, visit.who.id)
            trail.note(connection, visit.who, "sign_out")
        response = go_to("/sign-in")
        self._ways.guard.remember(response, "")
        return response


def sign_off(connection: Connection, chats: Chats, account_id: str) -> None:
    """Hand back the chats of somebody who is signed in no more."""
    chats.takeovers.hand_back_all(connection, account_id)
    all_closed(connection, account_id)
