"""Figures by day and channel, counted by conversation, kept when the conversations are gone."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from frontdesk.conversations.feedback import Feedback
from frontdesk.conversations.takeover import Takeovers, ask
from frontdesk.conversations.transcript import Transcript
from frontdesk.insight.figures import BUCKETS, bucket_of, figures, tally
from frontdesk.insight.reviewing import Reviewing
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.texts import REPLY, Texts
from tests.support.talks import at, talk

EDMONTON = ZoneInfo("America/Edmonton")
TUESDAY = date(2026, 11, 24)
NOON = "2026-11-24T19:00"


def counted(store: Store, day: date = TUESDAY) -> dict[str, int]:
    with store.engine.connect() as connection:
        found = figures(connection, day, day)
    return {f"{each.channel} {each.figure} {each.detail}".strip(): each.count for each in found}


def count(store: Store) -> dict[str, int]:
    Reviewing(store, "988").review()
    tally(store.engine, EDMONTON)
    return counted(store)


def test_a_conversation_counts_once_whatever_happened_in_it(store: Store) -> None:
    with at(NOON) as clock:
        talk(store, ("how much?", "answer"), ("and for kids?", "answer"), ("cupping?", "fallback"))
        talk(store, ("how much?", "answer"), channel="sms")
        talk(store)
        clock.shift(timedelta(minutes=2))
        assert count(store) == {
            "web spoke": 1,
            "web answered": 1,
            "web answered cost": 1,
            "web not_known": 1,
            "web gaps": 1,
            "sms spoke": 1,
            "sms answered": 1,
            "sms answered cost": 1,
        }


def test_a_day_is_the_clinics(store: Store) -> None:
    with at("2026-11-25T05:30") as clock:  # half past eleven at night in Edmonton
        talk(store, ("how much?", "answer"))
        clock.shift(timedelta(minutes=40))
        assert count(store)["web spoke"] == 1


def test_counting_again_changes_nothing_and_figures_outlive_conversations(store: Store) -> None:
    with at(NOON) as clock:
        talk(store, ("how much?", "answer"))
        clock.shift(timedelta(minutes=2))
        first = count(store)
        assert count(store) == first
        clock.shift(timedelta(days=31))
        with writing(store.engine) as connection:
            connection.execute(conversations.delete())
        assert count(store) == first


def test_helpful_answers_count_by_conversation(store: Store) -> None:
    with at(NOON) as clock:
        one = talk(store, ("how much?", "answer"), ("and for kids?", "answer"))
        said = Feedback(store.engine, store.vault)
        said.say(one, "r0", True, None)
        said.say(one, "r1", True, None)
        clock.shift(timedelta(minutes=2))
        assert count(store)["web helpful"] == 1


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0, 0), (59, 0), (60, 1), (179, 1), (180, 2), (599, 2), (600, 3), (86_400, 3)]
)
def test_waits_fall_into_buckets(seconds: int, bucket: int) -> None:
    assert bucket_of(timedelta(seconds=seconds)) == BUCKETS[bucket]


def test_the_wait_for_a_person_ends_with_their_first_words(store: Store) -> None:
    takeovers = Takeovers(Transcript(store.engine, store.vault), lambda *_: None)
    with at(NOON) as clock:
        answered, waiting = talk(store, ("a person please", "handoff")), talk(store, ("a person please", "handoff"))
        with writing(store.engine) as connection:
            ask(connection, answered)
            ask(connection, waiting)
            takeovers.claim(connection, answered, "sam", "Sam")
        clock.shift(timedelta(minutes=2))
        for number in range(2):
            with writing(store.engine) as connection:
                takeovers.say(connection, answered, "sam", f"s{number}", "Hello.")
            clock.shift(timedelta(minutes=9))
        found = count(store)
    assert {name: each for name, each in found.items() if "first_reply" in name} == {
        "web first_reply 1 to 3 minutes": 1
    }


def test_texts_are_counted_as_they_are_paid_for(store: Store) -> None:
    with at(NOON):
        with writing(store.engine) as connection:
            contact = Contacts(store.vault, store.lookup).reach(connection, "+17805550123", utc_now())
            for number, text in enumerate(("short", "long " * 40)):
                Texts(store.vault).put(connection, contact.id, REPLY, str(number), text)
            connection.execute(outbox.update().values(submitted_at=utc_now()))
            Texts(store.vault).put(connection, contact.id, REPLY, "not sent", "short")
        assert count(store)["sms segments"] == 3


def test_nothing_of_a_patient_is_in_the_figures(store: Store) -> None:
    with at(NOON) as clock:
        talk(store, ("my name is rosa moreau", "fallback"))
        clock.shift(timedelta(minutes=2))
        count(store)
    with store.engine.connect() as connection:
        rows = repr(connection.exec_driver_sql("SELECT * FROM daily_figures").all())
        assert "rosa" not in rows.lower()
