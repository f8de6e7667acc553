"""What is deleted automatically. Everything is kept only as long as it serves its purpose.

| what | kept |
|---|---|
| a conversation with its turns, transcript and feedback, and Rasa's record of it | thirty days after its last message |
| a gap in knowledge (the place of a message in a transcript) | as long as its conversation; its group as long as it has one |
| a day's figures (counts without any word or person) | for good |
| the draft of a booking | two days after its last message; longer if a chat token is valid for longer |
| the network address at which a conversation began (a keyed hash) | as long as its token is valid: limits count a day |
| a verification code's row | two days: its limits count an hour |
| an outbox row that is sent, cancelled or given up | thirty days, to be looked up |
| an incoming text that has been processed | thirty days: a provider's repeat comes within minutes |
| a phone among the contacts | thirty days after its last text; longer while its appointment is to come or the outbox names it |
| a sign-in to the front desk's page, an unused link for an account, a failed sign-in | a day; three after a link's end |
| what a patient agreed to (a keyed hash of the number, the words, the moment) | three years, to be shown if somebody asks |
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import WAITING
from frontdesk.storage.booking_models import appointments, drafts, outbox, verifications
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.insight_models import gap_groups, gaps
from frontdesk.storage.models import conversations, messages, tracker_events
from frontdesk.storage.sms_models import consents, contacts, inbound_texts
from frontdesk.storage.staff_models import staff_failures, staff_invitations, staff_pages, staff_sessions

CONVERSATIONS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=2)  # or as long as a chat token is valid
CODES_KEPT = timedelta(days=2)
OUTBOX_KEPT = timedelta(days=30)
TEXTS_KEPT = timedelta(days=30)
CONTACTS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=1)
CONSENTS_KEPT = timedelta(days=3 * 365)
AT_ONCE = 200  # rows in a transaction; those that go with a conversation come on top


def _is_silent_conversation(since: datetime) -> sa.ColumnElement[bool]:
    said_more = sa.exists().where(messages.c.conversation_id == conversations.c.id, messages.c.at >= since)
    return sa.and_(conversations.c.created_at < since, ~said_more)


def _is_of_silent_tracker(since: datetime) -> sa.ColumnElement[bool]:
    later = tracker_events.alias()
    said_more = sa.exists().where(
        later.c.conversation_id == tracker_events.c.conversation_id, later.c.saved_at >= since
    )
    return sa.and_(tracker_events.c.saved_at < since, ~said_more)


def _is_read_text(since: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(inbound_texts.c.state != WAITING, inbound_texts.c.received_at < since)


def _is_silent_contact(since: datetime) -> sa.ColumnElement[bool]:
    in_outbox = sa.exists().where(outbox.c.contact_id == contacts.c.id)
    to_come = sa.exists().where(
        appointments.c.phone_hash == contacts.c.phone_hash, appointments.c.starts_at > utc_now()
    )
    return sa.and_(contacts.c.last_text_at < since, ~in_outbox, ~to_come)


def forget(engine: Engine, chats_last: timedelta) -> int:
    """Delete what has outlived its purpose; how many rows, those that go with their conversation not counted.

    `chats_last`: how long a chat token is valid.
    """
    now = utc_now()
    has_old_address = sa.and_(conversations.c.created_at < now - chats_last, conversations.c.address_hash.is_not(None))
    _in_chunks(engine, conversations, has_old_address, conversations.update().values(address_hash=None))
    outlived = (
        (conversations, _is_silent_conversation(now - CONVERSATIONS_KEPT)),
        (tracker_events, _is_of_silent_tracker(now - CONVERSATIONS_KEPT)),
        (drafts, drafts.c.updated_at < now - max(DRAFTS_KEPT, chats_last)),
        (verifications, verifications.c.created_at < now - CODES_KEPT),
        (outbox, outbox.c.finished_at < now - OUTBOX_KEPT),
        (inbound_texts, _is_read_text(now - TEXTS_KEPT)),
        (contacts, _is_silent_contact(now - CONTACTS_KEPT)),
        (staff_sessions, staff_sessions.c.created_at < now - SIGN_INS_KEPT),
        (staff_failures, staff_failures.c.at < now - SIGN_INS_KEPT),
        (staff_pages, staff_pages.c.seen_at < now - SIGN_INS_KEPT),
        (staff_invitations, staff_invitations.c.expires_at < now - 3 * SIGN_INS_KEPT),
        (consents, consents.c.agreed_at < now - CONSENTS_KEPT),
        (gap_groups, ~sa.exists().where(gaps.c.group_id == gap_groups.c.id)),
    )
    return sum(_in_chunks(engine, table, is_old, table.delete()) for table, is_old in outlived)


def _in_chunks(
    engine: Engine,
    table: sa.Table,
    which: sa.ColumnElement[bool],
    change: sa.sql.expression.Update | sa.sql.expression.Delete,
) -> int:
    """Change some rows in a transaction, then the next, so that nobody waits long to write; how many there were."""
    key = sa.tuple_(*table.primary_key) if len(table.primary_key) > 1 else next(iter(table.primary_key))
    some = sa.select(*table.primary_key).where(which).limit(AT_ONCE)
    changed = 0
    while True:
        with writing(engine) as connection:
            rows = connection.execute(change.where(key.in_(some))).rowcount
        changed += rows
        if rows < AT_ONCE:
            return changed
