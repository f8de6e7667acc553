"""Texts that came in, kept before anything else happens with them and processed once, one after the other for each phone.

1. `accept` stores a text under the provider's id for it. The same id again changes nothing.
2. `claim` takes the oldest text that waits and whose phone has no older one waiting, for a while. If its process dies, the
   claim runs out and another one takes over; `attempt` counts how often.
3. `finish` belongs into the transaction that stores what the text led to. It raises if the claim has been lost meanwhile,
   which undoes that transaction.
4. A phone's texts become visible in the order of their ids: PostgreSQL's advisory lock or SQLite's write lock sees to it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.storage.crypto import Lookup, UnreadableError, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.locks import alone
from frontdesk.storage.models import first_row
from frontdesk.storage.sms_models import InboundTextRow, inbound_texts

WAITING = "waiting"
DONE = "done"
IGNORED = "ignored"  # stored, never answered
SLOWED = "slowed"  # too many: answered once by a request to slow down
FAILED = "failed"  # given up
ASKED = "asked"  # answered by the question whether it is a wish for no more texts

_older = inbound_texts.alias("older")
_FIRST_OF_ITS_PHONE = ~(
    sa.select(_older.c.id)
    .where(_older.c.phone_hash == inbound_texts.c.phone_hash, _older.c.state == WAITING)
    .where(_older.c.id < inbound_texts.c.id)
    .exists()
)
_CLAIMABLE = (
    sa.select(inbound_texts)
    .where(inbound_texts.c.state == WAITING, _FIRST_OF_ITS_PHONE)
    .where(
        sa.or_(inbound_texts.c.claimed_until.is_(None), inbound_texts.c.claimed_until < sa.bindparam("now")),
    )
    .order_by(inbound_texts.c.id)
    .limit(1)
)


class LostClaimError(Exception):
    """The claim ran out and somebody else has the text now."""


@dataclass(frozen=True)
class Content:
    """What came in: numbers as the provider writes them, how many pictures, and STOP, START or HELP if it has acted on one."""

    sender: str
    recipient: str
    text: str
    media: int = 0
    opt_out: str = ""


@dataclass(frozen=True)
class Claim:
    """A text that this process alone may process until `until`. `attempt` counts from 1; times are UTC without zone.

    `parts` are the ids of later texts that are read as one with it and done with together.
    """

    id: int
    phone_hash: str
    attempt: int
    received_at: datetime
    until: datetime
    sealed: bytes
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """What a phone sent before, and what became of it; `text` is empty if its secret is gone."""

    text: str
    state: str


class InboundTexts:
    """The texts in the database. `claim_for`: how long a text may take before its process is taken to have died."""

    def __init__(self, vault: Vault, lookup: Lookup, claim_for: timedelta = timedelta(seconds=60)) -> None:
        self._vault = vault
        self._lookup = lookup
        self._claim_for = claim_for

    def accept(self, engine: Engine, provider: str, provider_id: str, content: Content, state: str = WAITING) -> bool:
        """Store a text. False, and nothing stored, if it has been before."""
        phone_hash = self._lookup.hash(content.sender)
        row = {
            "provider": provider,
            "provider_id": provider_id,
            "phone_hash": phone_hash,
            "content": self._vault.seal(json.dumps(asdict(content))),
            "state": state,
            "attempts": 0,
            "received_at": utc_now(),
        }
        try:
            with writing(engine) as connection:
                alone(connection, phone_hash)
                connection.execute(inbound_texts.insert(), row)
        except sa.exc.IntegrityError:
            return False
        return True

    def claim(self, engine: Engine) -> Claim | None:
        """The next text to process, or None if none waits."""
        now = utc_now()
        with engine.connect() as connection:
            if connection.execute(_CLAIMABLE, {"now": now}).first() is None:
                return None
        with writing(engine, durable=False) as connection:
            locked = _CLAIMABLE.with_for_update(skip_locked=True, of=inbound_texts)
            row = first_row(connection, InboundTextRow, locked, now=now)
            if row is None:
                return None
            until = now + self._claim_for
            connection.execute(
                inbound_texts.update()
                .where(inbound_texts.c.id == row.id)
                .values(claimed_until=until, attempts=row.attempts + 1)
            )
        return Claim(row.id, row.phone_hash, row.attempts + 1, row.received_at, until, row.content)

    def content(self, claim: Claim) -> Content:
        """What came in. Raises UnreadableError."""
        return Content(**json.loads(self._vault.open(claim.sealed)))

    def finish(self, connection: Connection, claim: Claim, state: str = DONE) -> None:
        """The text is done with. Raises LostClaimError."""
        values = {"state": state, "finished_at": utc_now(), "claimed_until": None}
        if connection.execute(inbound_texts.update().where(_mine(claim)).values(values)).rowcount != 1:
            raise LostClaimError
        if claim.parts:
            later = sa.and_(inbound_texts.c.id.in_(claim.parts), inbound_texts.c.state == WAITING)
            connection.execute(inbound_texts.update().where(later).values(values))

    def postpone(self, engine: Engine, claim: Claim, pause: timedelta, counts: bool = True) -> None:
        """Process the text later. `counts`: whether this was an attempt."""
        values: dict[str, Any] = {"claimed_until": utc_now() + pause}
        if not counts:
            values["attempts"] = claim.attempt - 1
        with writing(engine) as connection:
            connection.execute(inbound_texts.update().where(_mine(claim)).values(values))

    def following(self, connection: Connection, claim: Claim, period: timedelta) -> list[tuple[int, Content]]:
        """The phone's texts that wait behind a claimed one and came within the period after it, with their ids, in order."""
        rows = connection.execute(
            sa.select(inbound_texts.c.id, inbound_texts.c.content)
            .where(inbound_texts.c.phone_hash == claim.phone_hash, inbound_texts.c.id > claim.id)
            .where(inbound_texts.c.state == WAITING, inbound_texts.c.received_at <= claim.received_at + period)
            .order_by(inbound_texts.c.id)
        )
        return [(row.id, Content(**json.loads(self._vault.open(row.content)))) for row in rows]

    def before(self, connection: Connection, claim: Claim, count: int) -> list[Earlier]:
        """The last texts of the phone before this one, within a day, the newest first."""
        rows = connection.execute(
            sa.select(inbound_texts.c.content, inbound_texts.c.state)
            .where(inbound_texts.c.phone_hash == claim.phone_hash, inbound_texts.c.id < claim.id)
            .where(inbound_texts.c.received_at > claim.received_at - timedelta(days=1))
            .order_by(inbound_texts.c.id.desc())
            .limit(count)
        )
        return [Earlier(self._text(row.content), row.state) for row in rows]

    def _text(self, sealed: bytes) -> str:
        try:
            return Content(**json.loads(self._vault.open(sealed))).text
        except UnreadableError:
            return ""

    def came_within(self, connection: Connection, claim: Claim, period: timedelta, state: str | None = None) -> int:
        """How many texts the phone sent in the period that ends with this one; without `state`, this one counts too."""
        query = (
            sa.select(sa.func.count())
            .select_from(inbound_texts)
            .where(inbound_texts.c.phone_hash == claim.phone_hash, inbound_texts.c.id <= claim.id)
            .where(inbound_texts.c.received_at > claim.received_at - period)
        )
        if state is not None:
            query = query.where(inbound_texts.c.state == state)
        return int(connection.execute(query).scalar_one())


def _mine(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        inbound_texts.c.id == claim.id,
        inbound_texts.c.state == WAITING,
        inbound_texts.c.claimed_until == claim.until,
    )
