"""Looking through conversations for outcomes and gaps, apart from the turns, so that no reply waits for it.

1. A conversation in which something was said, or an answer judged, since it was last looked through is looked through again,
   as a whole. What was stored of it before is replaced: to be interrupted, or done twice, does no harm.
2. The last MARGIN counts as not looked at: what is being stored at this moment may carry an earlier time.
3. A gap stays once somebody has decided on its group.
"""

import json
import logging
import time
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message
from frontdesk.conversations.synthetic import IS_REAL
from frontdesk.insight import outcomes
from frontdesk.insight.states import OPEN
from frontdesk.log import log_failure
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.database import insert_once, utc_now, writing
from frontdesk.storage.insight_models import conversation_outcomes, gap_groups, gaps
from frontdesk.storage.models import conversations, feedback, messages
from frontdesk.storage.store import Store

MARGIN = timedelta(minutes=1)
_CHUNK = 20
logger = logging.getLogger(__name__)
_LONGEST = 1.0  # seconds at a time: the caller has other things to do


class Reviewing:
    """Looks through the conversations of one database."""

    def __init__(self, store: Store, crisis_number: str) -> None:
        self._store = store
        self._crisis_number = crisis_number

    def review(self) -> int:
        """Look through what is new, for about a second; how many conversations."""
        began, count = time.monotonic(), 0
        while time.monotonic() - began < _LONGEST:
            with self._store.engine.connect() as connection:
                waiting = _waiting(connection)
            with writing(self._store.engine) as connection:
                for conversation_id in waiting:
                    self._look(connection, conversation_id)
            count += len(waiting)
            if len(waiting) < _CHUNK:
                break
        return count

    def _look(self, connection: Connection, conversation_id: str) -> None:
        read_from = utc_now() - MARGIN
        happened, not_answered = self._shown(connection, conversation_id)
        of_it = conversation_outcomes.c.conversation_id == conversation_id
        connection.execute(conversation_outcomes.delete().where(of_it))
        for outcome, topic in happened:
            row = {"conversation_id": conversation_id, "outcome": outcome, "topic": topic[:40]}
            insert_once(connection, conversation_outcomes, row)
        _keep(connection, conversation_id, not_answered)
        theirs = conversations.c.id == conversation_id
        connection.execute(conversations.update().where(theirs).values(reviewed_at=read_from))

    def _shown(self, connection: Connection, conversation_id: str) -> tuple[set[tuple[str, str]], dict[str, str]]:
        """Outcomes and gaps of a conversation; none of one that is not as it should be, which holds up no other."""
        said = self._said(connection, conversation_id)
        try:
            gaps_found = outcomes.gaps(said, _unhelpful(connection, conversation_id))
            return outcomes.outcomes(said, self._crisis_number), gaps_found
        except (KeyError, TypeError) as error:
            log_failure(logger, f"Looking through conversation {conversation_id:.8}", error)
            return set(), {}

    def _said(self, connection: Connection, conversation_id: str) -> list[Message]:
        query = sa.select(messages.c.content).where(messages.c.conversation_id == conversation_id)
        found = []
        for content in connection.execute(query.order_by(messages.c.position)).scalars():
            try:
                found.append(json.loads(self._store.vault.open(content)))
            except UnreadableError:  # its key is gone; what is left still counts
                continue
        return found


def _waiting(connection: Connection) -> list[str]:
    judged = sa.exists().where(
        feedback.c.conversation_id == conversations.c.id, feedback.c.at >= conversations.c.reviewed_at
    )
    is_new = sa.or_(
        conversations.c.reviewed_at.is_(None), conversations.c.last_at >= conversations.c.reviewed_at, judged
    )
    settled = conversations.c.last_at < utc_now() - MARGIN  # else it would be looked through again and again
    query = (
        sa.select(conversations.c.id).where(is_new, settled, IS_REAL).order_by(conversations.c.last_at).limit(_CHUNK)
    )
    return list(connection.execute(query).scalars())


def _unhelpful(connection: Connection, conversation_id: str) -> set[str]:
    judged = sa.and_(feedback.c.conversation_id == conversation_id, feedback.c.helpful.is_(False))
    return set(connection.execute(sa.select(feedback.c.message_id).where(judged)).scalars())


def _keep(connection: Connection, conversation_id: str, found: dict[str, str]) -> None:
    undecided = sa.or_(
        gaps.c.group_id.is_(None), gaps.c.group_id.in_(sa.select(gap_groups.c.id).where(gap_groups.c.state == OPEN))
    )
    of_it = gaps.c.conversation_id == conversation_id
    connection.execute(gaps.delete().where(of_it, undecided, gaps.c.message_id.not_in(found)))
    if not found:
        return
    named = sa.and_(messages.c.conversation_id == conversation_id, messages.c.id.in_(found))
    for row in connection.execute(sa.select(messages.c.id, messages.c.at).where(named)):
        gap = {"conversation_id": conversation_id, "message_id": row.id, "kind": found[row.id], "at": row.at}
        insert_once(connection, gaps, gap)
