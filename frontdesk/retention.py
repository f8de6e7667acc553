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


def _silent_conversations(since: datetime) -> sa.sql.expression.Delete:
    said_more = sa.exists().where(messages.c.conversation_id == conversations.c.id, messages.c.at >= since)
    return conversations.delete().where(conversations.c.created_at < since, ~said_more)


def _silent_trackers(since: datetime) -> sa.sql.expression.Delete:
    later = tracker_events.alias()
    said_more = sa.exists().where(
        later.c.conversation_id == tracker_events.c.conversation_id, later.c.saved_at >= since
    )
    return tracker_events.delete().where(tracker_events.c.saved_at < since, ~said_more)


def _silent_contacts(since: datetime) -> sa.sql.expression.Delete:
    in_outbox = sa.exists().where(outbox.c.contact_id == contacts.c.id)
    to_come = sa.exists().where(
        appointments.c.phone_hash == contacts.c.phone_hash, appointments.c.starts_at > utc_now()
    )
    return contacts.delete().where(contacts.c.last_text_at < since, ~in_outbox, ~to_come)


def forget(engine: Engine, chats_last: timedelta) -> int:
    """Delete what has outlived its purpose; how many rows, those that go with their conversation not counted.

    `chats_last`: how long a chat token is valid.
    """
    now = utc_now()
    with writing(engine) as connection:
        connection.execute(
            conversations.update()
            .where(conversations.c.created_at < now - chats_last, conversations.c.address_hash.is_not(None))
            .values(address_hash=None)
        )
        deletions = (
            _silent_conversations(now - CONVERSATIONS_KEPT),
            _silent_trackers(now - CONVERSATIONS_KEPT),
            drafts.delete().where(drafts.c.updated_at < now - max(DRAFTS_KEPT, chats_last)),
            verifications.delete().where(verifications.c.created_at < now - CODES_KEPT),
            outbox.delete().where(outbox.c.finished_at < now - OUTBOX_KEPT),
            inbound_texts.delete().where(
                inbound_texts.c.state != WAITING, inbound_texts.c.received_at < now - TEXTS_KEPT
            ),
            _silent_contacts(now - CONTACTS_KEPT),
            staff_sessions.delete().where(staff_sessions.c.created_at < now - SIGN_INS_KEPT),
            staff_failures.delete().where(staff_failures.c.at < now - SIGN_INS_KEPT),
            staff_pages.delete().where(staff_pages.c.seen_at < now - SIGN_INS_KEPT),
            staff_invitations.delete().where(staff_invitations.c.expires_at < now - 3 * SIGN_INS_KEPT),
            consents.delete().where(consents.c.agreed_at < now - CONSENTS_KEPT),
            gap_groups.delete().where(~sa.exists().where(gaps.c.group_id == gap_groups.c.id)),
        )
        return sum(connection.execute(deletion).rowcount for deletion in deletions)
