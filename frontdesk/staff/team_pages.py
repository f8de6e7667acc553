"""For the owner: the team, links for new colleagues, and who did what."""

from http import HTTPStatus

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.settings.environment import Settings
from frontdesk.staff import accounts, trail
from frontdesk.staff.chats import Chats
from frontdesk.staff.pages import Pages
from frontdesk.staff.roles import MANAGE, ROLE_NAMES
from frontdesk.staff.second_factor import take_off, with_second_factor
from frontdesk.staff.sign_in_pages import sign_off
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_ENTRIES = 100
_OWN = "Switch off your own second factor on the page of your account, with your password."


class TeamPages:
    """The places for the owner."""

    def __init__(self, config: Settings, store: Store, pages: Pages, chats: Chats) -> None:
        self._engine: Engine = store.engine
        self._store = store
        self._pages = pages
        self._chats = chats
        self._address = config.staff_address
        self._openid = config.openid

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/team", self.team, MANAGE),
            Place("POST", "/team/invitations", self.invite, MANAGE),
            Place("POST", "/team/{account}/close", self.close, MANAGE),
            Place("POST", "/team/{account}/second-factor-off", self.take_off_second_factor, MANAGE),
            Place("POST", "/team/{account}/email", self.set_email, MANAGE),
            Place("GET", "/activity", self.activity, MANAGE),
        ]

    def team(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, link: str = "", trouble: str = "") -> Response:
        """Every account, and the form for a link."""
        with self._engine.connect() as connection:
            shown = {
                "team": accounts.all_accounts(connection),
                "emails": accounts.emails(connection, self._store.vault),
                "with_second_factor": with_second_factor(connection),
            }
        return self._pages.show(visit, "team.html", status, link=link, trouble=trouble, openid=self._openid, **shown)

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
                sign_off(connection, self._chats, account_id)
                trail.note(connection, visit.who, "close_account", f"account:{account_id}"[:50])
        except accounts.AccountError as error:
            return self.team(visit, HTTPStatus.CONFLICT, trouble=str(error))
        return go_to("/team")

    def take_off_second_factor(self, visit: Visit) -> Response:
        """Ask a colleague for codes no more, as when their telephone is lost."""
        account_id = visit.path("account")
        if account_id == visit.who.id:
            return self.team(visit, HTTPStatus.CONFLICT, trouble=_OWN)
        with writing(self._engine) as connection:
            if take_off(connection, account_id):
                trail.note(connection, visit.who, "second_factor_off", f"account:{account_id}")
        return go_to("/team")

    def set_email(self, visit: Visit) -> Response:
        """Have the clinic's OpenID provider let somebody in by an address."""
        account_id = visit.path("account")
        try:
            with writing(self._engine) as connection:
                accounts.set_email(connection, self._store, account_id, visit.typed("email"))
                trail.note(connection, visit.who, "email", f"account:{account_id}"[:50])
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
