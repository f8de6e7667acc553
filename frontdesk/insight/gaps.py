"""Gaps in knowledge as people see and decide on them. The words are read from the transcript; nothing of them is copied.

1. A decision names the version that was on the screen, and is refused if it is no longer the stored one (StaleError).
2. What is to be learnt (LEARNABLE) is accepted message by message. The rest of the group becomes an open group of its own.
"""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message
from frontdesk.insight.states import LEARNABLE, OPEN
from frontdesk.storage.crypto import UnreadableError, Vault
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.insight_models import gap_groups, gaps
from frontdesk.storage.models import messages

_WITH_WORDS = sa.and_(messages.c.conversation_id == gaps.c.conversation_id, messages.c.id == gaps.c.message_id)


class StaleError(Exception):
    """Somebody else has decided in the meantime, or the group is gone; look again."""


@dataclass(frozen=True)
class Gap:
    """A message that was not answered as it should be, at a moment (aware). `kind` is one of those in `outcomes.py`."""

    conversation_id: str
    message_id: str
    kind: str
    at: datetime
    text: str

    @property
    def key(self) -> str:
        """Names the gap in a form."""
        return f"{self.conversation_id}.{self.message_id}"

    def is_it(self) -> sa.ColumnElement[bool]:
        """The condition that finds its row."""
        return sa.and_(gaps.c.conversation_id == self.conversation_id, gaps.c.message_id == self.message_id)


@dataclass(frozen=True)
class GapGroup:
    """Messages that ask much the same. `count` is the number of conversations; moments are aware."""

    id: str
    state: str
    topic: str
    language: str
    version: int
    count: int
    last_at: datetime
    decided_at: datetime | None
    decided_by: str


def _count() -> sa.Function[int]:
    return sa.func.count(sa.distinct(gaps.c.conversation_id))


def groups(connection: Connection, state: str, limit: int, group_id: str = "") -> list[GapGroup]:
    """The groups in a state, the one that concerns most conversations first; with an id, that group, whatever its state."""
    last = sa.func.max(gaps.c.at)
    query = (
        sa.select(gap_groups, _count().label("asked_in"), last.label("last_at"))
        .join(gaps, gaps.c.group_id == gap_groups.c.id)
        .where(gap_groups.c.id == group_id if group_id else gap_groups.c.state == state)
        .group_by(gap_groups.c.id)
        .order_by(_count().desc(), last.desc(), gap_groups.c.id)
        .limit(limit)
    )
    return [_group(row) for row in connection.execute(query)]


def _group(row: sa.Row[Any]) -> GapGroup:
    return GapGroup(
        row.id,
        row.state,
        row.topic or "",
        row.language,
        row.version,
        row.asked_in,
        as_aware(row.last_at),
        as_aware(row.decided_at),
        row.decided_by or "",
    )


def counts(connection: Connection) -> dict[str, int]:
    """How many groups are in each state."""
    query = (
        sa.select(gap_groups.c.state, sa.func.count(sa.distinct(gap_groups.c.id)))
        .join(gaps, gaps.c.group_id == gap_groups.c.id)
        .group_by(gap_groups.c.state)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def examples(connection: Connection, vault: Vault, group_ids: Sequence[str], limit: int) -> dict[str, list[Gap]]:
    """The newest messages of each of these groups, each different text once."""
    place = sa.func.row_number().over(partition_by=gaps.c.group_id, order_by=(gaps.c.at.desc(), gaps.c.message_id))
    ranked = sa.select(gaps, place.label("place")).where(gaps.c.group_id.in_(group_ids)).subquery()
    words = sa.and_(messages.c.conversation_id == ranked.c.conversation_id, messages.c.id == ranked.c.message_id)
    query = sa.select(ranked, messages.c.content).join(messages, words).where(ranked.c.place <= 4 * limit)
    found: dict[str, dict[str, Gap]] = {each: {} for each in group_ids}
    for row in connection.execute(query.order_by(ranked.c.place)):
        gap = _opened(vault, row)
        if gap is not None:
            found[row.group_id].setdefault(" ".join(gap.text.lower().split()), gap)
    return {group_id: list(different.values())[:limit] for group_id, different in found.items()}


def members(connection: Connection, vault: Vault, group_id: str, limit: int) -> list[Gap]:
    """The newest messages of a group."""
    return _read(connection, vault, gaps.c.group_id == group_id, gaps.c.at.desc(), limit)


def ungrouped(connection: Connection, vault: Vault, limit: int) -> list[Gap]:
    """Messages without a group, the oldest first."""
    return _read(connection, vault, gaps.c.group_id.is_(None), gaps.c.at, limit)


def some_ungrouped(connection: Connection) -> bool:
    """Whether there are any."""
    return (
        connection.execute(sa.select(gaps.c.message_id).where(gaps.c.group_id.is_(None)).limit(1)).first() is not None
    )


def _read(
    connection: Connection, vault: Vault, condition: sa.ColumnElement[bool], order: Any, limit: int | None
) -> list[Gap]:
    query = sa.select(gaps, messages.c.content).join(messages, _WITH_WORDS).where(condition)
    rows = connection.execute(query.order_by(order, gaps.c.message_id).limit(limit))
    return [gap for gap in (_opened(vault, row) for row in rows) if gap is not None]


def _opened(vault: Vault, row: sa.Row[Any]) -> Gap | None:
    """A row with its words; None if they were sealed with a key that is gone."""
    try:
        said: Message = json.loads(vault.open(row.content))
    except UnreadableError:
        return None
    return Gap(row.conversation_id, row.message_id, row.kind, as_aware(row.at), said["text"])


def accepted(connection: Connection, vault: Vault) -> list[tuple[str, Gap]]:
    """Every message that is to be learnt, with its topic, or OUT_OF_SCOPE."""
    learnt = sa.select(gap_groups).where(gap_groups.c.state.in_(LEARNABLE)).order_by(gap_groups.c.decided_at)
    return [
        (row.topic or row.state, gap)
        for row in connection.execute(learnt)
        for gap in _read(connection, vault, sa.and_(gaps.c.group_id == row.id, gaps.c.accepted), gaps.c.at, None)
    ]


def decide(
    connection: Connection,
    group_id: str,
    version: int,
    state: str,
    by: str | None,
    topic: str = "",
    kept: Collection[str] = (),
) -> None:
    """Decide on a group. Raises StaleError, and then changes nothing.

    `topic` is for ASSIGNED. `kept` (`Gap.key`s) is what is accepted of a group that is LEARNABLE; the rest leaves it.
    """
    mine = sa.and_(gap_groups.c.id == group_id, gap_groups.c.version == version)
    values = {"state": state, "topic": topic or None, "decided_at": utc_now(), "decided_by": by, "version": version + 1}
    if connection.execute(gap_groups.update().where(mine).values(values)).rowcount != 1:
        raise StaleError
    connection.execute(gaps.update().where(gaps.c.group_id == group_id).values(accepted=False))
    if state in LEARNABLE:
        _accept(connection, group_id, kept)


def _accept(connection: Connection, group_id: str, kept: Collection[str]) -> None:
    for key in kept:
        conversation_id, _, message_id = key.partition(".")
        of_it = sa.and_(gaps.c.conversation_id == conversation_id, gaps.c.message_id == message_id)
        connection.execute(gaps.update().where(of_it, gaps.c.group_id == group_id).values(accepted=True))
    left = sa.and_(gaps.c.group_id == group_id, ~gaps.c.accepted)
    if connection.execute(sa.select(gaps.c.message_id).where(left).limit(1)).first() is None:
        return
    before = connection.execute(sa.select(gap_groups).where(gap_groups.c.id == group_id)).one()
    row = {"id": secrets.token_hex(16), "state": OPEN, "version": 1, "created_at": utc_now()}
    connection.execute(gap_groups.insert(), row | {"language": before.language, "centroid": before.centroid})
    connection.execute(gaps.update().where(left).values(group_id=row["id"]))
