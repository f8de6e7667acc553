"""`python -m frontdesk gaps`: puts new gaps into groups. It loads the sentence encoder and ends, so that no process that runs
all day holds it. Messages in different languages are never grouped together.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.insight.gaps import Gap, ungrouped
from frontdesk.insight.grouping import Group, Vector, as_text, from_text, nearest
from frontdesk.insight.states import ASSIGNED, OPEN
from frontdesk.language.encoder import sentence_encoder
from frontdesk.language.recognition import recognised
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.insight_models import gap_groups, gaps
from frontdesk.storage.store import Store

MOST = 500  # at a time
Encode = Callable[[Sequence[str]], Vector]


def gather(store: Store, encode: Encode | None = None) -> int:
    """Group up to MOST gaps that have no group yet; how many."""
    with store.engine.connect() as connection:
        found = ungrouped(connection, store.vault, MOST)
    if not found:
        return 0
    encode = encode or sentence_encoder().encode
    vectors = np.vstack([encode([gap.text]) for gap in found])
    with writing(store.engine) as connection:
        groups = _groups(connection, store)
        for gap, vector in zip(found, vectors):
            _place(connection, store, groups.setdefault(recognised(gap.text), []), gap, vector)
        for group in (group for of_language in groups.values() for group in of_language if group.changed):
            values = {"centroid": store.vault.seal(as_text(group.centroid))}
            connection.execute(gap_groups.update().where(gap_groups.c.id == group.id).values(values))
    return len(found)


def _groups(connection: Connection, store: Store) -> dict[str, list[Group]]:
    """The groups that a gap may join, by language. None that is assigned: what is like it may still not be answered."""
    count = sa.func.count(gaps.c.message_id)
    query = (
        sa.select(gap_groups.c.id, gap_groups.c.language, gap_groups.c.centroid, count)
        .join(gaps, gaps.c.group_id == gap_groups.c.id)
        .where(gap_groups.c.state != ASSIGNED)
        .group_by(gap_groups.c.id, gap_groups.c.language, gap_groups.c.centroid)
    )
    found: dict[str, list[Group]] = {}
    for group_id, language, centroid, members in connection.execute(query):
        with suppress(UnreadableError):  # sealed with a key that is gone: no gap joins it any more
            found.setdefault(language, []).append(Group(group_id, from_text(store.vault.open(centroid)), members))
    return found


def _place(connection: Connection, store: Store, groups: list[Group], gap: Gap, vector: Vector) -> None:
    group = nearest(groups, vector)
    if group is None:
        group = Group(secrets.token_hex(16), vector, 1)
        groups.append(group)
        row = {"id": group.id, "state": OPEN, "language": recognised(gap.text), "version": 1, "created_at": utc_now()}
        connection.execute(gap_groups.insert(), row | {"centroid": store.vault.seal(as_text(vector))})
    else:
        group.add(vector)
    connection.execute(gaps.update().where(gap.is_it(), gaps.c.group_id.is_(None)).values(group_id=group.id))
