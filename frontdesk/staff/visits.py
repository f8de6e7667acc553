"""What a page gets and gives: a visit by somebody who may be there, and a place in the route table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontdesk.staff.accounts import Account

EVENTS = "/events"
_MOST_FIELDS = 30


@dataclass(frozen=True)
class Visit:
    """A request that has passed the guard. `account` and `token` are of who is signed in; "" and None on public pages."""

    request: Request
    account: Account | None
    token: str
    form: Mapping[str, str]

    @property
    def who(self) -> Account:
        """Who is signed in; only for places that ask for a permission."""
        assert self.account is not None
        return self.account

    @property
    def is_live(self) -> bool:
        """Whether an open page loads itself again, which is nobody's click."""
        return "x-live" in self.request.headers or self.request.url.path == EVENTS

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A value of the query, "" if there is none."""
        return self.request.query_params.get(name, "").strip()

    def typed(self, name: str) -> str:
        """A field of the form, without spaces around it; "" if there is none."""
        return self.form.get(name, "").strip()


Handle = Callable[[Visit], Response]


@dataclass(frozen=True)
class Place:
    """A route. `needs` is a permission; None: anybody, signed in or not. `calls_out`: it waits for another server."""

    method: str
    path: str
    handle: Handle
    needs: str | None
    calls_out: bool = False


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form, the first value of each. Raises HTTPException for what is no form."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    return {name: values[0].replace("\r\n", "\n").replace("\0", "") for name, values in fields.items()}


def go_to(path: str) -> Response:
    """Have the browser load another page."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def place_of(given: str) -> tuple[datetime, str] | None:
    """Where a page of a list goes on, as `as_place` writes it: a moment (UTC without zone) and an id; None for the first.

    Raises HTTPException for anything else.
    """
    if not given:
        return None
    moment, _, row_id = given.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    if at.tzinfo is None or not row_id:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return at.astimezone(timezone.utc).replace(tzinfo=None), row_id


def as_place(moment: datetime, row_id: str) -> str:
    """A row's place in a list, for an address."""
    return f"{moment.astimezone(timezone.utc).isoformat().replace('+00:00', 'Z')}~{row_id}"
