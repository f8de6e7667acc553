"""Who of the front desk is there: pages that are open now, each with what it shows.

1. A page that is open says so every BEAT seconds. One that has not for GONE is closed, whatever became of it.
2. A page that is left shows nothing any more, and its person stays until GONE: the next page is opened at once, as a rule.
3. Rows are kept for FORGOTTEN, to tell who has left for good.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.conversations import takeover
from frontdesk.log import log_failure
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.staff_models import staff_pages as pages
from frontdesk.storage.store import Store

BEAT = 5.0
GONE = timedelta(seconds=20)
FORGOTTEN = timedelta(minutes=30)
logger = logging.getLogger(__name__)


def opened(connection: Connection, account_id: str, answers: bool, subject: str) -> str:
    """The id of a page that has just been opened. `answers`: this person may talk to patients."""
    row = {"id": secrets.token_hex(16), "account_id": account_id, "answers": answers, "subject": subject}
    connection.execute(pages.insert(), row | {"seen_at": utc_now()})
    return str(row["id"])


def still_open(connection: Connection, page_id: str) -> bool:
    """A page is still there; False if it has been forgotten. Forgets pages that have been gone for long."""
    now = utc_now()
    is_known = connection.execute(pages.update().where(pages.c.id == page_id).values(seen_at=now)).rowcount
    connection.execute(pages.delete().where(pages.c.seen_at < now - FORGOTTEN))
    return bool(is_known)


def closed(connection: Connection, page_id: str) -> None:
    """A page has been left."""
    connection.execute(pages.update().where(pages.c.id == page_id).values(subject=""))


def all_closed(connection: Connection, account_id: str) -> None:
    """Somebody has signed out everywhere."""
    connection.execute(pages.delete().where(pages.c.account_id == account_id))


def somebody_answers(connection: Connection) -> bool:
    """Whether somebody is there who may talk to patients."""
    there = sa.select(pages.c.id).where(pages.c.answers, pages.c.seen_at > utc_now() - GONE)
    return connection.execute(there.limit(1)).first() is not None


def person_for(store: Store) -> Callable[[str], bool]:
    """Asks for a person in a conversation; False if nobody is there who may talk to patients. May block, never raises."""

    def ask(conversation_id: str) -> bool:
        try:
            with writing(store.engine) as connection:
                there = somebody_answers(connection)
                if there:
                    takeover.ask(connection, conversation_id)
                return there
        except SQLAlchemyError as error:
            log_failure(logger, "Asking for a person", error)
            return False

    return ask


def viewers(connection: Connection, subject: str) -> set[str]:
    """The accounts that have something before them now."""
    there = sa.select(pages.c.account_id).where(pages.c.subject == subject, pages.c.seen_at > utc_now() - GONE)
    return set(connection.execute(there).scalars())


def present(connection: Connection, within: timedelta = GONE) -> set[str]:
    """The accounts that have had a page open within a time."""
    there = sa.select(pages.c.account_id).where(pages.c.seen_at > utc_now() - within)
    return set(connection.execute(there).scalars())
