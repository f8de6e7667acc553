"""What is forgotten by itself, and what is not."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine
from sqlalchemy.future import Engine

from frontdesk.booking.draft import BOOK, Draft, Drafts
from frontdesk.booking.retention import DRAFTS_KEPT, OUTBOX_KEPT, forget
from frontdesk.booking.verification import Verifications
from frontdesk.messaging.outbox import Outbox
from frontdesk.storage.booking_models import drafts, outbox, verifications
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from tests.conftest import SECRET

VAULT = Vault([SECRET])


def _fill(database: Engine) -> None:
    Drafts(database, VAULT).save("c" * 32, Draft(BOOK))
    Verifications(database, Lookup([SECRET]), lambda *_: None).start("c" * 32, "ana@example.org", known=True)
    with writing(database) as connection:
        for name in ("sent", "waiting"):
            Outbox(VAULT).put(connection, "code", name, {})
        connection.execute(outbox.update().where(outbox.c.dedup == "sent").values(state="sent", finished_at=utc_now()))


def _left(database: Engine) -> list[int]:
    with database.connect() as connection:
        return [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (drafts, verifications, outbox)
        ]


def test_drafts_and_codes_go_after_two_days(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(DRAFTS_KEPT - timedelta(seconds=1))
        assert (forget(database), _left(database)) == (0, [1, 1, 2])
        clock.shift(timedelta(seconds=2))
        assert (forget(database), _left(database)) == (2, [0, 0, 2])


def test_what_waits_to_be_sent_stays_however_old_it_is(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(OUTBOX_KEPT + timedelta(days=400))
        forget(database)
        assert _left(database) == [0, 0, 1]
