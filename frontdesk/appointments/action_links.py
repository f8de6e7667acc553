"""Links by which a patient acts on one appointment without signing in: signed, for one purpose, expiring.

A link names an appointment and its version, so that it becomes useless once the appointment has changed. Opening it must change
nothing, because mail programs open links by themselves. The page it leads to asks first.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from itsdangerous import BadData, URLSafeTimedSerializer

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.crypto import derived_key

CANCEL = "cancel"
ACCEPT = "accept"
_CANCEL_LIFETIME = timedelta(days=60)
_AHEAD = timedelta(minutes=1)
_APPOINTMENT = re.compile(r"[0-9a-f]{32}")


class LinkError(Exception):
    """The link was not made here, was changed, is for something else, or has expired. The error does not say which."""


class Links:
    """Makes and reads links. The newest secret signs, every configured one is accepted."""

    def __init__(self, secret_keys: Sequence[str], public_url: str | None, clinic: Clinic) -> None:
        self._oldest_first = [derived_key(secret, "appointment-link") for secret in reversed(secret_keys)]
        self._public_url = public_url
        self._clinic = clinic

    def url(self, appointment: Appointment, purpose: str) -> str | None:
        """The address at which to cancel or accept an appointment, or None if no public address is set."""
        if self._public_url is None:
            return None
        token = self._serializer(purpose).dumps([appointment.id, appointment.version])
        return f"{self._public_url}/booking/{purpose}/{token}"

    def read(self, token: str, purpose: str) -> tuple[str, int]:
        """The id and version of the appointment that a token stands for. Raises LinkError.

        A token from slightly in the future is valid: the clock of the machine that made it may be ahead.
        """
        if purpose not in (CANCEL, ACCEPT):
            raise LinkError
        try:
            payload, made_at = self._serializer(purpose).loads(token, return_timestamp=True)
            appointment_id, version = payload
        except (BadData, TypeError, ValueError, OverflowError, OSError, RecursionError) as error:
            raise LinkError from error
        if not isinstance(appointment_id, str) or not _APPOINTMENT.fullmatch(appointment_id):
            raise LinkError
        if type(version) is not int or not -_AHEAD <= _now() - made_at <= _CANCEL_LIFETIME:
            raise LinkError
        if purpose == ACCEPT and _now() > offer_ends(made_at, self._clinic):
            raise LinkError
        return appointment_id, version

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._oldest_first, salt=purpose)


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(microsecond=0)  # a token carries whole seconds
