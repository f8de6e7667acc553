"""What the front desk is told about a phone."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from frontdesk.notices.email import Composer
from frontdesk.notices.senders import senders
from frontdesk.storage.database import writing
from frontdesk.texting.alerts import EVENTS, Alerts, alert
from tests.support.samples import PHONE, claim_of, new_outbox, rows, settings_of


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_alert_says_what_happened_what_to_do_and_whom_to_call(event: str, tmp_path: Path) -> None:
    subject, text = alert(event, PHONE, "K7M-4QX", settings_of(tmp_path).clinic)
    happened, to_do = EVENTS[event]
    assert subject == f"{happened} K7M-4QX"
    assert all(part in text for part in (happened, to_do, "(780) 555-0123", "K7M-4QX"))
    assert "555" not in subject


def test_without_a_reference_none_is_named(tmp_path: Path) -> None:
    subject, text = alert("emergency", PHONE, "", settings_of(tmp_path).clinic)
    assert subject == "Emergency signs by text message"
    assert "Reference" not in text


def test_the_same_alert_is_told_once(database: Engine, tmp_path: Path) -> None:
    alerts = Alerts(settings_of(tmp_path).clinic, new_outbox())
    for dedup in ("1", "1", "2"):
        with writing(database) as connection:
            alerts.put(connection, "emergency", PHONE, "", dedup)
    assert [row.kind for row in rows(database)] == ["staff_alert", "staff_alert"]


def test_a_clinic_without_an_address_gets_none(database: Engine, tmp_path: Path) -> None:
    clinic = replace(settings_of(tmp_path).clinic, email=None)
    with writing(database) as connection:
        Alerts(clinic, new_outbox()).put(connection, "emergency", PHONE, "", "1")
    assert rows(database) == []


def test_an_unknown_event_is_refused(database: Engine, tmp_path: Path) -> None:
    with writing(database) as connection, pytest.raises(KeyError):
        Alerts(settings_of(tmp_path).clinic, new_outbox()).put(connection, "weather", PHONE, "", "1")


def test_an_alert_goes_to_the_front_desk(tmp_path: Path) -> None:
    config = settings_of(tmp_path)
    composer = Composer(config.clinic, "mail@clinic.example.org", lambda appointment, purpose: None)
    payload = {"event": "not_answered", "phone": PHONE, "reference": ""}
    message = composer.staff_alert(claim_of("staff_alert"), payload)
    assert config.clinic.email in message["To"]
    assert "staff_alert" in senders(config)
