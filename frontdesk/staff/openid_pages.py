"""To the clinic's OpenID provider and back. Nobody gets an account by it: the owner has made it, with the address, before."""

import logging
from http import HTTPStatus

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.settings.openid import OpenIdSettings
from frontdesk.staff import steps
from frontdesk.staff.accounts import with_email
from frontdesk.staff.pages import Pages
from frontdesk.staff.sign_in_pages import LOCKED, SignIn
from frontdesk.staff.visits import Place, Visit
from frontdesk.storage.store import Store

_BACK = "/sign-in/openid/back"
_HEADING = "Signing in did not work"
_FAILED = "The clinic's own sign-in did not answer as it should. Try again, or sign in with name and password."
_UNKNOWN = "No account here has your e-mail address. The owner of your clinic's account can enter it under Team."
_UNVERIFIED = "The clinic's own sign-in does not vouch for your e-mail address. Please sign in with name and password."
logger = logging.getLogger(__name__)


class OpenIdPages:
    """The places for it. They call another server, so they do not run among those that use the database."""

    def __init__(self, config: Settings, store: Store, pages: Pages, sign_in: SignIn) -> None:
        self._engine: Engine = store.engine
        self._lookup = store.lookup
        self._pages = pages
        self._ways = sign_in
        self._settings = config.openid
        self._back = f"{config.staff_address}{_BACK}"

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/sign-in/openid", self.begin, None, calls_out=True),
            Place("GET", _BACK, self.back, None, calls_out=True),
        ]

    def _provider(self) -> OpenIdSettings:
        if self._settings is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._settings

    def begin(self, visit: Visit) -> Response:
        """Send the browser to the provider."""
        provider = self._provider()
        if self._ways.too_fast(visit):
            return self._refuse(visit, HTTPStatus.TOO_MANY_REQUESTS, LOCKED)
        from frontdesk.staff.openid import OpenId, OpenIdError

        try:
            address, begun = OpenId(provider, self._back).begin()
        except OpenIdError as error:
            return self._failed(visit, error)
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        self._ways.guard.remember_step(response, self._ways.steps.begin(steps.OPENID, content=begun))
        return response

    def back(self, visit: Visit) -> Response:
        """Sign in whom the provider vouches for."""
        provider = self._provider()
        step = self._ways.steps.take(self._ways.guard.step(visit.request), steps.OPENID)
        if step is None:
            return self._refuse(visit, HTTPStatus.FORBIDDEN, _FAILED)
        from frontdesk.staff.openid import OpenId, OpenIdError, UnverifiedError

        try:
            email = OpenId(provider, self._back).email(visit.request.query_params, step.content)
        except OpenIdError as error:
            return self._failed(visit, error)
        except UnverifiedError:
            return self._refuse(visit, HTTPStatus.FORBIDDEN, _UNVERIFIED)
        with self._engine.connect() as connection:
            account = with_email(connection, self._lookup, email)
        if account is None or not provider.allows(email):
            return self._refuse(visit, HTTPStatus.FORBIDDEN, _UNKNOWN)
        return self._ways.go_on(visit, account, "openid", lambda path: self._arrived(visit, path))

    def _arrived(self, visit: Visit, path: str) -> Response:
        """A page of ours that goes on by itself: a browser keeps our cookies back as long as another site leads it."""
        return self._pages.show(visit, "arrived.html", path_on=path)

    def _failed(self, visit: Visit, error: Exception) -> Response:
        log_failure(logger, "Signing in with the OpenID provider", error.__cause__ or error)
        return self._refuse(visit, HTTPStatus.BAD_GATEWAY, _FAILED)

    def _refuse(self, visit: Visit, status: HTTPStatus, text: str) -> Response:
        return self._pages.refuse(visit, status, _HEADING, text)
