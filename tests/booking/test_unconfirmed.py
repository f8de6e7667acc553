"""Booking a time on the web where texting is set up: the phone is confirmed by a code, or the time is only asked for."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.states import BOOKED, PROPOSED
from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import NO, SKIP, YES
from frontdesk.content.phrasings import read_yaml
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.texting.contacts import Contacts
from tests.support.booking_talk import SLOTS_CLINIC, Clinic, responses
from tests.support.server import SECRET
from tests.support.slots import NOW
from tests.support.sms_provider import SmsProvider

WISH = "book for monday 7 december in the morning, my name is Ana Lee, 780 555 0143, sore knee, im new"
LANDLINE_WISH = WISH.replace("780 555 0143", "800 234 5678")


def clinic_that(folder: Path, provider: SmsProvider | None = None, **booking: object) -> Clinic:
    written = read_yaml(SLOTS_CLINIC)
    written["booking"] |= booking
    (folder / "clinic.yml").write_text(json.dumps(written))
    texting = {"FRONTDESK_PUBLIC_URL": "https://chat.example.org", **provider.environment} if provider else {}
    return Clinic(folder, FRONTDESK_CLINIC_FILE=str(folder / "clinic.yml"), **texting)


@pytest.fixture
def texting(tmp_path: Path, provider: SmsProvider, clock: "time_machine.Coordinates") -> Clinic:
    return clinic_that(tmp_path, provider)


def chosen(clinic: Clinic, wish: str = WISH, conversation: str = "one") -> Turn:
    clinic.hears(conversation, wish, "book")
    return clinic.hears(conversation, "1")


def code_of(clinic: Clinic) -> str:
    return next(word for word in clinic.rows("sms_code")[-1]["text"].split() if word.isdigit() and len(word) == 6)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_by_text_books_the_time(texting: Clinic) -> None:
    assert "utter_booking_confirm_slots" in responses(chosen(texting))
    asked = texting.presses("one", YES)
    assert responses(asked) == ["utter_booking_ask_phone_code"]
    assert asked.said[0].values["phone"] == "(780) 555-0143"
    assert texting.states() == ["pending"]
    code = code_of(texting)
    done = texting.hears("one", f"it says {code[:3]} {code[3:]}")
    assert responses(done)[0] == "utter_booking_done_slots"
    assert texting.states() == [BOOKED]


def test_the_same_code_again_gives_the_same_reply_and_one_booking(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    done = texting.hears("one", code_of(texting), turn="t9")
    assert texting.hears("one", code_of(texting), turn="t9") == done
    assert texting.states() == [BOOKED]


def test_a_code_used_up_before_a_crash_still_books(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    conversation_draft = texting.dialogue._drafts.load("one")
    texting.hears("one", code_of(texting), turn="t9")
    assert conversation_draft is not None
    texting.dialogue._drafts.save("one", conversation_draft)
    assert responses(texting.hears("one", code_of(texting), turn="t9"))[0] == "utter_booking_done_slots"
    assert texting.states() == [BOOKED]


def test_a_wrong_code_books_nothing_and_the_right_one_still_counts(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    assert responses(texting.hears("one", wrong(code_of(texting)))) == ["utter_booking_help_phone_code"]
    assert texting.states() == ["pending"]
    texting.hears("one", code_of(texting))
    assert texting.states() == [BOOKED]


@pytest.mark.parametrize(("text", "choice"), [("", SKIP), ("no", ""), ("", NO)])
def test_without_the_code_the_time_is_asked_for_and_free_again(texting: Clinic, text: str, choice: str) -> None:
    chosen(texting)
    texting.presses("one", YES)
    asked = texting.hears("one", text, choice=choice)
    assert responses(asked)[0] == "utter_booking_done_request"
    (appointment,) = texting.appointments()
    assert (appointment.status, appointment.method, appointment.start) == (PROPOSED, "request", None)
    assert appointment.due_at is not None
    assert "7 December" in appointment.details.when
    assert [row["event"] for row in texting.rows("staff_email")] == ["requested"]
    offered = texting.hears("two", WISH.replace("0143", "0144"), "book")
    assert appointment.details.when.removesuffix(".") in offered.said[-1].values["times"]


def test_what_was_asked_for_can_be_withdrawn(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    texting.presses("one", SKIP)
    texting.presses("one", NO)
    texting.hears("one", "cancel my appointment", "cancel")
    assert responses(texting.presses("one", YES)) == ["utter_booking_done_cancel"]
    assert texting.states() == ["cancelled"]


def test_another_code_can_be_asked_for(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    assert responses(texting.hears("one", "i didnt get a code")) == ["utter_booking_ask_phone_code"]
    assert len(texting.rows("sms_code")) == 2


def test_a_question_beside_the_code_is_answered_and_the_code_awaited(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    said = responses(texting.hears("one", "does it hurt?", "does_it_hurt"))
    assert said == ["utter_faq/does_it_hurt", "utter_booking_ask_phone_code"]
    texting.hears("one", code_of(texting))
    assert texting.states() == [BOOKED]


def test_another_number_is_confirmed_by_a_code_of_its_own(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    old = code_of(texting)
    assert "utter_booking_check" in responses(texting.hears("one", "sorry, my number is 780 555 0144"))
    texting.presses("one", YES)
    assert responses(texting.hears("one", old)) == ["utter_booking_help_phone_code"]
    texting.hears("one", code_of(texting))
    (appointment,) = texting.appointments()
    assert (appointment.status, appointment.details.phone) == (BOOKED, "+17805550144")


def test_who_has_shown_the_phone_once_is_not_asked_again_in_the_chat(texting: Clinic) -> None:
    chosen(texting)
    texting.presses("one", YES)
    texting.hears("one", code_of(texting))
    texting.presses("one", NO)
    texting.hears("one", "book for tuesday 8 december in the morning", "book")
    texting.hears("one", "sore knee")
    texting.hears("one", "new")
    texting.hears("one", "1")
    assert responses(texting.presses("one", YES))[0] == "utter_booking_done_slots"


def test_a_number_that_cannot_be_texted_asks_and_says_so_before(texting: Clinic) -> None:
    summary = chosen(texting, LANDLINE_WISH)
    assert "utter_booking_confirm_request" in responses(summary)
    assert (YES, "Yes, send it") in summary.said[-1].choices
    assert responses(texting.presses("one", YES))[0] == "utter_booking_done_request"
    assert texting.states() == [PROPOSED]


def test_a_chat_that_goes_on_by_text_has_shown_its_phone(texting: Clinic) -> None:
    contacts = Contacts(Vault([SECRET]), Lookup([SECRET]))
    with writing(texting.parts.engine) as connection:
        conversation = contacts.reach(connection, "+17805550143", utc_now()).conversation_id
    chosen(texting, WISH.replace("780 555 0143, ", ""), conversation)
    assert responses(texting.presses(conversation, YES))[0] == "utter_booking_done_slots"


def test_a_clinic_may_book_for_anybody_or_only_ask_without_texting(
    tmp_path: Path, provider: SmsProvider, clock: "time_machine.Coordinates"
) -> None:
    for name, clinic, end in (
        ("book", lambda folder: clinic_that(folder, provider, unconfirmed="book"), BOOKED),
        ("ask", lambda folder: clinic_that(folder, unconfirmed="ask"), PROPOSED),
        ("default", clinic_that, BOOKED),
    ):
        folder = tmp_path / name
        folder.mkdir()
        installed = clinic(folder)
        chosen(installed)
        installed.presses("one", YES)
        assert installed.states() == [end], name


def test_a_hold_given_up_while_the_code_was_looked_for_brings_other_times(
    texting: Clinic, clock: "time_machine.Coordinates"
) -> None:
    chosen(texting)
    texting.presses("one", YES)
    clock.shift(timedelta(hours=2))
    texting.parts.slots.expire(NOW + timedelta(hours=2))
    assert "utter_booking_taken" in responses(texting.presses("one", SKIP))


def test_beyond_the_limit_the_patient_is_told_and_keeps_what_was_said(
    tmp_path: Path, clock: "time_machine.Coordinates"
) -> None:
    clinic = clinic_that(tmp_path, limits={"open": 1})
    chosen(clinic)
    clinic.presses("one", YES)
    refused = chosen(clinic, WISH, "two")
    assert responses(refused) == ["utter_booking_too_many"]
    assert refused.step == ""
    assert clinic.states() == [BOOKED]
