"""What the worker learns of the text that it sends, and when a text is tried again. Which text is next: `order.py`.

1. Before the provider is asked, the row says so (`submitted_at`). A worker that dies before that loses nothing: its claim runs
   out and the text is claimed again. If it dies after that, nobody knows, and the text is never sent again.
2. Only a text that was certainly not processed is retried (BACK_OFF; an answer to a warning sign SAFETY_BACK_OFF), not before
   the provider's Retry-After, until it is too late to matter. That texts are failing is told once.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.outbox.claims import Claim, Claims, settle, standing
from frontdesk.outbox.states import CANCELLED, FAILED, QUEUED, SENT
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import as_aware, utc_now, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import CHECK_CHOICE, Contacts
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.order import EXEMPT, MOST_ATTEMPTS, TextRules
from frontdesk.texting.outcomes import TextOutcomes
from frontdesk.texting.texts import CODE, NOTICE, SAFETY

BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (5, 15, 60, 120, 300, 600, 900)
)  # then every quarter of an hour
# An answer to a warning sign is worth sending within minutes; then once a minute.
SAFETY_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 15, 30, 60))
FAILING_FROM = 4  # attempts; the front desk hears then, and of an answer to a warning sign with that one
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ready:
    """What to ask the provider for: an E.164 number, a text, and for how many more seconds it is worth sending."""

    phone: str
    text: str
    valid_seconds: int


class TextQueue:
    """The texts of the outbox, as the worker sees them."""

    def __init__(self, vault: Vault, lookup: Lookup, claims: Claims, outcomes: TextOutcomes) -> None:
        self._vault = vault
        self._opt_outs = OptOuts(lookup)
        self._contacts = Contacts(vault, lookup)
        self._claims = claims
        self._outcomes = outcomes

    @classmethod
    def of(cls, settings: Settings, sms: SmsSettings, store: Store) -> "TextQueue":
        """Over a store, for the clinic of the settings."""
        outcomes = TextOutcomes.of(settings, store)
        return cls(store.vault, store.lookup, Claims(TextRules(settings.clinic, sms, outcomes)), outcomes)

    def claim(self, engine: Engine) -> Claim | None:
        """The text to send next, claimed for this worker, or None if there is none."""
        return self._claims.claim(engine)

    def submit(self, engine: Engine, claim: Claim) -> Ready | None:
        """Note that the provider is now asked to send this; None if it is not to be sent. Raises UnreadableError.

        Opt-outs are checked here, and texts that are too late end here.
        """
        content = json.loads(self._vault.open(claim.sealed))
        with writing(engine) as connection:
            if connection.execute(sa.select(outbox.c.id).where(standing(claim)).with_for_update()).first() is None:
                return None
            mine = contacts.c.id == _contact_id(connection, claim)
            phone = self._vault.open(connection.execute(sa.select(contacts.c.phone).where(mine)).scalar_one())
            left = datetime.fromisoformat(content["until"]) - as_aware(utc_now())
            if claim.kind not in EXEMPT and self._opt_outs.is_out(connection, phone):
                self._outcomes.move(connection, claim.id, CANCELLED, "opted out")
            elif left <= timedelta():
                self._outcomes.move(
                    connection, claim.id, CANCELLED if claim.kind in (NOTICE, CODE) else FAILED, "too late"
                )
            else:
                connection.execute(outbox.update().where(standing(claim)).values(submitted_at=utc_now()))
                return Ready(phone, content["text"], max(1, int(left.total_seconds())))
        return None

    def accepted(self, engine: Engine, claim: Claim, provider_id: str) -> None:
        """The provider has taken it: from now on a number from this phone chooses from what the text offers."""
        offered = json.loads(self._vault.open(claim.sealed)).get("offered")
        with writing(engine) as connection:
            contact_id = _contact_id(connection, claim)
            # A reminder does not take the place of a question about a warning sign.
            notice = claim.kind == NOTICE
            if offered and not (notice and self._contacts.is_asked(connection, contact_id, CHECK_CHOICE)):
                options = [(choice, title) for choice, title in offered]
                self._contacts.offer(connection, contact_id, options, utc_now())
            self._outcomes.move(connection, claim.id, SENT, provider_id=provider_id)

    def ended(self, engine: Engine, claim: Claim, state: str, code: str) -> None:
        """It is not sent again: refused (failed) or perhaps sent (unknown)."""
        with writing(engine) as connection:
            self._outcomes.move(connection, claim.id, state, code)

    def not_processed(self, engine: Engine, claim: Claim, code: str, retry_after: int = 0) -> None:
        """It was certainly not sent: it is due again later (not before `retry_after` seconds), or given up."""
        with writing(engine) as connection:
            if claim.attempt >= FAILING_FROM:
                self._outcomes.failing(connection, claim.id, code)
            if claim.attempt >= MOST_ATTEMPTS:
                self._outcomes.move(connection, claim.id, FAILED, code)
                return
            pauses = SAFETY_BACK_OFF if claim.kind == SAFETY else BACK_OFF
            pause = max(pauses[min(claim.attempt, len(pauses)) - 1], timedelta(seconds=retry_after))
            _log.warning("Could not send the text %s (%s); trying again in %s", claim.id, code, pause)
            settle(connection, claim, state=QUEUED, due_at=utc_now() + pause, error=code, submitted_at=None)


def _contact_id(connection: Connection, claim: Claim) -> str:
    """Whose phone a text goes to."""
    return str(connection.execute(sa.select(outbox.c.contact_id).where(outbox.c.id == claim.id)).scalar_one())
