"""What is forgotten by itself, and what is not."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Connection, Engine

from frontdesk import retention
from frontdesk.appointments.verification import Verifications
from frontdesk.booking.draft import BOOK, Draft, Drafts
from frontdesk.channels.sms.inbox import IGNORED, Content, InboundTexts
from frontdesk.conversations.feedback import Feedback
from frontdesk.conversations.turns import Turns
from frontdesk.outbox.rows import Outbox
from frontdesk.retention import (
    CONSENTS_KEPT,
    CONTACTS_KEPT,
    CONVERSATIONS_KEPT,
    DRAFTS_KEPT,
    OUTBOX_KEPT,
    forget,
)
from frontdesk.storage.booking_models import drafts, outbox, verifications
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, feedback, messages, tracker_events, turns
from frontdesk.storage.sms_models import contacts, inbound_texts
from frontdesk.texting.consents import Consents
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.texts import REPLY, Texts
from tests.support.server import SECRET

VAULT = Vault([SECRET])


CHATS_LAST = timedelta(days=1)


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
        assert (forget(database, CHATS_LAST), _left(database)) == (0, [1, 1, 2])
        clock.shift(timedelta(seconds=2))
        assert (forget(database, CHATS_LAST), _left(database)) == (2, [0, 0, 2])


def test_what_waits_to_be_sent_stays_however_old_it_is(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(OUTBOX_KEPT + timedelta(days=400))
        forget(database, CHATS_LAST)
        assert _left(database) == [0, 0, 1]


def test_what_has_outlived_its_purpose_goes_a_little_at_a_time_so_that_others_can_write(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    in_transactions: list[int] = []

    @sa.event.listens_for(database, "after_cursor_execute")
    def count(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("DELETE FROM drafts"):
            in_transactions.append(cursor.rowcount)

    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        for number in range(5):
            Drafts(database, VAULT).save(f"{number}" * 32, Draft(BOOK))
        clock.shift(DRAFTS_KEPT + timedelta(seconds=1))
        assert forget(database, CHATS_LAST) == 5
    assert in_transactions == [2, 2, 1]


def test_a_draft_lives_as_long_as_the_token_of_its_chat(database: Engine) -> None:
    token = timedelta(hours=720)
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(token - timedelta(seconds=1))
        forget(database, token)
        assert _left(database)[0] == 1
        clock.shift(timedelta(seconds=2))
        forget(database, token)
        assert _left(database)[0] == 0


def _talk(database: Engine, conversation: str, client_id: str) -> None:
    said = Turns(database, VAULT)
    turn = said.claim(conversation, client_id, "does it hurt")
    said.finish(turn.id, [{"id": f"reply-{client_id}", "from": "bot", "text": "It can hurt for some people."}])
    Feedback(database, VAULT).say(conversation, f"reply-{client_id}", True, "thank you")
    with writing(database) as connection:
        connection.execute(
            tracker_events.insert(),
            {
                "conversation_id": conversation,
                "starts_session": False,
                "event_count": 1,
                "saved_at": utc_now(),
                "events": b"sealed",
            },
        )


def _kept(database: Engine, conversation: str) -> list[int]:
    with database.connect() as connection:
        return [
            connection.execute(sa.select(sa.func.count()).select_from(table).where(column == conversation)).scalar_one()
            for table, column in (
                (conversations, conversations.c.id),
                *((table, table.c.conversation_id) for table in (turns, messages, feedback, tracker_events)),
            )
        ]


def test_a_conversation_goes_whole_thirty_days_after_its_last_message(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        conversation = Turns(database, VAULT).start_conversation("web")
        _talk(database, conversation, "m1")
        clock.shift(timedelta(days=20))
        _talk(database, conversation, "m2")
        clock.shift(CONVERSATIONS_KEPT)
        forget(database, CHATS_LAST)
        assert _kept(database, conversation) == [1, 2, 4, 2, 2]
        clock.shift(timedelta(seconds=1))
        assert forget(database, CHATS_LAST) == 3
        assert _kept(database, conversation) == [0, 0, 0, 0, 0]


def test_a_conversation_without_a_word_goes_too_and_the_others_stay(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        silent = Turns(database, VAULT).start_conversation("web")
        clock.shift(CONVERSATIONS_KEPT + timedelta(seconds=1))
        other = Turns(database, VAULT).start_conversation("web")
        _talk(database, other, "m1")
        assert forget(database, CHATS_LAST) == 1
        assert _kept(database, silent)[0] == 0
        assert _kept(database, other) == [1, 1, 2, 1, 1]


def _phones_and_texts(database: Engine) -> tuple[int, int]:
    with database.connect() as connection:
        phones, texts = (
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (contacts, inbound_texts)
        )
    return phones, texts


def test_a_phone_and_its_texts_go_thirty_days_after_the_last_one(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        texts, ana, ben = InboundTexts(VAULT, Lookup([SECRET])), "+17805550101", "+17805550102"
        texts.accept(database, "twilio", "SM1", Content(ana, "", "hello"), IGNORED)
        texts.accept(database, "twilio", "SM2", Content(ana, "", "still waiting"))
        with writing(database) as connection:
            Contacts(VAULT, Lookup([SECRET])).reach(connection, ana, utc_now())
            contact = Contacts(VAULT, Lookup([SECRET])).reach(connection, ben, utc_now())
            Texts(VAULT).put(connection, contact.id, REPLY, "text:1", "not sent yet")
        clock.shift(CONTACTS_KEPT)
        forget(database, CHATS_LAST)
        assert _phones_and_texts(database) == (2, 2)
        clock.shift(timedelta(seconds=1))
        forget(database, CHATS_LAST)
        assert _phones_and_texts(database) == (1, 1)


def test_what_was_agreed_to_outlives_phone_and_conversation(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        consents, ana = Consents(Lookup([SECRET])), "+17805550101"
        conversation = Turns(database, VAULT).start_conversation("web")
        with writing(database) as connection:
            Contacts(VAULT, Lookup([SECRET])).join(connection, ana, conversation, utc_now())
            consents.record(connection, ana, conversation, "I agree.", utc_now())
        for left in (1, 0):
            clock.shift(CONSENTS_KEPT if left else timedelta(seconds=1))
            forget(database, CHATS_LAST)
            with database.connect() as connection:
                assert len(consents.of_phone(connection, ana)) == left
        assert _phones_and_texts(database) == (0, 0)
