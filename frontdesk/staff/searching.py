"""Finding requests and bookings: by what waits, by reference, phone or e-mail address exactly, by name among the newest."""

import re
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import BOOKED, CANCELLED, FULFILLED, NOSHOW, PENDING, PROPOSED
from frontdesk.language.accents import without_accents
from frontdesk.storage.booking_models import appointments, audit
from frontdesk.storage.staff_models import appointment_claims

PAGE = 25
NAMES_SEARCHED = 2000
_REFERENCE = re.compile(r"[A-Z2-9]{3}-?[A-Z2-9]{3}")
_NEVER_SENT = sa.exists().where(
    audit.c.appointment_id == appointments.c.id, audit.c.from_status == PENDING, audit.c.to_status == CANCELLED
)
_LISTED = sa.and_(appointments.c.status != PENDING, ~_NEVER_SENT)
STATES = {
    "waiting": ("Waiting", (PROPOSED,)),
    "booked": ("Booked", (BOOKED,)),
    "done": ("Done", (FULFILLED, NOSHOW)),
    "cancelled": ("Cancelled", (CANCELLED,)),
    "all": ("All", (PROPOSED, BOOKED, FULFILLED, NOSHOW, CANCELLED)),
}
KINDS = {"": "Everything", "callback": "Call-backs", "booking": "Appointments", "message": "Messages"}


@dataclass(frozen=True)
class Search:
    """What is looked for. `state` and `kind` are of STATES and KINDS, `mine` is the account that must see to it; "" is any."""

    state: str = "waiting"
    kind: str = ""
    text: str = ""
    mine: str = ""


class Searching:
    """Searches on a connection. `region` (ISO 3166): where numbers without a country code belong."""

    def __init__(self, stored: Appointments, region: str) -> None:
        self._appointments = stored
        self._region = region

    def page(self, connection: Connection, search: Search, before: tuple[datetime, str] | None) -> list[Appointment]:
        """The newest that fit, behind a place (created_at, id); one more than PAGE if more follow."""
        return self.some(connection, search, before, PAGE + 1)

    def some(
        self, connection: Connection, search: Search, before: tuple[datetime, str] | None, limit: int
    ) -> list[Appointment]:
        """The newest that fit, behind a place (created_at, id), at most so many."""
        exact = self._exact(connection, search.text)
        if exact is not None:
            return exact[:limit]
        condition = sa.and_(_LISTED, appointments.c.status.in_(STATES[search.state][1]))
        if search.kind:
            condition = sa.and_(condition, appointments.c.kind == search.kind)
        if search.mine:
            mine = sa.select(appointment_claims.c.appointment_id).where(appointment_claims.c.account_id == search.mine)
            condition = sa.and_(condition, appointments.c.id.in_(mine))
        if before is not None:
            place = sa.tuple_(appointments.c.created_at, appointments.c.id)
            condition = sa.and_(condition, place < sa.tuple_(sa.literal(before[0]), sa.literal(before[1])))
        order = (appointments.c.created_at.desc(), appointments.c.id.desc())
        if not search.text:
            return self._appointments.some(connection, condition, order, limit)
        words = _plain(search.text).split()
        newest = self._appointments.some(connection, condition, order, NAMES_SEARCHED)
        return [item for item in newest if all(word in _plain(item.details.name) for word in words)][:limit]

    def _exact(self, connection: Connection, text: str) -> list[Appointment] | None:
        """What has this reference, phone or e-mail address; None if the text is none of them."""
        letters = text.upper().replace(" ", "")
        if _REFERENCE.fullmatch(letters):
            reference = f"{letters[:3]}-{letters[-3:]}"
            found = self._appointments.some(connection, appointments.c.reference == reference, (), 1)
            if found or "-" in letters:
                return found
        if "@" in text:
            return list(reversed(self._appointments.of_email(connection, text)))
        try:
            number = phonenumbers.parse(text, self._region)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(number):
            return None
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return list(reversed(self._appointments.of_phone(connection, e164)))


def _plain(name: str) -> str:
    """A name without capitals and accents: "Zoé" is found by "zoe"."""
    return without_accents(name.casefold())
