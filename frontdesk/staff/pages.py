"""Pages of the front desk: Jinja templates, escaped, with moments and numbers as people there write them."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse, Response

from frontdesk.appointments.wording import phone_in_words, short_moment
from frontdesk.conversations.channels import channel_of
from frontdesk.language.clock import clock
from frontdesk.settings.clinic import Clinic
from frontdesk.staff.guard import CSRF, form_token
from frontdesk.staff.roles import PERMISSIONS, ROLE_NAMES
from frontdesk.staff.visits import Visit, as_place

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders pages for one clinic."""

    def __init__(self, clinic: Clinic, versions: Mapping[str, str]) -> None:
        """`versions`: of the files that pages load, by name."""
        self._clinic = clinic
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            channel=_channel, moment=self.moment, phone=self.phone, tel=_tel, iso=_iso, clock=self.clock
        )
        self._templates.globals.update(
            clinic=clinic, role_names=ROLE_NAMES, versions=versions, as_place=as_place, said_at=_said_at
        )

    def show(self, visit: Visit, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        """A whole page."""
        account = visit.account
        shared = {
            "account": account,
            "allowed": PERMISSIONS[account.role] if account else frozenset(),
            "csrf_name": CSRF,
            "csrf": form_token(visit.token) if visit.token else "",
            "path": visit.request.url.path,
        }
        return HTMLResponse(self._templates.get_template(template).render(shared | values), status)

    def refuse(self, visit: Visit, status: HTTPStatus, heading: str, text: str) -> Response:
        """A page that says why something was not done."""
        return self.show(visit, "refused.html", status, heading=heading, text=text)

    def moment(self, moment: datetime | None) -> str:
        """A moment (aware) at the clinic: "2:00 p.m." today, "Tue 24 Nov 2:00 p.m." otherwise."""
        if moment is None:
            return ""
        local = moment.astimezone(self._clinic.timezone)
        days = (local.date() - datetime.now(self._clinic.timezone).date()).days
        names = {0: "today", 1: "tomorrow", -1: "yesterday"}
        return f"{names[days]} {clock(local.time())}" if days in names else short_moment(moment, self._clinic.timezone)

    def clock(self, moment: datetime) -> str:
        """The time of day of a moment (aware) at the clinic: "2:30 p.m."."""
        return clock(moment.astimezone(self._clinic.timezone).time())

    def phone(self, number: str) -> str:
        """A number (E.164) as people here write it."""
        return phone_in_words(number, self._clinic.region) if number else ""


def _channel(channel_id: str) -> str:
    return channel_of(channel_id).label


def _tel(number: str) -> str:
    return f"tel:{number.partition(';')[0]}"


def _said_at(message: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(message["at"])


def _iso(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds")


def waited(since: datetime) -> str:
    """How long ago something was (aware): "just now", "12 minutes", "2 hours"."""
    passed = datetime.now(timezone.utc) - since
    minutes = passed // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = minutes // 60
    return f"{hours} hour{'s' if hours > 1 else ''}" if hours < 48 else f"{hours // 24} days"
