"""Contacts: found by their number, talked to in a conversation that says nothing of it. On SQLite and PostgreSQL."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.future import Engine

from frontdesk.storage.contacts import QUIET, Contact, Contacts
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import writing
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import contacts as contacts_table
from frontdesk.storage.transcript import Transcript
from tests.conftest import SECRET

ANA, BEN = "+17805550101", "+17805550102"
NOON = datetime(2026, 12, 1, 12, 0)
NEW_SECRET = "another-secret-for-tests-0123456789abcdef"


def contacts_of(*secrets: str) -> Contacts:
    return Contacts(Vault(secrets), Lookup(secrets))


@pytest.fixture
def contacts() -> Contacts:
    return contacts_of(SECRET)


def reach(database: Engine, contacts: Contacts, phone: str = ANA, at: datetime = NOON) -> Contact:
    with writing(database) as connection:
        return contacts.reach(connection, phone, at)


def test_a_phone_is_one_contact_with_one_conversation(database: Engine, contacts: Contacts) -> None:
    first, again, other = reach(database, contacts), reach(database, contacts), reach(database, contacts, BEN)
    assert first == again
    assert first.phone == ANA
    assert first.conversation_id != other.conversation_id
    assert first.id != other.id


def test_the_number_is_not_readable_in_the_database(database: Engine, contacts: Contacts) -> None:
    reach(database, contacts)
    with database.connect() as connection:
        rows = [*connection.execute(sa.select(contacts_table)), *connection.execute(sa.select(conversations))]
    assert ANA not in str(rows)
    assert "5550101" not in str(rows)


def test_a_conversation_goes_on_for_a_day_of_silence(database: Engine, contacts: Contacts) -> None:
    first = reach(database, contacts)
    at = NOON
    for _ in range(3):
        at += QUIET
        assert reach(database, contacts, at=at).conversation_id == first.conversation_id
    later = reach(database, contacts, at=at + QUIET + timedelta(seconds=1))
    assert later.conversation_id != first.conversation_id
    assert later.id == first.id


def test_a_repeat_finds_the_conversation_that_the_first_try_began(database: Engine, contacts: Contacts) -> None:
    reach(database, contacts)
    at = NOON + 2 * QUIET
    assert reach(database, contacts, at=at).conversation_id == reach(database, contacts, at=at).conversation_id


def test_an_ended_conversation_is_followed_by_a_new_one(database: Engine, contacts: Contacts) -> None:
    first = reach(database, contacts)
    Transcript(database, Vault([SECRET])).end(first.conversation_id)
    assert reach(database, contacts).conversation_id != first.conversation_id


def test_a_deleted_conversation_is_followed_by_a_new_one(database: Engine, contacts: Contacts) -> None:
    first = reach(database, contacts)
    with writing(database) as connection:
        connection.execute(conversations.delete())
    assert reach(database, contacts).conversation_id != first.conversation_id


def test_a_phone_is_found_after_the_secret_changed(database: Engine, contacts: Contacts) -> None:
    first = reach(database, contacts)
    assert reach(database, contacts_of(NEW_SECRET, SECRET)).id == first.id
    with database.connect() as connection:
        stored = connection.execute(sa.select(contacts_table.c.phone_hash)).scalar_one()
    assert stored == Lookup([NEW_SECRET]).hash(ANA)


def test_a_conversation_leads_to_its_phone(database: Engine, contacts: Contacts) -> None:
    contact = reach(database, contacts)
    with database.connect() as connection:
        assert contacts.phone_of(connection, contact.conversation_id) == ANA
        assert contacts.phone_of(connection, "0" * 32) == ""
        found = contacts.of_phone(connection, ANA)
        assert found is not None
        assert found.id == contact.id
        assert contacts.of_phone(connection, BEN) is None


def test_what_was_last_said_is_remembered(database: Engine, contacts: Contacts) -> None:
    contact = reach(database, contacts)
    assert not contact.introduced
    with writing(database) as connection:
        contacts.introduced(connection, contact.id, NOON)
        contacts.offer(connection, contact.id, [("book", "Book"), ("cost", "Cost")], NOON)
        contacts.keep_rest(connection, contact.id, "and so on")
    told = reach(database, contacts)
    assert told.introduced
    assert told.offered == (("book", "Book"), ("cost", "Cost"))
    assert told.offered_at == NOON
    assert told.rest == "and so on"
    with writing(database) as connection:
        contacts.offer(connection, contact.id, [], NOON)
        contacts.keep_rest(connection, contact.id, "")
    told = reach(database, contacts)
    assert (told.offered, told.rest, told.offered_at) == ((), "", None)
