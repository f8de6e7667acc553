"""What the front desk is told when a text may not have arrived: whom to call, what happened, what to do.

1. Once a day for each phone, and once more for an answer to a warning sign: the first failure says that texts do not arrive.
2. A text that may have been sent is given ten minutes to turn out well, in which case the alert is taken back.
3. An alert never contains what was texted.
4. There is no alert for codes: the person at the keyboard sees that none arrived, and the number may be a stranger's.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.wording import phone_in_words
from frontdesk.outbox.rows import Outbox
from frontdesk.outbox.states import CANCELLED, QUEUED, UNKNOWN
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.texting.providers.errors import explained
from frontdesk.texting.texts import CODE, LAST, NOTICE, SAFETY

TEXT_TROUBLE = "text_trouble"  # the kind of the outbox row

_AGAIN_AFTER = timedelta(hours=24)
_PATIENCE = timedelta(minutes=10)
_WHAT = {NOTICE: "A reminder or notice", SAFETY: "The answer to a warning sign"}


class TextTrouble:
    """Puts alerts for the front desk into the outbox, and takes them back."""

    def __init__(self, clinic: Clinic, outgoing: Outbox) -> None:
        self._clinic = clinic
        self._outbox = outgoing

    def tell(self, connection: Connection, row: OutboxRow, state: str, code: str, phone: str) -> None:
        """Tell of one text. `row` has its id, kind and contact_id; `code` is the provider's, or a few words of ours."""
        if (
            not self._clinic.email
            or row.kind in (LAST, CODE)
            or (row.kind != SAFETY and _told(connection, row.contact_id))
        ):
            return
        waits = state == UNKNOWN and row.kind != SAFETY
        payload = {"kind": row.kind, "state": state, "code": code, "phone": phone}
        due = as_aware(utc_now() + _PATIENCE) if waits else None
        self._outbox.put(connection, TEXT_TROUBLE, _dedup(row.id), payload, due)

    def take_back(self, connection: Connection, row_id: str) -> None:
        """The text has arrived after all: an alert that has not been sent yet is not sent."""
        connection.execute(
            outbox.update()
            .where(outbox.c.dedup == _dedup(row_id), outbox.c.state == QUEUED)
            .values(state=CANCELLED, finished_at=utc_now())
        )


def letter(payload: Any, clinic: Clinic) -> tuple[str, str]:
    """Subject and text of the e-mail. The subject identifies nobody."""
    what = _WHAT.get(payload["kind"], "An answer")
    perhaps = "may not have arrived" if payload["state"] == UNKNOWN else "did not arrive"
    known = explained(payload["code"])
    urgent = payload["kind"] == SAFETY
    to_do = "Call this number now: the patient described a warning sign." if urgent else known.to_do
    happened = f"{what} by text message {perhaps}."
    lines = [
        ("To do", to_do),
        ("Phone", phone_in_words(payload["phone"], clinic.region)),
        ("Why", known.meaning),
        ("Code", payload["code"]),
    ]
    shown = [f"{label + ':':8}{text}" for label, text in lines if text]
    note = "It is not sent again. Other texts to this number may have failed as well; you are told once a day."
    return "Urgent: call a patient" if urgent else "A text message did not get through", "\n".join(
        [happened, "", *shown, "", note, ""]
    )


def _told(connection: Connection, contact_id: str | None) -> bool:
    """Whether the front desk has been told of this phone within a day; an alert that still waits does not count."""
    text, now = outbox.alias(), utc_now()
    of_contact = sa.select(sa.literal(f"{TEXT_TROUBLE}:") + text.c.id).where(text.c.contact_id == contact_id)
    told = (
        sa.select(outbox.c.id)
        .where(outbox.c.dedup.in_(of_contact), outbox.c.state != CANCELLED)
        .where(outbox.c.created_at > now - _AGAIN_AFTER, sa.or_(outbox.c.due_at <= now, outbox.c.attempts > 0))
    )
    return connection.execute(told).first() is not None


def _dedup(row_id: str) -> str:
    return f"{TEXT_TROUBLE}:{row_id}"
