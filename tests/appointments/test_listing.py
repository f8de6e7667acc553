"""The list for whoever runs the machine."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Details, Period
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.listing import Listing, as_row, as_text
from frontdesk.appointments.slots import Slots
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from tests.support.slots import EDMONTON, MONDAY, clinic, new, queue, slot_at, stored_appointments

WISH = Details(
    name="Zoë Example",
    phone="+17805550123",
    reason="sore shoulder",
    patient_type="new",
    windows=(Period(MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=5)),),
    when="Monday 1 June, before 11 a.m.",
)


def listing(database: Engine) -> Listing:
    return Listing(database, stored_appointments())


def test_a_request_is_listed_with_all_that_the_front_desk_needs(database: Engine) -> None:
    made = HandOff(database, stored_appointments(), clinic(), queue).request(new(WISH, method="request"))
    (found,) = listing(database).news()
    row = as_row(found, EDMONTON)
    assert row["reference"] == made.reference
    assert (row["method"], row["state"], row["kind"], row["channel"]) == ("request", "proposed", "booking", "web")
    assert (row["name"], row["phone"], row["reason"]) == ("Zoë Example", "+17805550123", "sore shoulder")
    assert row["patient_type"] == "new"
    assert row["windows"] == [
        {
            "start": "2026-06-01T15:00:00+00:00",
            "end": "2026-06-01T17:00:00+00:00",
            "text": "Monday 1 June, 9 a.m. to 11 a.m.",
        }
    ]
    assert row["created"].startswith("2026-06-01")
    assert row["due"].startswith("2026-06-01")
    text = as_text(found, EDMONTON)
    for shown in (
        made.reference,
        "Zoë Example",
        "+17805550123",
        "before 11 a.m.",
        "sore shoulder",
        "answer by Monday 1 June",
    ):
        assert shown in text


def test_what_changes_is_listed_again_and_what_does_not_is_not(database: Engine) -> None:
    desk = HandOff(database, stored_appointments(), clinic(), queue)
    made, news = desk.request(new(WISH, method="request")), listing(database)
    assert [item.version for item in news.news()] == [1]
    assert list(news.news()) == []
    desk.cancel(made, "patient", "web")
    assert [(item.version, item.status) for item in news.news()] == [(2, "cancelled")]


def test_a_time_that_is_only_held_is_not_listed_even_when_it_was_given_up(database: Engine, slots: Slots) -> None:
    slots.hold(new(), slot_at("09:00"), MONDAY)
    assert list(listing(database).news()) == []
    assert slots.expire(MONDAY + timedelta(hours=3)) == 1
    assert list(listing(database).news()) == []


def test_a_booked_time_is_listed_until_the_end(database: Engine, slots: Slots) -> None:
    held = slots.hold(new(), slot_at("09:00"), MONDAY)
    slots.confirm(held.id, None, MONDAY)
    (found,) = listing(database).news()
    assert "Tuesday 2 June, 9 a.m." in as_text(found, EDMONTON)
    slots.cancel(found, MONDAY, "patient", "web")
    assert [item.status for item in listing(database).news()] == ["cancelled"]


def test_one_request_that_cannot_be_read_hides_no_other(database: Engine, caplog: pytest.LogCaptureFixture) -> None:
    desk = HandOff(database, stored_appointments(), clinic(), queue)
    broken, whole = (desk.request(new(WISH, method="request")) for _ in range(2))
    with writing(database) as connection:
        connection.execute(appointments.update().where(appointments.c.id == broken.id).values(details=b"broken"))
    assert [item.reference for item in listing(database).news()] == [whole.reference]
    assert broken.reference in caplog.text
    assert "Zoë" not in caplog.text


def test_only_what_has_changed_is_opened_again(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = HandOff(database, stored_appointments(), clinic(), queue)
    first, second = (desk.request(new(WISH, method="request")) for _ in range(2))
    news = listing(database)
    assert {item.id for item in news.news()} == {first.id, second.id}
    opened: list[str] = []
    open_sealed = Vault.open
    monkeypatch.setattr(Vault, "open", lambda self, sealed: opened.append("one") or open_sealed(self, sealed))
    assert list(news.news()) == []
    assert opened == []
    desk.cancel(second, "patient", "web")
    opened.clear()
    assert [item.id for item in news.news()] == [second.id]
    assert opened == ["one"]
