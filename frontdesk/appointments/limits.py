"""How many appointments one patient and one network address may ask for, so that nobody fills the clinic.

1. Rows of the database are counted, in the transaction that adds to them, one after the other. Simultaneous requests do not
   pass a limit together.
2. What the front desk enters itself counts against nobody.
3. Texts have no network address. For them only conversation and phone count.
4. Messages for the front desk are counted apart, and there may be more of them: anyone who wrote that they are late can still
   book, and say that they have arrived.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from frontdesk.appointments import demand
from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.settings.booking import Limits
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import utc_now

# Accepts an appointment that a patient is about to make, or raises TooManyError.
Admit = Callable[[Connection, Appointment], None]
_DAY = timedelta(days=1)
_MESSAGES = 4  # for each appointment that may be asked for


class TooManyError(Exception):
    """The patient already has as many open appointments as allowed, or has made as many in a day as allowed."""


def admit_all(connection: Connection, appointment: Appointment) -> None:
    """No limits."""


class Limiter:
    """The limits of a clinic."""

    def __init__(self, limits: Limits, lookup: Lookup) -> None:
        self._limits = limits
        self._lookup = lookup

    def admit(self, connection: Connection, new: Appointment) -> None:
        """Raise TooManyError if this appointment, which is not stored yet, is one too many."""
        phone = new.details.phone
        same = demand.of_patient(new.conversation_id, new.channel, self._lookup.hashes(phone) if phone else [])
        patient = demand.alike(same, new.kind)
        neighbours = demand.alike(demand.of_address_of(new.conversation_id), new.kind)
        now, times = utc_now(), _MESSAGES if new.kind == MESSAGE else 1
        if (
            demand.standing(connection, patient, now) >= times * self._limits.open
            or demand.made_since(connection, patient, now - _DAY) >= times * self._limits.a_day
            or demand.made_since(connection, neighbours, now - _DAY) >= times * self._limits.a_day_from_one_address
        ):
            raise TooManyError
