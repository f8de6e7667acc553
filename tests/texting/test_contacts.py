"""Contacts: found by their number, talked to in a conversation that says nothing of it. On SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.conversations.spoken import language_of
from frontdesk.conversations.transcript import Transcript
from frontdesk.conversations.turns import Turns
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import writing
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import contacts as contacts_table
from frontdesk.texting.consents import Consents
from frontdesk.texting.contacts import QUIET, Contact, Contacts
from tests.support.server import SECRET

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


def row_of(database: Engine, contact_id: str) -> Any:
    with database.connect() as connection:
        return connection.execute(sa.select(contacts_table).where(contacts_table.c.id == contact_id)).one()


def join(database: Engine, contacts: Contacts, conversation_id: str, phone: str = ANA, at: datetime = NOON) -> str:
    with writing(database) as connection:
        return contacts.join(connection, phone, conversation_id, at)


@pytest.fixture
def chat(database: Engine) -> str:
    return Turns(database, Vault([SECRET])).start_conversation("web")


def test_a_phone_that_only_got_a_code_is_in_no_conversation(database: Engine, contacts: Contacts) -> None:
    with writing(database) as connection:
        contact_id = contacts.add(connection, ANA, NOON)
        assert contacts.add(connection, ANA, NOON) == contact_id
    row = row_of(database, contact_id)
    assert (row.conversation_id, row.consented_at, row.introduced_at) == (None, None, None)
    assert reach(database, contacts).id == contact_id


def test_asking_for_a_code_changes_nothing_of_a_phone_that_texts(database: Engine, contacts: Contacts) -> None:
    contact = reach(database, contacts)
    before = row_of(database, contact.id)
    with writing(database) as connection:
        assert contacts.add(connection, ANA, NOON + QUIET) == contact.id
    assert row_of(database, contact.id) == before


def test_requests_at_once_make_one_contact(database: Engine, contacts: Contacts) -> None:
    def add(_: int) -> str:
        with writing(database) as connection:
            return contacts.add(connection, ANA, NOON)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(add, range(16)))) == 1


def test_a_phone_joins_a_chat_and_what_it_talked_about_before_stays(
    database: Engine, contacts: Contacts, chat: str
) -> None:
    before = reach(database, contacts)
    with writing(database) as connection:
        contacts.offer(connection, before.id, [("choice/a", "A")], NOON)
        contacts.keep_rest(connection, before.id, "more")
    later = NOON + 3 * QUIET
    assert join(database, contacts, chat, at=later) == before.id
    row = row_of(database, before.id)
    assert (row.conversation_id, row.consented_at, row.introduced_at) == (chat, later, later)
    assert (row.offered, row.rest, row.offered_at) == (None, None, None)
    assert reach(database, contacts, at=later + QUIET).conversation_id == chat
    assert Transcript(database, Vault([SECRET])).is_open(before.conversation_id)


def test_a_chat_has_one_phone(database: Engine, contacts: Contacts, chat: str) -> None:
    first, second = (join(database, contacts, chat, phone) for phone in (ANA, BEN))
    assert (row_of(database, first).conversation_id, row_of(database, second).conversation_id) == (None, chat)
    with database.connect() as connection:
        assert contacts.phone_of(connection, chat) == BEN


def test_a_list_that_is_over_leaves_the_moment_it_was_sent(database: Engine, contacts: Contacts, chat: str) -> None:
    contact_id = join(database, contacts, chat)
    with writing(database) as connection:
        contacts.offer(connection, contact_id, [("choice/a", "A")], NOON)
        contacts.end_lists(connection, "another conversation")
        kept = contacts.of_phone(connection, ANA)
        contacts.end_lists(connection, chat)
        over = contacts.of_phone(connection, ANA)
    assert kept is not None
    assert over is not None
    assert (kept.offered, over.offered, over.offered_at) == ((("choice/a", "A"),), (), NOON)


def test_consents_are_kept_under_the_number_without_the_number(database: Engine) -> None:
    consents = Consents(Lookup([SECRET]))
    with writing(database) as connection:
        consents.record(connection, ANA, "c" * 32, "I agree.", NOON)
        consents.record(connection, ANA, "d" * 32, "I agree.", NOON + QUIET)
    with database.connect() as connection:
        assert consents.of_phone(connection, ANA) == [
            (NOON, "c" * 32, "I agree."),
            (NOON + QUIET, "d" * 32, "I agree."),
        ]
        assert consents.of_phone(connection, BEN) == []
        assert "5550101" not in str(connection.exec_driver_sql("SELECT * FROM consents").all())


def test_the_language_of_a_phone_is_kept_for_its_next_conversation(database: Engine, contacts: Contacts) -> None:
    first = reach(database, contacts)
    assert first.language == "en"
    with writing(database) as connection:
        contacts.speaks(connection, first, "fr")
    later = reach(database, contacts, at=NOON + QUIET + timedelta(hours=1))
    assert later.language == "fr"
    assert later.conversation_id != first.conversation_id
    with database.connect() as connection:
        assert language_of(connection, later.conversation_id) == "fr"
        assert language_of(connection, first.conversation_id) == "en"


@pytest.mark.parametrize(("pause", "introduced"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)])
def test_who_has_been_quiet_for_a_week_is_introduced_again(
    database: Engine, contacts: Contacts, pause: timedelta, introduced: bool
) -> None:
    with writing(database) as connection:
        contacts.introduced(connection, contacts.reach(connection, ANA, NOON).id, NOON)
    assert reach(database, contacts, at=NOON + pause).introduced is introduced
    assert reach(database, contacts, at=NOON + pause).introduced is introduced
