"""What became of texts: what the worker learns when it sends one, and what the provider reports later.

1. A state never moves backwards (`texts.RANK`): a late "sent" after "delivered" changes nothing.
2. The front desk is told of a text that was not accepted, was not delivered, or may not have been sent.
3. An answer to a warning sign that may not have been sent is sent again once, and says that it is a repeat. What becomes of the
   repeat is what the front desk is told.
4. A phone that has opted out at the provider is opted out here too.
"""

import json
import logging
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.metrics.measures import SEGMENTS, TEXTS
from frontdesk.outbox.rows import Outbox
from frontdesk.outbox.states import FAILED, SENT, TEXT_KINDS, UNKNOWN
from frontdesk.settings.environment import Settings
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.crypto import Lookup, UnreadableError, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import first_row
from frontdesk.storage.sms_models import contacts
from frontdesk.storage.store import Store
from frontdesk.texting.alerts import Alerts
from frontdesk.texting.opt_outs import PROVIDER, OptOuts
from frontdesk.texting.providers.base import DeliveryStatus
from frontdesk.texting.providers.errors import OPTED_OUT
from frontdesk.texting.texts import DELIVERED, RANK, SAFETY, UNDELIVERED, Texts
from frontdesk.texting.trouble import TextTrouble
from frontdesk.texting.words import sent_again

# What `record_status` returns.
RECORDED = "recorded"
UNCHANGED = "unchanged"
UNKNOWN_ID = "unknown_id"

_TROUBLE = frozenset({FAILED, UNDELIVERED, UNKNOWN})
_REPEAT = ":repeat"
_log = logging.getLogger(__name__)


class TextOutcomes:
    """Moves texts to their next state, with all that follows from it."""

    def __init__(self, vault: Vault, lookup: Lookup, trouble: TextTrouble, alerts: Alerts) -> None:
        self._vault = vault
        self._texts = Texts(vault)
        self._alerts = alerts
        self._opt_outs = OptOuts(lookup)
        self._trouble = trouble

    @classmethod
    def of(cls, settings: Settings, store: Store) -> "TextOutcomes":
        """Over a store, for the clinic of the settings."""
        outgoing = Outbox(store.vault)
        alerts = Alerts(settings.clinic, outgoing)
        return cls(store.vault, store.lookup, TextTrouble(settings.clinic, outgoing), alerts)

    def record_status(self, engine: Engine, status: DeliveryStatus, message_id: str = "") -> str:
        """Note a delivery report. `message_id` comes from the address of the report; if "", the provider's id counts.

        Returns RECORDED, UNCHANGED (known or older news) or UNKNOWN_ID (not ours: ignored).
        """
        with writing(engine) as connection:
            row = connection.execute(_named(status.provider_id, message_id)).first()
            if row is None or row.provider_id not in (None, status.provider_id):
                return UNKNOWN_ID
            news = self.move(connection, row.id, status.state, status.error_code, status.provider_id)
        return RECORDED if news else UNCHANGED

    def move(self, connection: Connection, row_id: str, state: str, code: str = "", provider_id: str = "") -> bool:
        """Move a text to a state, unless it has got that far. `code` says why, in at most 80 characters. False: no news."""
        row = first_row(connection, OutboxRow, sa.select(outbox).where(outbox.c.id == row_id).with_for_update())
        assert row is not None
        if provider_id and row.provider_id is None:
            connection.execute(outbox.update().where(outbox.c.id == row_id).values(provider_id=provider_id))
        if RANK[row.state] >= RANK[state]:
            return False
        connection.execute(
            outbox.update()
            .where(outbox.c.id == row_id)
            .values(state=state, finished_at=utc_now(), error=code or None, claimed_until=None)
        )
        TEXTS.labels(row.kind, state).inc()
        SEGMENTS.inc(row.segments or 0 if state == SENT else 0)
        self._follow_up(connection, row, state, code)
        return True

    def failing(self, connection: Connection, row_id: str, code: str) -> None:
        """A text was not processed again and again: texts are failing, which is told once in six hours."""
        row = first_row(connection, OutboxRow, sa.select(outbox).where(outbox.c.id == row_id))
        assert row is not None
        quarter = f"{utc_now():%Y%m%d}:{utc_now().hour // 6}"
        self._alerts.put(connection, "texts_failing", "", "", f"texts_failing:{quarter}")
        if row.kind == SAFETY:
            self._tell(connection, row, UNKNOWN, code)

    def _follow_up(self, connection: Connection, row: OutboxRow, state: str, code: str) -> None:
        if state in (SENT, DELIVERED):
            self._trouble.take_back(connection, row.id)
        if state not in _TROUBLE:
            return
        _log.error("The text %s (%s) is %s: %s", row.id, row.kind, state, code or "no code")
        if state == UNKNOWN and row.kind == SAFETY and self._repeat(connection, row):
            return
        self._tell(connection, row, state, code)

    def _repeat(self, connection: Connection, row: OutboxRow) -> bool:
        """Send an answer to a warning sign again; False if it is the repeat itself, or can no longer be read."""
        if row.contact_id is None or row.dedup.endswith(_REPEAT):
            return False
        try:
            content = json.loads(self._vault.open(row.payload))
        except UnreadableError:
            return False
        until = datetime.fromisoformat(content["until"])
        spoken = sa.select(contacts.c.language).where(contacts.c.id == row.contact_id)
        said = sent_again(content["text"], connection.execute(spoken).scalar_one())
        self._texts.put(connection, row.contact_id, SAFETY, f"{row.dedup}{_REPEAT}", said, until=until)
        return True

    def _tell(self, connection: Connection, row: OutboxRow, state: str, code: str) -> None:
        sealed = connection.execute(sa.select(contacts.c.phone).where(contacts.c.id == row.contact_id)).scalar()
        try:
            phone = self._vault.open(sealed) if sealed else ""
        except UnreadableError:  # its key is gone: the log has to do
            phone = ""
        if not phone:
            return
        if code == OPTED_OUT:
            self._opt_outs.record(connection, phone, PROVIDER)
        self._trouble.tell(connection, row, state, code, phone)


def _named(provider_id: str, message_id: str) -> sa.Select[Any]:
    ours = sa.select(outbox.c.id, outbox.c.provider_id).where(outbox.c.kind.in_(TEXT_KINDS))
    return ours.where(outbox.c.id == message_id if message_id else outbox.c.provider_id == provider_id)
