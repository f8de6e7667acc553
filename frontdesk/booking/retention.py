"""What is forgotten by itself: only as long as it serves its purpose is it kept.

| what | kept |
|---|---|
| the draft of a booking | two days after its last message: no chat token lives longer |
| a verification code's row | two days: its limits count an hour |
| an outbox row that is sent, cancelled or given up | thirty days, to be looked up |
"""

from datetime import timedelta

from sqlalchemy.future import Engine

from frontdesk.storage.booking_models import drafts, outbox, verifications
from frontdesk.storage.database import utc_now, writing

DRAFTS_KEPT = timedelta(days=2)
CODES_KEPT = timedelta(days=2)
OUTBOX_KEPT = timedelta(days=30)


def forget(engine: Engine) -> int:
    """Delete what has outlived its purpose; how many rows."""
    now = utc_now()
    with writing(engine) as connection:
        deletions = (
            drafts.delete().where(drafts.c.updated_at < now - DRAFTS_KEPT),
            verifications.delete().where(verifications.c.created_at < now - CODES_KEPT),
            outbox.delete().where(outbox.c.finished_at < now - OUTBOX_KEPT),
        )
        return sum(connection.execute(deletion).rowcount for deletion in deletions)
