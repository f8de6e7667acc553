"""What the e-mails say, and what they never say."""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from icalendar import Calendar, Event

from frontdesk.appointments.appointment import Appointment
from frontdesk.notices.email import Composer
from frontdesk.notices.errors import DeliveryError, OutdatedError
from frontdesk.notices.invitation import ics
from frontdesk.notices.patient_letter import EVENTS as PATIENT_EVENTS
from frontdesk.notices.staff_letter import EVENTS as STAFF_EVENTS
from frontdesk.settings.clinic import read_clinic
from tests.support.samples import (
    BOOKED,
    CANCELLED,
    DETAILS,
    EMAIL,
    NAME,
    REASON,
    REQUESTED,
    START,
    claim_of,
    payload_of,
    settings_of,
)

PERSONAL = [NAME, *NAME.split(), REASON, *REASON.split(), DETAILS.phone, EMAIL]
CLINIC = read_clinic(Path("clinic.yml"))
Compose = Callable[..., EmailMessage]


@pytest.fixture
def composer(tmp_path: Path) -> Composer:
    clinic = settings_of(tmp_path).clinic
    return Composer(clinic, "mail@clinic.example.org", lambda appointment, purpose: f"https://example.org/{purpose}/x")


@pytest.fixture
def to_staff(composer: Composer) -> Compose:
    return lambda appointment, event: read(
        composer.staff_email(claim_of("staff_email"), payload_of(appointment, event))
    )


@pytest.fixture
def to_patient(composer: Composer) -> Compose:
    return lambda appointment, event: read(
        composer.patient_email(claim_of("patient_email"), payload_of(appointment, event))
    )


def read(message: EmailMessage) -> EmailMessage:
    """A message as its receiver sees it: from its bytes."""
    received = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert isinstance(received, EmailMessage)
    return received


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def event_of(message: EmailMessage) -> tuple[Calendar, Event, str]:
    part = next(message.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    content = part.get_content()
    calendar = Calendar.from_ical(content)
    return calendar, calendar.walk("VEVENT")[0], content


def test_the_front_desk_reads_everything_it_needs(to_staff: Compose) -> None:
    asked = replace(REQUESTED, details=replace(DETAILS, for_whom="mother", note="hard of hearing"))
    message = to_staff(asked, "requested")
    assert message["To"] == "frontdesk@example.org"
    assert message["Subject"] == "New appointment request K7M-4QX, answer by Tue 24 Nov 2:00 p.m."
    assert text_of(message).splitlines() == [
        "New appointment request K7M-4QX",
        "",
        "To do:       Call the patient to agree on a time.",
        "Answer by:   Tuesday 24 November 2026, 2:00 p.m.",
        "",
        f"Name:        {NAME}",
        "Phone:       (780) 555-0123",
        f"E-mail:      {EMAIL}",
        "Patient:     new",
        "For:         mother of the person who asked",
        f"Reason:      {REASON}",
        "Note:        hard of hearing",
        "Asked by:    web chat",
        "Preferred:   Thursday morning",
    ]


def test_a_booked_time_is_told_with_service_and_practitioner(to_staff: Compose) -> None:
    text = text_of(to_staff(BOOKED, "booked"))
    assert "Time:        Thursday 26 November 2026, 10:00 a.m. to 10:45 a.m." in text
    assert "Service:     First visit" in text
    assert "With:        Practitioner in room one" in text


@pytest.mark.parametrize("event", sorted(STAFF_EVENTS))
def test_subjects_to_the_front_desk_give_nobody_away(to_staff: Compose, event: str) -> None:
    for appointment in (BOOKED, REQUESTED):
        message = to_staff(appointment, event)
        headers = str(message.items())
        assert "K7M-4QX" in message["Subject"]
        assert not [word for word in PERSONAL if word.lower() in headers.lower()]


@pytest.mark.parametrize("event", sorted(PATIENT_EVENTS))
def test_patients_are_never_told_why_they_come(to_patient: Compose, event: str) -> None:
    for appointment in (BOOKED, REQUESTED):
        message = to_patient(appointment, event)
        assert re.fullmatch(r"Your (request|appointment) at Momentum Physiotherapy: K7M-4QX", message["Subject"])
        assert message["To"] == EMAIL
        assert "K7M-4QX" in text_of(message)
        assert "780-555-0100" in text_of(message)
        assert "{" not in text_of(message)
        assert ".." not in text_of(message)
        everything = "".join(str(part.get_content()) for part in message.walk() if not part.is_multipart())
        assert not [word for word in (REASON, "incontinence", "birth") if word in everything]


def test_an_offer_of_the_night_is_kept_from_the_morning_on(to_patient: Compose) -> None:
    with time_machine.travel(datetime(2026, 11, 28, 5, 0, tzinfo=timezone.utc), tick=False):  # 10 p.m. in Edmonton
        assert "Saturday 28 November 2026, 10:00 a.m." in text_of(to_patient(REQUESTED, "offered"))


def test_a_patient_reads_what_was_booked(to_patient: Compose) -> None:
    text = text_of(to_patient(BOOKED, "booked"))
    assert "Time: Thursday 26 November 2026, 10:00 a.m.\n" in text
    assert "To cancel it: https://example.org/cancel/x" in text
    assert "Please tell us a day ahead." in text


def test_a_request_says_until_when_there_usually_is_an_answer(to_patient: Compose) -> None:
    message = to_patient(REQUESTED, "requested")
    text = text_of(message)
    assert "You asked for: Thursday morning" in text
    assert "The front desk calls you, usually by Tuesday 24 November 2026, 2:00 p.m., to agree on a time." in text
    assert "example.org/" not in text
    assert not message.is_multipart()


def test_an_offer_has_a_link_to_accept_and_says_how_long_it_stands(to_patient: Compose) -> None:
    offered = replace(BOOKED, status="proposed")
    with time_machine.travel(START - timedelta(hours=24), tick=False):
        text = text_of(to_patient(offered, "offered"))
    assert "kept for you until Wednesday 25 November 2026, 12:00 noon;" in text
    assert "To accept it: https://example.org/accept/x" in text


def test_an_offer_that_has_ended_is_not_sent(composer: Composer) -> None:
    with time_machine.travel(START - timedelta(hours=24), tick=False) as clock:
        claim = claim_of("patient_email")
        clock.shift(7200)
        with pytest.raises(OutdatedError):
            composer.patient_email(claim, payload_of(replace(BOOKED, status="proposed"), "offered"))


def test_without_a_public_address_there_is_no_link(tmp_path: Path) -> None:
    composer = Composer(settings_of(tmp_path).clinic, "mail@example.org", lambda appointment, purpose: None)
    assert "To cancel it" not in text_of(
        composer.patient_email(claim_of("patient_email"), payload_of(BOOKED, "booked"))
    )


def test_an_hour_that_comes_twice_is_told_with_its_offset(to_patient: Compose) -> None:
    for hour, words in ((7, "1:30 a.m. MDT (UTC-06:00)"), (8, "1:30 a.m. MST (UTC-07:00)")):
        start = datetime(2026, 11, 1, hour, 30, tzinfo=timezone.utc)
        night = replace(BOOKED, start=start, end=start + timedelta(minutes=45))
        message = to_patient(night, "booked")
        assert f"Time: Sunday 1 November 2026, {words}\n" in text_of(message)
        assert event_of(message)[1].start.astimezone(timezone.utc) == start


@pytest.mark.parametrize(
    ("appointment", "event", "method", "status"),
    [(BOOKED, "booked", "REQUEST", "CONFIRMED"), (CANCELLED, "cancelled", "CANCEL", "CANCELLED")],
)
def test_a_calendar_understands_the_invitation(
    to_patient: Compose, appointment: Appointment, event: str, method: str, status: str
) -> None:
    message = to_patient(appointment, event)
    calendar, invitation, content = event_of(message)
    assert next(message.iter_attachments())["Content-Type"].params["method"] == method
    assert calendar["METHOD"] == method
    assert invitation["UID"] == f"{BOOKED.id}@frontdesk"
    assert invitation["SEQUENCE"] == appointment.version - 1
    assert (invitation["STATUS"], invitation["SUMMARY"]) == (status, "Appointment at Momentum Physiotherapy")
    assert (invitation.start, invitation.end) == (BOOKED.start, BOOKED.end)
    assert invitation["DTSTART"].params["TZID"] == "America/Denver"
    assert invitation["ORGANIZER"] == "mailto:frontdesk@example.org"
    assert invitation["DTSTAMP"].dt.tzinfo is not None
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["America/Denver"]
    assert not [word for word in [NAME, "Quillfeather", REASON, DETAILS.phone] if word in content]


def test_a_cancelled_request_without_a_time_has_no_invitation(to_patient: Compose) -> None:
    assert not to_patient(replace(REQUESTED, status="cancelled"), "cancelled").is_multipart()


def test_a_reminder_says_when_and_is_not_sent_once_it_is_pointless(composer: Composer) -> None:
    claim, payload = claim_of("reminder"), payload_of(BOOKED, "booked")
    with time_machine.travel(START - timedelta(hours=24), tick=False):
        message = read(composer.reminder(claim, payload))
    assert message["Subject"] == "Reminder: Your appointment at Momentum Physiotherapy: K7M-4QX"
    assert "Thursday 26 November 2026, 10:00 a.m." in text_of(message)
    with time_machine.travel(START, tick=False), pytest.raises(OutdatedError):
        composer.reminder(claim, payload)


def test_a_code_is_in_the_text_alone_and_is_not_sent_once_it_has_expired(composer: Composer) -> None:
    payload = {"to": EMAIL, "code": "482915", "minutes": 10}
    with time_machine.travel(START, tick=False) as clock:
        claim = claim_of("code")
        message = read(composer.code(claim, payload))
        clock.shift(600)
        with pytest.raises(OutdatedError):
            composer.code(claim, payload)
    assert message["Subject"] == "Your code for Momentum Physiotherapy"
    assert "482915" in text_of(message)
    assert "within 10 minutes" in text_of(message)
    assert "If you did not ask for a code, please ignore this message" in text_of(message)


def test_an_answer_of_the_front_desk_is_in_the_text_alone(composer: Composer) -> None:
    payload = {"to": EMAIL, "reference": "K7M-4QX", "text": "Sam answers your message: we have your scarf."}
    message = read(composer.answer(claim_of("answer"), payload))
    assert message["To"] == EMAIL
    assert "scarf" not in str(message["Subject"])
    assert "we have your scarf" in text_of(message)
    assert "give the reference number K7M-4QX" in " ".join(text_of(message).split())


def test_every_message_is_recognised_when_it_is_repeated(composer: Composer) -> None:
    first, repeat, other = (
        read(composer.patient_email(claim_of("patient_email", row_id), payload_of(BOOKED, "booked")))
        for row_id in ("1" * 32, "1" * 32, "2" * 32)
    )
    assert first["Message-ID"] == repeat["Message-ID"] == f"<{'1' * 32}@clinic.example.org>"
    assert other["Message-ID"] != first["Message-ID"]


def test_every_message_says_that_a_machine_sent_it_and_when(to_patient: Compose) -> None:
    message = to_patient(BOOKED, "booked")
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs(message["Date"].datetime - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert str(message["From"]) == "Momentum Physiotherapy <mail@clinic.example.org>"


def test_messages_travel_as_seven_bit_text(composer: Composer) -> None:
    raw = composer.staff_email(claim_of("staff_email"), payload_of(BOOKED, "booked")).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) < 998


@pytest.mark.parametrize("field", ["name", "reason", "note", "for_whom", "when", "phone"])
def test_a_text_with_line_breaks_stays_in_its_line(to_staff: Compose, to_patient: Compose, field: str) -> None:
    forged = "Ada\r\nBcc: thief@example.org\n\nTo do: call 555\u2028Phone: 1\x00"
    changes: Any = {field: forged}
    appointment = replace(BOOKED, details=replace(DETAILS, **changes))
    for message in (to_staff(appointment, "booked"), to_patient(appointment, "booked")):
        assert message["Bcc"] is None
        assert all(letter.isprintable() or letter == "\n" for letter in text_of(message))
        assert not [line for line in text_of(message).splitlines() if line.startswith(("Bcc", "Phone: 1", "To do: c"))]


@pytest.mark.parametrize(
    "address",
    ["a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "Ada <a@example.org>", "", "nonsense"],
)
def test_what_is_not_one_address_is_not_written_to(composer: Composer, address: str) -> None:
    payload = payload_of(replace(BOOKED, details=replace(DETAILS, email=address)), "requested")
    with pytest.raises(DeliveryError, match="the recipient's address cannot be used"):
        composer.patient_email(claim_of("patient_email"), payload)


def test_a_clinic_that_took_its_address_away_is_an_error_that_says_so(tmp_path: Path) -> None:
    clinic = replace(settings_of(tmp_path).clinic, email=None)
    with pytest.raises(DeliveryError, match=r"clinic\.email"):
        Composer(clinic, "m@example.org", lambda *_: None).staff_email(
            claim_of("staff_email"), payload_of(BOOKED, "booked")
        )


def test_one_e_mail_tells_the_front_desk_of_several_changes(tmp_path: Path) -> None:
    config = settings_of(tmp_path)
    composer = Composer(config.clinic, "m@example.org", lambda *_: None)
    changes = [(REQUESTED, "requested"), (replace(CANCELLED, reference="B2B-2BB"), "cancelled")]
    letter = composer.staff_summary(
        claim_of("staff_summary"), {"items": [payload_of(appointment, event) for appointment, event in changes]}
    )
    text = letter.get_content()
    assert letter["Subject"] == "2 more requests and changes"
    for part in ("New appointment request K7M-4QX, answer by", "Cancelled B2B-2BB", NAME, "booking.limits"):
        assert part in text
    assert NAME not in letter["Subject"]


def in_french(appointment: Appointment) -> Appointment:
    return replace(appointment, details=replace(appointment.details, language="fr"))


def test_a_patient_who_wrote_in_french_reads_french(to_patient: Compose) -> None:
    message = to_patient(in_french(BOOKED), "booked")
    text = text_of(message)
    assert message["Subject"] == "Votre rendez-vous chez Momentum Physiotherapy : K7M-4QX"
    assert text.startswith(f"Bonjour {NAME},\n\nVotre rendez-vous est réservé.")
    assert "Moment : jeudi 26 novembre 2026, 10 h\n" in text
    assert "Pour l'annuler : https://example.org/cancel/x" in text
    assert "(en anglais) Please tell us a day ahead." in text
    assert "au 780 555-0100 et donnez" in text


def test_a_request_in_french_says_when_it_is_answered_and_what_was_wished(to_patient: Compose) -> None:
    text = text_of(to_patient(in_french(REQUESTED), "requested"))
    assert "La réception vous appelle, d'habitude avant le mardi 24 novembre 2026, 14 h, pour convenir" in text
    assert "Vous avez demandé : jeudi" in text


@pytest.mark.parametrize("event", sorted(PATIENT_EVENTS))
def test_no_letter_in_french_has_an_english_sentence(to_patient: Compose, event: str) -> None:
    appointment = in_french(replace(BOOKED, status="proposed") if event == "offered" else BOOKED)
    with time_machine.travel(START - timedelta(hours=24), tick=False):
        text = text_of(to_patient(appointment, event)).replace("(en anglais) Please tell us a day ahead.", "")
    assert not re.search(r"\b(?:your|the|we|you|call|please)\b", text, re.IGNORECASE)


def test_the_calendar_of_a_patient_is_french_and_that_of_the_clinic_is_not(to_patient: Compose) -> None:
    _, invitation, _ = event_of(to_patient(in_french(BOOKED), "booked"))
    assert invitation["SUMMARY"] == "Rendez-vous chez Momentum Physiotherapy"
    ours = ics(in_french(BOOKED), CLINIC, "mail@example.org").decode()
    assert "Appointment at Momentum Physiotherapy" in ours


def test_a_reminder_and_a_code_are_french_too(composer: Composer) -> None:
    claim = claim_of("reminder")
    with time_machine.travel(START - timedelta(hours=24), tick=False):
        message = read(composer.reminder(claim, payload_of(in_french(BOOKED), "booked")))
        code = read(composer.code(claim_of("code"), {"to": EMAIL, "code": "482915", "minutes": 10, "language": "fr"}))
    assert message["Subject"] == "Rappel : votre rendez-vous chez Momentum Physiotherapy : K7M-4QX"
    assert "dans les 10 minutes" in text_of(code)


def test_the_front_desk_reads_in_which_language_the_patient_writes(to_staff: Compose) -> None:
    assert "Writes in:   français" in text_of(to_staff(in_french(REQUESTED), "requested"))
    assert "Writes in" not in text_of(to_staff(REQUESTED, "requested"))
