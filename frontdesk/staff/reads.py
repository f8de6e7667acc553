"""Writing down who looked at what.

1. A page that somebody loads is written down each time.
2. A page that loads itself again is not, once this session has it: what the browser says of itself never leaves a reading out.
"""

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.staff import trail
from frontdesk.staff.accounts import digest
from frontdesk.staff.visits import Visit
from frontdesk.storage.database import writing
from frontdesk.storage.staff_models import staff_audit as audit
from frontdesk.storage.staff_models import staff_sessions as sessions

READ = "read"


def note_read(engine: Engine, visit: Visit, subject: str) -> None:
    """Write down what a page shows. To be called outside of transactions, before the page is sent."""
    if visit.is_live:
        with engine.connect() as connection:
            if _is_noted(connection, visit, subject):
                return
    with writing(engine) as connection:
        trail.note(connection, visit.who, READ, subject)


def _is_noted(connection: Connection, visit: Visit, subject: str) -> bool:
    began = sa.select(sessions.c.created_at).where(sessions.c.token_hash == digest(visit.token)).scalar_subquery()
    noted = sa.select(audit.c.id).where(audit.c.subject == subject, audit.c.action == READ, audit.c.at >= began)
    return connection.execute(noted.where(audit.c.account_id == visit.who.id).limit(1)).first() is not None
