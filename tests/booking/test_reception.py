"""Messages for the front desk, without Rasa: stored once with their notice, on SQLite and PostgreSQL, and told honestly."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.limits import Limiter
from frontdesk.appointments.listing import as_text
from frontdesk.booking.draft import BOOK, Draft, Drafts, Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.reception import Reception
from frontdesk.content.opening_days import opening_in_words
from frontdesk.content.topic_ids import ARRIVING, LEAVE_MESSAGE
from frontdesk.notices.queue import SINGLE, Notices
from frontdesk.notices.staff_letter import letter
from frontdesk.settings.booking import Booking, Limits
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.booking_models import appointments, outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.texting.contacts import Contacts
from tests.support.samples import settings_of
from tests.support.server import SECRET
from tests.support.slots import clinic, every_day, stored_appointments
from tests.support.stores import store_over

EDMONTON = ZoneInfo("America/Edmonton")
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=EDMONTON)  # Tuesday
EVENING = TEN.replace(hour=20)
LOOKUP = Lookup([SECRET])
HOURS = every_day(("08:00", "18:00"))
LATE = "tell them im running ten minutes late"
BRACE = "i left my brace there"


def open_clinic(**limits: int) -> Clinic:
    chosen = clinic(method="request")
    booking = replace(chosen.booking, limits=Limits(**limits) if limits else Limits())
    return replace(chosen, hours=HOURS, booking=booking, email="desk@clinic.example")


class Desk:
    """The front desk of a clinic, and whoever writes to it."""

    def __init__(self, engine: Engine, folder: Path, of: Clinic) -> None:
        self.engine = engine
        self.notices = Notices(replace(settings_of(folder), clinic=of), store_over(engine))
        self.drafts = Drafts(engine, Vault([SECRET]))
        vault = Vault([SECRET])
        self.stored = stored_appointments()
        report: Callable[[Connection, Appointment, str], None] = self.notices.report
        hand_off = HandOff(engine, self.stored, of, report, Limiter(of.booking.limits, LOOKUP).admit)
        self.reception = Reception(engine, of, self.stored, hand_off, Contacts(vault, LOOKUP), self.drafts)

    def hears(self, text: str, turn: str, intent: str = LEAVE_MESSAGE, **values: str) -> Say:
        plain = {"conversation_id": "one", "channel": "web"}
        return self.reception.hear(Heard(**plain | values, turn_id=turn, text=text, intent=intent))

    def messages(self) -> list[Appointment]:
        with self.engine.connect() as connection:
            return self.stored.all(connection)

    def told(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(outbox.c.dedup).order_by(outbox.c.created_at)).scalars())


@pytest.fixture(autouse=True)
def clock() -> "Iterator[time_machine.Coordinates]":
    with time_machine.travel(TEN, tick=False) as moved:
        yield moved


@pytest.fixture
def desk(database: Engine, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path, open_clinic())


def test_a_message_reaches_the_front_desk_once_in_the_patients_words(desk: Desk) -> None:
    said = desk.hears("Please tell Lee: thank you!", "t1")
    again = desk.hears("Please tell Lee: thank you!", "t1")
    (message,) = desk.messages()
    assert said == again
    assert (message.kind, message.status, message.details.note) == (MESSAGE, "proposed", "Please tell Lee: thank you!")
    assert desk.told() == [f"{message.id}:1:message:staff_email"]
    assert said.kind == "handoff"
    assert said.responses == ("utter_communication_sent_open", "utter_communication_ask_contact")
    assert (said.values["message"], said.values["closes"]) == ("Please tell Lee: thank you!", "6 p.m.")


def test_the_same_words_in_another_turn_are_another_message(desk: Desk) -> None:
    desk.hears("im here", "t1", ARRIVING)
    desk.hears("im here", "t2", ARRIVING)
    assert len(desk.messages()) == 2


def test_what_cannot_wait_is_due_at_once_and_the_rest_in_opening_hours(desk: Desk) -> None:
    said = desk.hears(LATE, "t1", ARRIVING)
    desk.hears(BRACE, "t2")
    late, brace = sorted(desk.messages(), key=lambda item: item.details.note == BRACE)
    assert said.responses[0] == "utter_communication_sent_now"
    assert (late.due_at, brace.due_at) == (TEN, TEN + timedelta(hours=4))
    subject, text = letter(late, "message", open_clinic())
    assert subject == f"Message {late.reference}, read now"
    assert f"Message:     {LATE}" in text
    assert LATE not in subject
    assert "message, by web, read by Tuesday 24 November, 10 a.m." in as_text(late, EDMONTON)


def test_out_of_hours_the_patient_hears_when_it_is_read(desk: Desk, clock: "time_machine.Coordinates") -> None:
    clock.move_to(EVENING)
    said = desk.hears(LATE, "t1", ARRIVING)
    assert said.responses[0] == "utter_communication_sent_closed"
    assert said.values["opens"] == "tomorrow at 8 a.m."
    assert desk.messages()[0].due_at == TEN.replace(day=25, hour=8)


def test_without_hours_nothing_is_promised(database: Engine, tmp_path: Path) -> None:
    silent = Desk(database, tmp_path, replace(open_clinic(), hours={}))
    assert silent.hears(BRACE, "t1").responses[0] == "utter_communication_sent"


@pytest.mark.parametrize(
    ("text", "contact"), [("780 555 0143, its Janet", "(780) 555-0143"), ("ana.lee@example.org", "ana.lee@example.org")]
)
def test_the_way_to_answer_is_asked_for_once_and_added(desk: Desk, text: str, contact: str) -> None:
    desk.hears(BRACE, "t1")
    for _ in range(2):
        said = desk.hears(text, "t2")
        assert said.responses == ("utter_communication_contact_noted",)
        assert said.values["contact"] == contact
    (message,) = desk.messages()
    assert message.details.note == f"{BRACE}\n{text}"
    assert desk.told()[1:] == [f"{message.id}:2:message_contact:staff_email"]
    assert "utter_communication_ask_contact" not in desk.hears("and my scarf", "t3").responses


def test_a_contact_that_is_known_is_not_asked_for(desk: Desk) -> None:
    draft = Draft(BOOK).with_details(name="Ana Lee", phone="+17805550143")
    desk.drafts.save("one", draft)
    said = desk.hears(BRACE, "t1")
    (message,) = desk.messages()
    assert said.responses[-1] == "utter_communication_reach"
    assert (message.details.name, message.details.phone) == ("Ana Lee", "+17805550143")


def test_by_text_the_number_is_known_and_long_words_are_cut_short_only_in_the_reply(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        contact = Contacts(Vault([SECRET]), LOOKUP).reach(connection, "+17805550111", utc_now())
    text = f"{BRACE}, " * 20
    said = desk.hears(text, "t1", channel="sms", conversation_id=contact.conversation_id)
    (message,) = desk.messages()
    assert said.responses[-1] == "utter_communication_reach"
    assert said.values["contact"] == "(780) 555-0111"
    assert len(said.values["message"]) <= 80
    assert (message.details.phone, message.details.note) == ("+17805550111", text)


def test_what_cannot_wait_is_told_at_once_in_a_flood_too(database: Engine, tmp_path: Path) -> None:
    busy = Desk(database, tmp_path, open_clinic(open=100, a_day=100, a_day_from_one_address=100))
    for number in range(SINGLE + 2):
        busy.hears(f"{BRACE} {number}", f"t{number}")
    busy.hears(LATE, "late", ARRIVING)
    (late,) = (item for item in busy.messages() if item.details.note == LATE)
    with database.connect() as connection:
        states = {row.appointment_id: row.state for row in connection.execute(sa.select(outbox))}
    assert states[late.id] == "queued"
    assert list(states.values()).count("cancelled") == 2


def test_an_earlier_text_is_passed_on_where_the_message_refers_to_it(desk: Desk) -> None:
    desk.hears("2", "t1", quoted=BRACE)
    assert [item.details.note for item in desk.messages()] == [BRACE]


def test_the_button_asks_for_the_words_and_sends_nothing(desk: Desk) -> None:
    said = desk.hears("Leave a message", "t1", choice=LEAVE_MESSAGE)
    assert said.responses == ("utter_leave_message",)
    assert desk.messages() == []


def test_beyond_the_limit_nothing_is_stored_and_the_patient_is_told(database: Engine, tmp_path: Path) -> None:
    limited = Desk(database, tmp_path, open_clinic(open=2))
    said = [limited.hears(f"{BRACE} {number}", f"t{number}").responses[0] for number in range(9)]
    assert said.index("utter_communication_too_many") == 8
    assert len(limited.messages()) == 8


def test_messages_use_up_nothing_of_what_may_be_booked(database: Engine, tmp_path: Path) -> None:
    of = open_clinic(open=1)
    limited = Desk(database, tmp_path, of)
    limited.hears(BRACE, "t1")
    wish = replace(limited.messages()[0], id="b" * 32, reference="AAA-222", kind="booking")
    with writing(database) as connection:
        Limiter(of.booking.limits, LOOKUP).admit(connection, wish)


def test_if_the_notice_cannot_be_stored_the_message_is_not_either(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(desk.notices, "_put", fails)
    with pytest.raises(OSError, match="no room"):
        desk.hears(BRACE, "t1")
    assert (desk.messages(), desk.told()) == ([], [])


def test_the_words_are_sealed_in_the_database(desk: Desk, database: Engine) -> None:
    desk.hears(BRACE, "t1")
    with database.connect() as connection:
        rows = [*connection.execute(sa.select(appointments)), *connection.execute(sa.select(outbox))]
    assert BRACE not in json.dumps([[str(value) for value in row] for row in rows])


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), closed=st.dates(date(2026, 1, 1), date(2027, 1, 1))
)
def test_the_words_for_the_opening_agree_with_the_hours(moment: datetime, closed: date) -> None:
    of = replace(open_clinic(), closures=frozenset({closed}))
    is_open, words = opening_in_words(moment.replace(tzinfo=EDMONTON), of)
    if words:
        assert is_open == (8 <= moment.hour < 18 and moment.date() != closed)
        assert words == "6 p.m." if is_open else words.endswith("at 8 a.m.")


def test_a_clinic_open_round_the_clock_closes_at_midnight() -> None:
    always = replace(open_clinic(), hours=every_day(("00:00", "23:59")), booking=Booking())
    assert opening_in_words(TEN, always)[0]
