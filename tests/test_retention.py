"""What is forgotten by itself, and what is not."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk import retention
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.verification import Verifications
from frontdesk.booking.draft import BOOK, Draft, Drafts
from frontdesk.channels.sms.inbox import IGNORED, Content, InboundTexts
from frontdesk.conversations.feedback import Feedback
from frontdesk.conversations.turns import Turns
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.privacy import Retention
from frontdesk.staff import trail
from frontdesk.storage.booking_models import appointments, audit, drafts, outbox, reservations, verifications
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, feedback, messages, tracker_events, turns
from frontdesk.storage.sms_models import contacts, inbound_texts
from frontdesk.storage.staff_models import staff_audit
from frontdesk.texting.consents import Consents
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.texts import REPLY, Texts
from tests.support.server import SECRET
from tests.support.slots import DETAILS, clinic, new, queue, slot_at, slots_of, stored_appointments

VAULT = Vault([SECRET])


KEEP = Retention()
CHATS_LAST = timedelta(days=1)


def forget(database: Engine, keep: Retention = KEEP, seconds: float = 60.0, chats_last: timedelta = CHATS_LAST) -> int:
    """Forget what is old."""
    return retention.forget(database, keep, chats_last, seconds)


def aware_now() -> datetime:
    """The present moment."""
    return datetime.now(timezone.utc)


def hand_off(database: Engine) -> HandOff:
    """Requests of a clinic."""
    return HandOff(database, stored_appointments(), clinic(), queue)


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
        clock.shift(KEEP.kept("drafts") - timedelta(seconds=1))
        assert (forget(database), _left(database)) == (0, [1, 1, 2])
        clock.shift(timedelta(seconds=2))
        assert (forget(database), _left(database)) == (2, [0, 0, 2])


def test_what_waits_to_be_sent_stays_however_old_it_is(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(KEEP.kept("outbox") + timedelta(days=400))
        forget(database)
        assert _left(database) == [0, 0, 1]


def test_a_draft_lives_as_long_as_the_token_of_its_chat(database: Engine) -> None:
    token = timedelta(hours=720)
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(token - timedelta(seconds=1))
        forget(database, chats_last=token)
        assert _left(database)[0] == 1
        clock.shift(timedelta(seconds=2))
        forget(database, chats_last=token)
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
        clock.shift(KEEP.kept("conversations"))
        forget(database)
        assert _kept(database, conversation) == [1, 2, 4, 2, 2]
        clock.shift(timedelta(seconds=1))
        assert forget(database) == 1
        assert _kept(database, conversation) == [0, 0, 0, 0, 0]


def test_a_conversation_without_a_word_goes_too_and_the_others_stay(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        silent = Turns(database, VAULT).start_conversation("web")
        clock.shift(KEEP.kept("conversations") + timedelta(seconds=1))
        other = Turns(database, VAULT).start_conversation("web")
        _talk(database, other, "m1")
        assert forget(database) == 1
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
        clock.shift(KEEP.kept("contacts"))
        forget(database)
        assert _phones_and_texts(database) == (2, 2)
        clock.shift(timedelta(seconds=1))
        forget(database)
        assert _phones_and_texts(database) == (1, 1)


def test_what_was_agreed_to_outlives_phone_and_conversation(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        consents, ana = Consents(Lookup([SECRET])), "+17805550101"
        conversation = Turns(database, VAULT).start_conversation("web")
        with writing(database) as connection:
            Contacts(VAULT, Lookup([SECRET])).join(connection, ana, conversation, utc_now())
            consents.record(connection, ana, conversation, "I agree.", utc_now())
        for left in (1, 0):
            clock.shift(KEEP.kept("consents") if left else timedelta(seconds=1))
            forget(database)
            with database.connect() as connection:
                assert len(consents.of_phone(connection, ana)) == left
        assert _phones_and_texts(database) == (0, 0)


LONG_AGO = "2024-03-05T16:00+00:00"  # more than a year ago, so that the database lets audit rows of then go
MONTHS = KEEP.kept("appointments")


def _count(database: Engine, table: sa.Table) -> int:
    with database.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _left_of_appointments(database: Engine) -> list[int]:
    return [_count(database, table) for table in (appointments, reservations, outbox)]


def test_a_visit_goes_with_its_time_and_what_was_sent_long_after_it(database: Engine) -> None:
    with time_machine.travel(LONG_AGO, tick=False) as clock:
        slots, now = slots_of(database), aware_now()
        booked = slots.confirm(
            slots.hold(new(created_at=now), slot_at("09:00", day=date(2024, 3, 6)), now).id, DETAILS, now
        )
        assert booked.end is not None
        clock.move_to(booked.end + MONTHS)
        forget(database)
        assert _left_of_appointments(database)[:2] == [1, 1]
        clock.shift(timedelta(seconds=1))
        forget(database)
        assert _left_of_appointments(database) == [0, 0, 0]
        assert _count(database, audit) == 2


def test_what_is_open_stays_and_what_was_closed_goes_by_the_day_it_was_closed(database: Engine) -> None:
    with time_machine.travel(LONG_AGO, tick=False) as clock:
        desk = hand_off(database)
        kept, closed = (desk.request(new(method="request", created_at=aware_now())) for _ in range(2))
        clock.shift(MONTHS)
        desk.complete(closed, "staff", "web")
        for shift, left in ((MONTHS, 2), (timedelta(seconds=1), 1)):
            clock.shift(shift)
            forget(database)
            assert _count(database, appointments) == left
        with database.connect() as connection:
            assert stored_appointments().find(connection, kept.id) is not None


def test_who_changed_what_outlives_the_appointment_and_goes_in_its_own_time(database: Engine) -> None:
    with time_machine.travel(LONG_AGO, tick=False) as clock:
        desk = hand_off(database)
        desk.complete(desk.request(new(method="request", created_at=aware_now())), "staff", "web")
        with writing(database) as connection:
            trail.note(connection, None, "locked", "account:1")
        clock.shift(KEEP.kept("audit"))
        forget(database)
        assert (_count(database, appointments), _count(database, audit), _count(database, staff_audit)) == (0, 2, 1)
        clock.shift(timedelta(seconds=1))
        assert forget(database) == 3
        assert (_count(database, audit), _count(database, staff_audit)) == (0, 0)


def test_the_database_keeps_what_was_done_in_the_last_year(database: Engine) -> None:
    with writing(database) as connection:
        trail.note(connection, None, "locked", "account:1")
    with time_machine.travel(utc_now() + timedelta(days=2000)), pytest.raises(sa.exc.DBAPIError, match="within a year"):
        forget(database)
    assert _count(database, staff_audit) == 1


def test_each_transaction_deletes_only_so_many(database: Engine) -> None:
    deleted: list[int] = []

    def note(_: object, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith("DELETE FROM outbox"):
            deleted.append(cursor.rowcount)

    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        with writing(database) as connection:
            for number in range(2 * retention.ROWS + 3):
                Outbox(VAULT).put(connection, "code", f"old-{number}", {})
            connection.execute(outbox.update().values(state="sent", finished_at=utc_now()))
        clock.shift(KEEP.kept("outbox") + timedelta(seconds=1))
        sa.event.listen(database, "after_cursor_execute", note)
        assert forget(database) == 2 * retention.ROWS + 3
    assert deleted == [retention.ROWS, retention.ROWS, 3]


def test_what_cannot_be_done_in_time_is_done_the_next_time(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        _fill(database)
        clock.shift(KEEP.kept("drafts") + timedelta(seconds=1))
        assert (forget(database, seconds=0.0), forget(database)) == (0, 2)


def test_a_clinic_may_keep_things_for_another_time(database: Engine) -> None:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False) as clock:
        Turns(database, VAULT).start_conversation("web")
        clock.shift(timedelta(days=3, seconds=1))
        assert (forget(database), forget(database, Retention(conversations=3))) == (0, 1)
