"""Requests and bookings as staff see and change them: told as patients' own changes are, audited, never overwritten."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.hand_off import RETRY_HOURS, HandOff
from frontdesk.appointments.repository import audit_of
from frontdesk.appointments.schedule import Schedule
from frontdesk.notices.queue import Notices
from frontdesk.staff.export import safe
from frontdesk.staff.roles import DESK
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.staff_models import staff_audit
from tests.support.console import Browser, Desk, console_settings
from tests.support.slots import clinic as clinic_with_slots
from tests.support.slots import new

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=timezone.utc)  # Tuesday, noon in Edmonton
ADA = Details(name="Ada Exämple", phone="+17805550123", email="ada@example.org", reason="sore shoulder")


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON) as clock:
        yield clock


def ask(desk: Desk, details: Details = ADA, **values: Any) -> Appointment:
    """What a patient has asked for."""
    report = Notices(desk.config, desk.store).report
    hand_off = HandOff(desk.store.engine, desk.console.desk.appointments, desk.config.clinic, report)
    wish = {"method": "request", "kind": "callback", "created_at": datetime.now(timezone.utc)}
    return hand_off.request(new(details, **wish | values))


def stored(desk: Desk, item: Appointment) -> Appointment:
    with desk.store.engine.connect() as connection:
        found = desk.console.desk.appointments.find(connection, item.id)
    assert found is not None
    return found


def told(desk: Desk, item: Appointment) -> list[str]:
    with desk.store.engine.connect() as connection:
        query = sa.select(outbox.c.dedup).where(outbox.c.appointment_id == item.id).order_by(outbox.c.created_at)
        return [":".join(dedup.split(":")[2:]) for dedup in connection.execute(query).scalars()]


def trail(desk: Desk, item: Appointment) -> list[str]:
    with desk.store.engine.connect() as connection:
        query = sa.select(staff_audit.c.action).where(staff_audit.c.subject == f"appointment:{item.id}")
        return list(connection.execute(query.order_by(staff_audit.c.id)).scalars())


def settle(browser: Browser, item: Appointment, version: int = 1, **typed: Any) -> Any:
    form = {"day": "2026-11-26", "clock": "14:30", "minutes": 45, "version": version}
    return browser.post(f"/requests/{item.id}/time", **form | typed)


def test_a_reached_patient_is_done_with_one_form(desk: Desk) -> None:
    item, sam = ask(desk), desk.person("sam", DESK)
    assert (
        sam.post(f"/requests/{item.id}/called", version=1, outcome="reached", back="today").headers["location"] == "/"
    )
    assert stored(desk, item).status == "fulfilled"
    assert trail(desk, item) == ["completed"]
    assert "No calls to make" in sam.get("/").text
    assert "Reached" in sam.get(f"/requests/{item.id}").text


@pytest.mark.parametrize("outcome", ["voice_mail", "no_answer"])
def test_who_was_not_reached_is_due_again_in_an_opening_hour(desk: Desk, outcome: str) -> None:
    item, sam = ask(desk), desk.person("sam", DESK)
    sam.post(f"/requests/{item.id}/called", version=1, outcome=outcome)
    after = stored(desk, item)
    assert (after.status, after.due_at) == ("proposed", NOON + timedelta(hours=RETRY_HOURS, minutes=15))
    assert "Ada Exämple" in sam.get("/").text


def test_a_call_that_is_due_soon_or_late_says_so(desk: Desk, noon: Any) -> None:
    item, sam = ask(desk), desk.person("sam")
    assert item.due_at is not None
    noon.move_to(item.due_at - timedelta(minutes=16))
    assert "overdue" not in sam.get("/").text
    noon.move_to(item.due_at - timedelta(minutes=14))
    sam = desk.person("robin")
    assert "in 14 min" in sam.get("/").text or "in 13 min" in sam.text
    noon.move_to(item.due_at + timedelta(minutes=1))
    assert "overdue" in sam.get("/").text


def test_a_confirmed_time_books_and_tells_the_patient(desk: Desk) -> None:
    item, sam = ask(desk, kind="booking"), desk.person("sam")
    assert settle(sam, item).status_code == 303
    after = stored(desk, item)
    assert (after.status, after.start) == ("booked", datetime(2026, 11, 26, 20, 30, tzinfo=timezone.utc))
    assert after.end == datetime(2026, 11, 26, 21, 15, tzinfo=timezone.utc)
    assert {"booked:patient_email", "booked:staff_email"} <= set(told(desk, item))
    assert trail(desk, item) == ["booked"]
    assert "2:30 p.m." in sam.get("/day?date=2026-11-26").text


def test_a_booking_is_moved_and_cancelled_and_each_is_told(desk: Desk) -> None:
    item, sam = ask(desk, kind="booking"), desk.person("sam")
    settle(sam, item)
    assert settle(sam, item, 2, clock="16:00").status_code == 303
    assert sam.post(f"/requests/{item.id}/cancel", version=3).status_code == 303
    assert stored(desk, item).status == "cancelled"
    assert [event for event in told(desk, item) if event.endswith(":patient_email")] == [
        "requested:patient_email",
        "booked:patient_email",
        "rescheduled:patient_email",
        "cancelled:patient_email",
    ]
    with desk.store.engine.connect() as connection:
        rows = [(row.action, row.actor, row.channel) for row in audit_of(connection, item.id)]
    assert rows[1:] == [(each, "staff", "console") for each in ("schedule", "reschedule", "cancel")]


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"day": "2026-11-23"}, 422),
        ({"day": ""}, 422),
        ({"clock": "25:00"}, 422),
        ({"day": "9999-12-31"}, 422),
        ({"minutes": 0}, 422),
        ({"minutes": "481"}, 422),
        ({"practitioner": "nobody"}, 400),
        ({"version": 7}, 409),
    ],
)
def test_a_time_that_cannot_be_changes_nothing(desk: Desk, typed: dict[str, Any], status: int) -> None:
    item, sam = ask(desk, kind="booking"), desk.person("sam")
    assert settle(sam, item, **typed).status_code == status
    assert stored(desk, item) == item


def test_what_was_changed_meanwhile_is_not_overwritten_and_says_so(desk: Desk) -> None:
    item, sam, robin = ask(desk, kind="booking"), desk.person("sam"), desk.person("robin")
    settle(sam, item)
    late = robin.post(f"/requests/{item.id}/cancel", version=1)
    assert late.status_code == 409
    assert "Nothing of yours was saved" in late.text
    assert settle(robin, item, clock="09:00").status_code == 409
    assert stored(desk, item).start == datetime(2026, 11, 26, 20, 30, tzinfo=timezone.utc)


def test_a_practitioner_is_booked_once_at_a_time(desk: Desk) -> None:
    with_slots = Desk(console_settings(desk.config, clinic=clinic_with_slots()), desk.store)
    first, second = (ask(with_slots, kind="booking", service="visit") for _ in range(2))
    sam = with_slots.person("sam")
    assert settle(sam, first, practitioner="ann", clock="09:00").status_code == 303
    refused = settle(sam, second, practitioner="ann", clock="09:30")
    assert refused.status_code == 409
    assert "Somebody else has this practitioner then" in refused.text
    assert settle(sam, second, practitioner="bob", clock="09:30").status_code == 303
    with desk.store.engine.connect() as connection:
        free = Schedule(with_slots.config.clinic).free(connection, "visit", (), NOON, 99, "ann")
    assert datetime(2026, 11, 26, 15, 0, tzinfo=timezone.utc) not in [slot.start for slot in free]


def test_somebody_who_did_not_come_is_noted_after_the_start_alone(desk: Desk, noon: Any) -> None:
    item, sam = ask(desk, kind="booking"), desk.person("sam")
    settle(sam, item, day="2026-11-24", clock="12:30")
    assert sam.post(f"/requests/{item.id}/missed", version=2).status_code == 422
    noon.move_to(NOON + timedelta(minutes=45))
    assert "Did not come" in sam.get("/").text
    assert sam.post(f"/requests/{item.id}/missed", version=2, back="today").status_code == 303
    assert stored(desk, item).status == "noshow"


def test_a_claim_is_one_persons_until_it_is_let_go(desk: Desk) -> None:
    item, sam, robin = ask(desk), desk.person("sam"), desk.person("robin")
    assert sam.post(f"/requests/{item.id}/claim").status_code == 303
    refused = robin.post(f"/requests/{item.id}/claim")
    assert refused.status_code == 409
    assert "Sam sees to this already" in refused.text
    assert "Sam sees to this." in robin.get("/").text
    robin.post(f"/requests/{item.id}/release")
    assert robin.post(f"/requests/{item.id}/claim").status_code == 303
    assert "Ada" in robin.get("/requests?mine=1").text
    assert "Ada" not in sam.get("/requests?mine=1").text


def test_notes_are_sealed_and_shown_with_who_wrote_them(desk: Desk) -> None:
    item, sam = ask(desk), desk.person("sam")
    sam.post(f"/requests/{item.id}/note", text="Prefers <b>mornings</b>")
    assert "Prefers &lt;b&gt;mornings&lt;/b&gt;" in sam.get(f"/requests/{item.id}").text
    with desk.store.engine.connect() as connection:
        assert b"mornings" not in connection.exec_driver_sql("SELECT text FROM appointment_notes").scalar_one()


@pytest.mark.parametrize("text", ["exam", "Ada exämple", "ADA", "780 555 0123", "(780) 555-0123", "Ada@example.org"])
def test_a_patient_is_found_by_name_phone_and_address(desk: Desk, text: str) -> None:
    ask(desk)
    ask(desk, replace(ADA, name="Rosa Other", phone="+17805550177", email=""))
    shown = desk.person("sam").post("/requests/search", q=text).text
    assert "Ada Exämple" in shown
    assert "Rosa Other" not in shown


def test_a_request_is_found_by_its_reference_and_what_is_sought_is_in_no_address(desk: Desk) -> None:
    item, sam = ask(desk), desk.person("sam")
    shown = sam.post("/requests/search", q=item.reference.lower()).text
    assert "Ada Exämple" in shown
    assert "q=" not in shown


def test_lists_go_on_page_by_page(desk: Desk) -> None:
    made = [ask(desk, replace(ADA, name=f"Patient {number:02}")) for number in range(30)]
    sam, seen = desk.person("sam"), set()
    path = "/requests"
    while path:
        shown = sam.get(path).text
        seen |= {item.id for item in made if f"/requests/{item.id}" in shown}
        path = shown.partition('href="/requests?')[2].partition('"')[0]
        path = f"/requests?{path}".replace("&amp;", "&") if "before=" in path else ""
    assert len(seen) == 30


def test_the_file_holds_no_formulas(desk: Desk) -> None:
    ask(desk, replace(ADA, name='=HYPERLINK("http://evil.example")', reason="@SUM(1)", email="", note="-2+3"))
    sam = desk.person("sam")
    sam.get("/requests")
    answer = sam.post("/requests/export", state="all")
    assert answer.headers["content-disposition"].startswith('attachment; filename="requests-2026-11-24')
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["name"], row["reason"], row["note"]) == ('\'=HYPERLINK("http://evil.example")', "'@SUM(1)", "'-2+3")
    assert row["phone"] == "(780) 555-0123"
    assert row["due"] == "2026-11-24 16:15"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\n=1", " =1"])
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert safe(cell)[0] == "'"
    assert safe("plain") == "plain"


def test_who_read_a_request_is_written_down_once_a_look(desk: Desk) -> None:
    item, sam = ask(desk), desk.person("sam")
    sam.get(f"/requests/{item.id}")
    sam.get(f"/requests/{item.id}", **{"X-Live": "1"})
    assert trail(desk, item) == ["read"]


@pytest.mark.parametrize(
    "path", ["/day?date=2026-13-01", "/requests?state=x", "/requests?before=x", "/day?date=0001-01-01"]
)
def test_addresses_that_mean_nothing_are_refused(desk: Desk, path: str) -> None:
    assert desk.person("sam").get(path).status_code == 400


@pytest.mark.parametrize("path", ["/requests/none", "/conversations/none", "/nothing"])
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.person("sam").get(path).status_code == 404
