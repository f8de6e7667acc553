"""What sends each kind of outbox row."""

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

from frontdesk.appointments.action_links import Links
from frontdesk.notices import queue as notices
from frontdesk.notices.answers import ANSWER
from frontdesk.notices.calendar import open_calendar
from frontdesk.notices.email import Composer
from frontdesk.notices.mail_transport import mail_transport
from frontdesk.notices.webhook import Webhook
from frontdesk.outbox.claims import Claim
from frontdesk.settings.environment import Settings
from frontdesk.texting.alerts import STAFF_ALERT
from frontdesk.texting.trouble import TEXT_TROUBLE

# Takes a claimed row and its payload. Raises DeliveryError (try again) or OutdatedError (no longer worth sending).
Sender = Callable[[Claim, Any], None]
_Write = Callable[[Claim, Any], EmailMessage]


def senders(settings: Settings) -> Mapping[str, Sender]:
    """What sends each kind for which there are settings."""
    clinic = settings.clinic
    links = Links(settings.secret_keys, settings.public_url, clinic)
    composer = Composer(clinic, settings.mail_from, links.url)
    transport = mail_transport(settings.smtp_url, settings.data_dir)

    def mail(write: _Write) -> Sender:
        return lambda claim, payload: transport.send(write(claim, payload))

    found: dict[str, Sender] = {
        notices.STAFF_EMAIL: mail(composer.staff_email),
        notices.STAFF_SUMMARY: mail(composer.staff_summary),
        notices.PATIENT_EMAIL: mail(composer.patient_email),
        notices.REMINDER: mail(composer.reminder),
        notices.CODE: mail(composer.code),
        ANSWER: mail(composer.answer),
        STAFF_ALERT: mail(composer.staff_alert),
        TEXT_TROUBLE: mail(composer.text_trouble),
    }
    if settings.webhook_url:
        found[notices.WEBHOOK] = Webhook(settings.webhook_url, settings.webhook_secret, clinic).send
    calendar = open_calendar(settings)
    if calendar:
        found[notices.CALENDAR] = calendar.send
    return found
