"""The webhook: every change of an appointment, posted as a signed FHIR Appointment. docs/webhook.md is for its receivers."""

import json
import time
from typing import Any

import requests

from frontdesk.appointments.appointment import Appointment
from frontdesk.notices.errors import DeliveryError
from frontdesk.notices.fhir import resource
from frontdesk.outbox.claims import Claim
from frontdesk.settings.clinic import Clinic
from frontdesk.signature import signature

_SECONDS = 10


class Webhook:
    """Posts to one address. Redirects are not followed, because they would send personal data to an address that nobody set."""

    def __init__(self, url: str, secret: str, clinic: Clinic, seconds: float = _SECONDS) -> None:
        self._url = url
        self._secret = secret
        self._clinic = clinic
        self._seconds = seconds

    def send(self, claim: Claim, payload: Any) -> None:
        """Post one appointment. Raises DeliveryError unless the answer is 2xx."""
        fhir = resource(Appointment.from_dict(payload["appointment"]), self._clinic)
        body = json.dumps(fhir, ensure_ascii=False).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/fhir+json; charset=utf-8",
            "User-Agent": "Frontdesk",
            "X-Frontdesk-Timestamp": timestamp,
            "X-Frontdesk-Signature": signature(self._secret, timestamp, body),
            "X-Frontdesk-Delivery": claim.id,
        }
        try:
            with requests.post(
                self._url, body, headers=headers, timeout=self._seconds, allow_redirects=False, stream=True
            ) as answer:
                status = answer.status_code
        except requests.RequestException as error:
            raise DeliveryError(f"webhook: {type(error).__name__}") from None
        if not 200 <= status < 300:
            raise DeliveryError(f"webhook: HTTP {status}")
