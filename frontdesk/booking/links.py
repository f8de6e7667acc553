"""Links by which a patient acts on one appointment without signing in: signed, for one purpose, expiring.

A link names an appointment and its version, so that it means nothing any more once the appointment has changed. Opening it must
change nothing (mail programs open links by themselves): the page it leads to asks first.
"""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

from frontdesk.booking.appointment import Appointment
from frontdesk.storage.crypto import derived_key

CANCEL = "cancel"
ACCEPT = "accept"
_CANCEL_SECONDS = 60 * 24 * 3600


class LinkError(Exception):
    """The link was not made here, was changed, is for something else, or has expired: which one is not said."""


class Links:
    """Makes and reads links. The newest secret signs, every configured one is accepted."""

    def __init__(self, secret_keys: Sequence[str], public_url: str | None, offer_minutes: int) -> None:
        self._oldest_first = [derived_key(secret, "appointment-link") for secret in reversed(secret_keys)]
        self._public_url = public_url
        self._seconds = {CANCEL: _CANCEL_SECONDS, ACCEPT: offer_minutes * 60}

    def url(self, appointment: Appointment, purpose: str) -> str | None:
        """The address to cancel or accept an appointment at, or None where no public address is set."""
        if self._public_url is None:
            return None
        token = self._serializer(purpose).dumps([appointment.id, appointment.version])
        return f"{self._public_url}/booking/{purpose}/{token}"

    def read(self, token: str, purpose: str) -> tuple[str, int]:
        """The id and version of the appointment that a token stands for. Raises LinkError."""
        if purpose not in self._seconds:
            raise LinkError
        try:
            appointment_id, version = self._serializer(purpose).loads(token, max_age=self._seconds[purpose])
        except BadData as error:
            raise LinkError from error
        return str(appointment_id), int(version)

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._oldest_first, salt=purpose)
