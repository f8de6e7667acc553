"""The front desk's page as its staff use it: over HTTP, without a browser."""

import asyncio
import re
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import httpx

from frontdesk.settings.environment import Settings
from frontdesk.staff.accounts import Account, invite
from frontdesk.staff.roles import OWNER
from frontdesk.staff.server import Console
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

ADDRESS = "http://127.0.0.1:5006"
PASSWORD = "four plain words here"


def console_settings(config: Settings, **values: Any) -> Settings:
    """Settings under which the page is at ADDRESS."""
    return replace(config, **{"host": "127.0.0.1", "staff_port": 5006, **values})


class Browser:
    """Somebody at the front desk's page: keeps cookies, sends forms from the page it is on."""

    def __init__(self, app: Any, address: str = ADDRESS) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self.text = ""
        self._app = app

    def request(self, method: str, path: str, headers: dict[str, str] | None = None, body: str = "") -> httpx.Response:
        """Send a request with the cookies, and keep those that come back."""
        kept = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.address) as client:
                return await client.request(method, path, headers=kept | (headers or {}), content=body)

        answer = asyncio.run(send())
        for given in answer.headers.get_list("set-cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(given).items()}
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Load a page."""
        answer = self.request("GET", path, headers)
        self.text = answer.text or self.text
        return answer

    def post(self, path: str, csrf: str | None = None, origin: str | None = None, **fields: Any) -> httpx.Response:
        """Send a form; the session's token is taken from the page before unless one is given."""
        form = {"csrf": self.csrf if csrf is None else csrf, **{name: str(value) for name, value in fields.items()}}
        headers = {
            "Origin": self.address if origin is None else origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.request("POST", path, headers, urlencode(form))

    @property
    def csrf(self) -> str:
        """The token in the last page's forms."""
        found = re.search(r'name="csrf" value="(\w+)"', self.text)
        return found[1] if found else ""


class Desk:
    """One console and the accounts of a test."""

    def __init__(self, config: Settings, store: Store) -> None:
        self.config = config
        self.store = store
        self.console = Console(config, store)
        self.app = self.console.app()

    def invitation(self, role: str) -> str:
        """The address of a link for a role."""
        with writing(self.store.engine) as connection:
            return f"/invitation/{invite(connection, role, None)}"

    def person(self, name: str = "sam", role: str = OWNER) -> Browser:
        """Somebody with an account who has just signed in and looks at Today."""
        browser = Browser(self.app)
        made = browser.post(
            self.invitation(role), name=name, shown_as=name.capitalize(), password=PASSWORD, again=PASSWORD
        )
        assert made.status_code == 303, made.text
        browser.get("/")
        return browser

    def account(self, name: str) -> Account:
        """Somebody's account."""
        from frontdesk.staff.accounts import all_accounts

        with self.store.engine.connect() as connection:
            return next(account for account, _ in all_accounts(connection) if account.name == name)
