"""E-mails: one plain text message in UTF-8 for each outbox row.

1. The Message-ID is made from the row's id, so that a repeat after a crash is recognised.
2. Nothing that a patient typed is in a header, except the address, which must be one address and nothing else.
3. Every message says that a machine sent it (RFC 3834), so that no out-of-office reply answers it.
"""

import email.policy
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, parseaddr
from typing import Any

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.appointments.states import BOOKED
from frontdesk.appointments.wording import one_line
from frontdesk.language.packs import ENGLISH
from frontdesk.notices import patient_letter, staff_letter
from frontdesk.notices.answers import answer_letter
from frontdesk.notices.errors import DeliveryError, OutdatedError
from frontdesk.notices.invitation import CANCEL, REQUEST, ics
from frontdesk.outbox.claims import Claim
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.texting import trouble as text_trouble
from frontdesk.texting.alerts import alert

Link = Callable[[Appointment, str], str | None]
_INVITATIONS = {"booked": REQUEST, "rescheduled": REQUEST, "cancelled": CANCEL}


class Composer:
    """Writes the e-mails of a clinic. `sender` is the address they come from; `link` makes links or gives None."""

    def __init__(self, clinic: Clinic, sender: str, link: Link) -> None:
        self._clinic = clinic
        self._sender = parseaddr(sender)[1]
        self._link = link

    def staff_email(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the front desk. Raises DeliveryError if the clinic has no address any more."""
        if not self._clinic.email:
            raise DeliveryError("clinic.email is not set")
        appointment = Appointment.from_dict(payload["appointment"])
        return self._message(
            claim, self._clinic.email, *staff_letter.letter(appointment, payload["event"], self._clinic)
        )

    def staff_summary(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the front desk: several changes in one. Raises DeliveryError if the clinic has no address any more."""
        if not self._clinic.email:
            raise DeliveryError("clinic.email is not set")
        changes = [(Appointment.from_dict(item["appointment"]), item["event"]) for item in payload["items"]]
        return self._message(claim, self._clinic.email, *staff_letter.summary(changes, self._clinic))

    def staff_alert(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the front desk: something urgent. Raises DeliveryError if the clinic has no address any more."""
        if not self._clinic.email:
            raise DeliveryError("clinic.email is not set")
        letter = alert(payload["event"], payload["phone"], payload["reference"], self._clinic)
        return self._message(claim, self._clinic.email, *letter)

    def text_trouble(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the front desk: a text may not have arrived. Raises DeliveryError if the clinic has no address any more."""
        if not self._clinic.email:
            raise DeliveryError("clinic.email is not set")
        return self._message(claim, self._clinic.email, *text_trouble.letter(payload, self._clinic))

    def patient_email(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the patient, with an invitation when a time was agreed on or is cancelled.

        Raises OutdatedError for an offer that has ended.
        """
        appointment, event = Appointment.from_dict(payload["appointment"]), payload["event"]
        if event == "offered" and as_aware(utc_now()) >= offer_ends(as_aware(claim.created_at), self._clinic):
            raise OutdatedError
        message = self._to_patient(claim, appointment, event)
        if event in _INVITATIONS and appointment.start and appointment.end:
            method = _INVITATIONS[event]
            attachment = ics(appointment, self._clinic, self._sender, method, appointment.details.email)
            message.add_attachment(
                attachment.decode(),
                subtype="calendar",
                params={"method": method},
                filename="appointment.ics",
                cte="base64",
            )
        return message

    def reminder(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the patient before the appointment. Raises OutdatedError once it has begun."""
        appointment = Appointment.from_dict(payload["appointment"])
        if appointment.status != BOOKED or not appointment.start or appointment.start <= datetime.now(timezone.utc):
            raise OutdatedError
        return self._to_patient(claim, appointment, patient_letter.REMINDER)

    def code(self, claim: Claim, payload: Any) -> EmailMessage:
        """A verification code. Raises OutdatedError once it has expired."""
        if utc_now() >= claim.created_at + timedelta(minutes=payload["minutes"]):
            raise OutdatedError
        letter = patient_letter.code_letter(
            payload["code"], payload["minutes"], self._clinic, payload.get("language", ENGLISH)
        )
        return self._message(claim, payload["to"], *letter)

    def answer(self, claim: Claim, payload: Any) -> EmailMessage:
        """To the patient: what the front desk answers to a message."""
        letter = answer_letter(payload["reference"], payload["text"], self._clinic, payload.get("language", ENGLISH))
        return self._message(claim, payload["to"], *letter)

    def _to_patient(self, claim: Claim, appointment: Appointment, event: str) -> EmailMessage:
        told_at = as_aware(claim.created_at)
        purpose = patient_letter.link_purpose(event)
        link = self._link(appointment, purpose) if purpose else None
        letter = patient_letter.letter(appointment, event, self._clinic, told_at, link)
        return self._message(claim, appointment.details.email, *letter)

    def _message(self, claim: Claim, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage(email.policy.SMTP)
        message["Message-ID"] = f"<{claim.id}@{self._sender.rpartition('@')[2] or 'localhost'}>"
        message["Date"] = localtime()
        message["From"] = Address(one_line(self._clinic.name), addr_spec=self._sender)
        message["To"] = _recipient(to)
        message["Subject"] = subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text, cte="quoted-printable")
        return message


def _recipient(address: str) -> Address:
    try:
        return Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):  # all of which quote the address
        raise DeliveryError("the recipient's address cannot be used") from None
