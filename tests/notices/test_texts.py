"""Which patients are told by text, of what, and what such a text does not say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Appointment
from frontdesk.notices.queue import Notices
from frontdesk.notices.staff_letter import letter
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_stored, utc_now, writing
from frontdesk.storage.models import conversations
from tests.support.samples import BOOKED, DETAILS, NAME, PHONE, REASON, START, rows, settings_of, store
from tests.support.server import SECRET
from tests.support.sms_provider import SmsProvider
from tests.support.stores import store_over
from tests.support.text_samples import Line, contact, sms_settings_of

EARLY = datetime(2026, 11, 20, 16, 0, tzinfo=timezone.utc)
LATE = datetime(2026, 11, 21, 5, 0, tzinfo=timezone.utc)  # 10 p.m. in Denver
DAY = timedelta(days=1)
BY_TEXT = replace(BOOKED, channel="sms", details=replace(DETAILS, email="", remind=False))
CANCELLED = replace(BY_TEXT, status="cancelled", version=3)
MOVED = replace(BY_TEXT, version=3, start=START + 7 * DAY, end=START + 7 * DAY + timedelta(minutes=45))


def report(
    database: Engine,
    config: Settings,
    events: Sequence[tuple[Appointment, str]],
    now: datetime = EARLY,
    consented: bool = True,
    conversation: str | None = BOOKED.conversation_id,
) -> dict[str, str]:
    """State of each text by "<event>" or "<event>:remind" after these events."""
    with time_machine.travel(now, tick=False), writing(database) as connection:
        connection.execute(
            conversations.insert(), {"id": BOOKED.conversation_id, "channel": "sms", "created_at": utc_now()}
        )
        agreed = utc_now() if consented else None
        contact(connection, PHONE, conversation_id=conversation, consented_at=agreed)
        store(connection, replace(events[0][0], version=1))
        for appointment, event in events:
            Notices(config, store_over(database)).report(connection, appointment, event)
    return told(database)


def told(database: Engine) -> dict[str, str]:
    return {
        row.dedup.split(":", 2)[2].removesuffix(":sms_notice"): row.state
        for row in rows(database)
        if row.kind == "sms_notice"
    }


def texts(database: Engine) -> list[str]:
    return [Vault([SECRET]).open(row.payload) for row in rows(database) if row.kind == "sms_notice"]


def test_who_booked_by_text_is_told_and_reminded_by_text(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    config = sms_settings_of(tmp_path, provider)
    assert report(database, config, [(BY_TEXT, "booked")]) == {"booked": "queued", "booked:remind": "queued"}
    reminder = next(row for row in rows(database) if row.dedup.endswith("remind:sms_notice"))
    assert reminder.due_at == as_stored(START - DAY)
    assert not [row for row in rows(database) if row.kind in ("patient_email", "reminder")]
    line = Line(database, config)
    with time_machine.travel(EARLY, tick=False) as clock:
        line.send_all()
        clock.move_to(START - DAY)
        line.send_all()
    assert len(provider.texts(PHONE)) == 2
    assert "you are booked on" in provider.texts()[0]
    assert "you have an appointment on" in provider.texts()[1]
    assert all(BOOKED.reference in text for text in provider.texts())


def test_no_reminder_without_consent(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    config = sms_settings_of(tmp_path, provider)
    assert report(database, config, [(BY_TEXT, "booked")], consented=False) == {"booked": "queued"}


@pytest.mark.parametrize(
    "appointment",
    [replace(BY_TEXT, channel="web"), replace(BY_TEXT, details=DETAILS)],
    ids=["booked on the web", "gave an e-mail address"],
)
def test_nobody_else_is_told_by_text(
    database: Engine, tmp_path: Path, provider: SmsProvider, appointment: Appointment
) -> None:
    assert report(database, sms_settings_of(tmp_path, provider), [(appointment, "booked")]) == {}


def test_without_a_provider_nothing_is_queued(database: Engine, tmp_path: Path) -> None:
    assert report(database, settings_of(tmp_path), [(BY_TEXT, "booked")]) == {}


def test_a_phone_whose_conversation_is_a_newer_one_is_found_by_its_number(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    config = sms_settings_of(tmp_path, provider)
    assert report(database, config, [(BY_TEXT, "cancelled")], conversation=None) != {}


def test_a_phone_that_never_texted_is_not_texted(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    config = sms_settings_of(tmp_path, provider)
    stranger = replace(BY_TEXT, details=replace(BY_TEXT.details, phone="+17805550199"))
    assert report(database, config, [(stranger, "booked")], conversation=None) == {}


def test_a_newer_state_takes_back_what_was_not_sent_yet(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    found = report(database, sms_settings_of(tmp_path, provider), [(BY_TEXT, "booked"), (CANCELLED, "cancelled")])
    assert found == {"booked": "cancelled", "booked:remind": "cancelled", "cancelled": "queued"}


def test_a_moved_appointment_is_told_and_reminded_of_at_its_new_time(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    found = report(database, sms_settings_of(tmp_path, provider), [(BY_TEXT, "booked"), (MOVED, "rescheduled")])
    assert found["booked:remind"] == "cancelled"
    assert (found["rescheduled"], found["rescheduled:remind"]) == ("queued", "queued")


def test_the_same_change_reported_twice_is_told_once(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    found = report(database, sms_settings_of(tmp_path, provider), [(BY_TEXT, "booked"), (BY_TEXT, "booked")])
    assert found == {"booked": "queued", "booked:remind": "queued"}


def test_an_address_given_later_takes_the_place_of_texts(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    config = sms_settings_of(tmp_path, provider)
    report(database, config, [(BY_TEXT, "booked")], now=LATE)
    with time_machine.travel(LATE, tick=False), writing(database) as connection:
        Notices(config, store_over(database)).confirm(connection, replace(BY_TEXT, details=DETAILS))
    assert set(told(database).values()) == {"cancelled"}
    assert {row.kind for row in rows(database) if row.state == "queued"} >= {"patient_email", "reminder"}


def test_an_offer_that_ended_in_quiet_hours_is_not_sent(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    config = sms_settings_of(tmp_path, provider)
    report(database, config, [(replace(BY_TEXT, status="pending"), "offered")], now=LATE)
    line = Line(database, config)
    with time_machine.travel(LATE, tick=False) as clock:
        line.send_all()
        clock.shift(12 * 3600)
        line.send_all()
    assert told(database) == {"offered": "cancelled"}
    assert provider.asked == []


def test_an_offer_is_taken_or_passed_on_by_a_number(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    config = sms_settings_of(tmp_path, provider)
    report(database, config, [(replace(BY_TEXT, status="pending"), "offered")])
    with time_machine.travel(EARLY, tick=False):
        Line(database, config).send_all()
    assert "reply 1 to take it, 2 to pass" in provider.texts()[0]


@pytest.mark.parametrize("event", ["booked", "rescheduled", "cancelled", "offered"])
def test_no_text_names_patient_reason_or_service(
    database: Engine, tmp_path: Path, provider: SmsProvider, event: str
) -> None:
    report(database, sms_settings_of(tmp_path, provider), [(BY_TEXT, event)])
    said = " ".join(texts(database))
    assert BOOKED.reference in said
    for secret in (*NAME.split(), REASON, "incontinence", "First visit", "first_visit", "needling", PHONE):
        assert secret not in said


def test_the_front_desk_knows_that_an_offer_goes_out_by_text(tmp_path: Path, provider: SmsProvider) -> None:
    clinic = sms_settings_of(tmp_path, provider).clinic
    assert "told by text message" in letter(BY_TEXT, "offered", clinic)[1]
    assert "nobody else tells them" in letter(replace(BY_TEXT, channel="web"), "offered", clinic)[1]
