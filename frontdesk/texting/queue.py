"""Which text is sent next, and what is known after it.

1. One claim at a time, in all workers together (SQLite's write lock, an advisory lock on PostgreSQL).
2. The texts to one phone go out one after the other, in the order in which they were queued. One that is retried holds up those
   behind it; one that is meant for later does not. An answer to a warning sign overtakes.
3. Before the provider is asked, the row says so (`submitted_at`). A worker that dies before that loses nothing: its claim runs
   out and the text is claimed again. If it dies after that, nobody knows, and the text is never sent again.
4. Only a text that was certainly not processed is retried (BACK_OFF; an answer to a warning sign SAFETY_BACK_OFF), not before
   the provider's Retry-After, until it is too late to matter. That texts are failing is told once.
5. Texts that may not be sent yet wait: notices in quiet hours, and any text over a limit (`limits.py`). To the answer to a
   warning sign and the last text after STOP, only the limit against loops applies.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.quiet_hours import quiet_until
from frontdesk.outbox.rows import CANCELLED, FAILED, QUEUED, SENDING, SENT, TEXT_KINDS
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.booking_models import OutboxRow, outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import as_aware, as_stored, utc_now, writing
from frontdesk.storage.locks import alone
from frontdesk.storage.models import first_row
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.contacts import CHECK_CHOICE, Contacts
from frontdesk.texting.limits import LOOP, free_at
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.outcomes import TextOutcomes
from frontdesk.texting.texts import CODE, LAST, NOTICE, SAFETY, UNKNOWN

BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (5, 15, 60, 120, 300, 600, 900)
)  # then every quarter of an hour
# An answer to a warning sign is worth sending within minutes; then once a minute.
SAFETY_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 15, 30, 60))
FAILING_FROM = 4  # attempts; the front desk hears then, and of an answer to a warning sign with that one
MOST_ATTEMPTS = 20  # the last one is about three and a half hours after the first
_EXEMPT = frozenset({SAFETY, LAST})
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TextClaim:
    """A text that this worker alone may send until `until` (UTC without zone). `attempt` counts from 1."""

    id: str
    kind: str
    contact_id: str
    attempt: int
    until: datetime
    sealed: bytes
    request: str = ""


@dataclass(frozen=True)
class Ready:
    """What to ask the provider for: an E.164 number, a text, and for how many more seconds it is worth sending."""

    phone: str
    text: str
    valid_seconds: int


class TextQueue:
    """The texts of the outbox, as the worker sees them."""

    def __init__(
        self,
        vault: Vault,
        lookup: Lookup,
        clinic: Clinic,
        sms: SmsSettings,
        outcomes: TextOutcomes,
    ) -> None:
        self._vault = vault
        self._opt_outs = OptOuts(lookup)
        self._contacts = Contacts(vault, lookup)
        self._clinic = clinic
        self._sms = sms
        self._outcomes = outcomes

    @classmethod
    def of(cls, settings: Settings, sms: SmsSettings) -> "TextQueue":
        """With the keys and the clinic of the settings."""
        vault, lookup = Vault(settings.secret_keys), Lookup(settings.secret_keys)
        return cls(vault, lookup, settings.clinic, sms, TextOutcomes.of(settings))

    def claim(self, engine: Engine) -> TextClaim | None:
        """The text to send next, claimed for this worker, or None if there is none. Costs one read if nothing is due."""
        with engine.connect() as connection:
            if connection.execute(_next(utc_now())).first() is None:
                return None
        with writing(engine) as connection:
            alone(connection, "outtexts")
            now = utc_now()
            while row := first_row(connection, OutboxRow, _next(now).with_for_update(skip_locked=True, of=outbox)):
                if row.state == SENDING and row.submitted_at is not None:
                    self._outcomes.move(connection, row.id, UNKNOWN, "the worker died while sending")
                elif row.attempts >= MOST_ATTEMPTS:
                    self._outcomes.move(connection, row.id, FAILED, "its worker died every time")
                elif row.state == SENDING:
                    _requeue(connection, row.id)
                elif not self._waits(connection, row, now):
                    return self._claimed(connection, row, now)
        return None

    def submit(self, engine: Engine, claim: TextClaim) -> Ready | None:
        """Note that the provider is now asked to send this; None if it is not to be sent. Raises UnreadableError.

        Opt-outs are checked here, and texts that are too late end here.
        """
        content = json.loads(self._vault.open(claim.sealed))
        with writing(engine) as connection:
            mine = sa.and_(outbox.c.id == claim.id, outbox.c.claimed_until == claim.until, outbox.c.state == SENDING)
            if connection.execute(sa.select(outbox.c.id).where(mine).with_for_update()).first() is None:
                return None
            sealed = connection.execute(
                sa.select(contacts.c.phone).where(contacts.c.id == claim.contact_id)
            ).scalar_one()
            phone = self._vault.open(sealed)
            left = datetime.fromisoformat(content["until"]) - as_aware(utc_now())
            if claim.kind not in _EXEMPT and self._opt_outs.is_out(connection, phone):
                self._outcomes.move(connection, claim.id, CANCELLED, "opted out")
            elif left <= timedelta():
                self._outcomes.move(
                    connection, claim.id, CANCELLED if claim.kind in (NOTICE, CODE) else FAILED, "too late"
                )
            else:
                connection.execute(outbox.update().where(mine).values(submitted_at=utc_now()))
                return Ready(phone, content["text"], max(1, int(left.total_seconds())))
        return None

    def accepted(self, engine: Engine, claim: TextClaim, provider_id: str) -> None:
        """The provider has taken it: from now on a number from this phone chooses from what the text offers."""
        offered = json.loads(self._vault.open(claim.sealed)).get("offered")
        with writing(engine) as connection:
            # A reminder does not take the place of a question about a warning sign.
            notice = claim.kind == NOTICE
            if offered and not (notice and self._contacts.is_asked(connection, claim.contact_id, CHECK_CHOICE)):
                options = [(choice, title) for choice, title in offered]
                self._contacts.offer(connection, claim.contact_id, options, utc_now())
            self._outcomes.move(connection, claim.id, SENT, provider_id=provider_id)

    def ended(self, engine: Engine, claim: TextClaim, state: str, code: str) -> None:
        """It is not sent again: refused (failed) or perhaps sent (unknown)."""
        with writing(engine) as connection:
            self._outcomes.move(connection, claim.id, state, code)

    def not_processed(self, engine: Engine, claim: TextClaim, code: str, retry_after: int = 0) -> None:
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
            connection.execute(
                outbox.update()
                .where(outbox.c.id == claim.id, outbox.c.claimed_until == claim.until, outbox.c.state == SENDING)
                .values(state=QUEUED, due_at=utc_now() + pause, error=code, submitted_at=None, claimed_until=None)
            )

    def _claimed(self, connection: Connection, row: OutboxRow, now: datetime) -> TextClaim:
        assert row.contact_id is not None  # a text goes to a contact
        until, request = now + self._sms.claim, row.request_id or ""
        claim = TextClaim(row.id, row.kind, row.contact_id, row.attempts + 1, until, row.payload, request)
        connection.execute(
            outbox.update()
            .where(outbox.c.id == claim.id)
            .values(state=SENDING, claimed_until=claim.until, attempts=claim.attempt, due_at=now)
        )
        return claim

    def _waits(self, connection: Connection, row: OutboxRow, now: datetime) -> bool:
        """Whether this text must wait. It becomes due again when it may be sent, with all that the same limit holds up."""
        quiet = quiet_until(as_aware(now), self._clinic.booking.quiet_hours, self._clinic.timezone)
        if row.kind == NOTICE and quiet:
            _postpone(connection, outbox.c.id == row.id, due_at=as_stored(quiet), attempts=0)
            return True
        exempt = row.kind in _EXEMPT
        due = sa.and_(outbox.c.kind.not_in(_EXEMPT), outbox.c.due_at <= now)
        wait = free_at(connection, [LOOP] if exempt else [LOOP, self._sms.contact_rate], now, row.contact_id)
        if wait:
            same_phone = sa.and_(due, outbox.c.contact_id == row.contact_id)
            _postpone(connection, outbox.c.id == row.id if exempt else same_phone, due_at=wait)
            return True
        wait = None if exempt else free_at(connection, [self._sms.rate], now)
        if wait:
            _postpone(connection, due, due_at=wait)
        return bool(wait)


def _requeue(connection: Connection, row_id: str) -> None:
    connection.execute(outbox.update().where(outbox.c.id == row_id).values(state=QUEUED, claimed_until=None))


def _postpone(connection: Connection, which: sa.ColumnElement[bool], **values: Any) -> None:
    """Let queued texts wait. Those to one phone still go out in the order in which they were queued."""
    queued = sa.and_(outbox.c.state == QUEUED, outbox.c.kind.in_(TEXT_KINDS))
    connection.execute(outbox.update().where(which, queued).values(values))


def _next(now: datetime) -> sa.Select[Any]:
    """The text to send next. A claim that ran out is next whatever else waits."""
    abandoned = sa.and_(outbox.c.state == SENDING, outbox.c.claimed_until < now)
    safety_first = sa.case((outbox.c.kind == SAFETY, 0), else_=1)
    return (
        sa.select(outbox)
        .where(outbox.c.kind.in_(TEXT_KINDS), outbox.c.due_at <= now)
        .where(sa.or_(abandoned, sa.and_(outbox.c.state == QUEUED, ~_held_up(now))))
        .order_by(safety_first, outbox.c.due_at, outbox.c.created_at)
        .limit(1)
    )


def _held_up(now: datetime) -> sa.ColumnElement[bool]:
    """Whether another text to the same phone comes first."""
    other = outbox.alias()
    earlier = sa.and_(other.c.created_at < outbox.c.created_at, sa.or_(other.c.due_at <= now, other.c.attempts > 0))
    overtakes = sa.and_(other.c.kind == SAFETY, outbox.c.kind != SAFETY, other.c.due_at <= now)
    first = sa.or_(overtakes, sa.and_(earlier, sa.or_(outbox.c.kind != SAFETY, other.c.kind == SAFETY)))
    return (
        sa.select(other.c.id)
        .where(other.c.contact_id == outbox.c.contact_id, other.c.kind.in_(TEXT_KINDS))
        .where(sa.or_(other.c.state == SENDING, sa.and_(other.c.state == QUEUED, first)))
        .exists()
    )
