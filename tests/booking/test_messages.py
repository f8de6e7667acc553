"""Messages for the front desk, and questions about an appointment, in the middle of a booking: nothing is lost or changed."""

from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import MESSAGE
from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import YES
from tests.support.booking_talk import EMAIL, SLOTS_CLINIC, Clinic, responses

WISH = "book for friday morning, my name is Ana Lee, 780 555 0143, sore knee, im new"
LATE = "tell lee im running late"
STATUS = "utter_faq/appointment_status"


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


@pytest.fixture
def slots_clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path, FRONTDESK_CLINIC_FILE=str(SLOTS_CLINIC))


def passed_on(clinic: Clinic) -> list[str]:
    return [item.details.note for item in clinic.appointments() if item.kind == MESSAGE]


# What leads to each open question, and the question.
@pytest.mark.parametrize(
    ("said", "question"),
    [
        (["book"], "utter_booking_ask_name"),
        (["book", "Ana Lee"], "utter_booking_ask_phone"),
        (["book", "Ana Lee", "780 555 0143"], "utter_booking_ask_when"),
        (["book", "Ana Lee", "780 555 0143", "friday"], "utter_booking_ask_reason"),
        (["book", "Ana Lee", "780 555 0143", "friday", "knee"], "utter_booking_ask_patient_type"),
        ([WISH], "utter_booking_confirm_request"),
    ],
)
def test_a_message_at_any_question_is_passed_on_and_the_question_asked_again(
    clinic: Clinic, said: list[str], question: str
) -> None:
    for text in said:
        before = clinic.hears("one", text, "book" if text in ("book", WISH) else "nlu_fallback")
    turn = clinic.hears("one", LATE, "arriving", turn="t9")
    assert clinic.hears("one", LATE, "arriving", turn="t9") == turn
    assert responses(turn)[0].startswith("utter_communication_sent")
    assert responses(turn)[-1] == question
    assert turn.step == before.step
    assert passed_on(clinic) == [LATE]


def test_a_complaint_is_not_taken_for_a_name(clinic: Clinic) -> None:
    clinic.hears("one", "book", "book")
    turn = clinic.hears("one", "this is ridiculous, nobody called me back", "leave_message")
    assert "utter_booking_noted" not in responses(turn)
    assert passed_on(clinic) == ["this is ridiculous, nobody called me back"]


def test_a_complaint_of_the_body_is_the_reason(clinic: Clinic) -> None:
    for text in ("book", "Ana Lee", "780 555 0143", "friday"):
        clinic.hears("one", text, "book" if text == "book" else "nlu_fallback")
    turn = clinic.hears("one", "my brace broke and my knee hurts", "leave_message")
    assert responses(turn)[-1] == "utter_booking_ask_patient_type"
    assert passed_on(clinic) == []


def test_a_number_where_one_is_asked_for_is_the_number(clinic: Clinic) -> None:
    for text in ("book", "Ana Lee"):
        clinic.hears("one", text, "book" if text == "book" else "nlu_fallback")
    turn = clinic.hears("one", "my new cell is 780 555 0143", "leave_message")
    assert responses(turn)[-1] == "utter_booking_ask_when"


def test_a_message_beside_a_wish_for_an_appointment_is_passed_on_too(clinic: Clinic) -> None:
    turn = clinic.says_beside("one", "i left my brace there and i'd like to book", "book", "leave_message")
    assert responses(turn)[0].startswith("utter_communication_sent")
    assert responses(turn)[-1] == "utter_booking_ask_name"


def test_a_question_beside_a_message_inside_a_booking_is_answered_too(clinic: Clinic) -> None:
    clinic.hears("one", "book", "book")
    turn = clinic.says_beside("one", "tell lee i'm late and does it hurt", "arriving", "does_it_hurt")
    assert responses(turn)[-2:] == ["utter_faq/does_it_hurt", "utter_booking_ask_name"]


def test_a_message_while_changing_leaves_the_change_open(slots_clinic: Clinic) -> None:
    slots_clinic.hears(
        "one", "book for monday 7 december in the morning, my name is Ana Lee, 780 555 0143, sore knee, im new", "book"
    )
    slots_clinic.hears("one", "1")
    slots_clinic.presses("one", YES)
    slots_clinic.hears("one", EMAIL)
    slots_clinic.hears("one", "cancel my appointment", "cancel")
    turn = slots_clinic.hears("one", LATE, "arriving")
    assert responses(turn)[-1] == "utter_booking_ask_confirm_to_cancel"
    assert sorted(slots_clinic.states()) == ["booked", "proposed"]


def test_a_message_is_no_appointment_that_could_be_cancelled(clinic: Clinic) -> None:
    clinic.hears("one", "book", "book")
    clinic.hears("one", LATE, "arriving")
    clinic.hears("one", "stop")
    turn = clinic.hears("one", "cancel my appointment", "cancel")
    assert responses(turn) == ["utter_booking_ask_contact"]


def asks_after_booking(clinic: Clinic, *texts: str) -> list[Turn]:
    clinic.hears("one", f"{WISH}, {EMAIL}", "book")
    clinic.presses("one", YES)
    return [clinic.hears("one", text, "cancel") for text in texts]


@pytest.mark.parametrize(
    "question",
    [
        "is my appointment still on",
        "Is my appointment still on for tomorrow?",
        "are we still on",
        "so when is it again",
        "do i still have my spot",
        "what time was it",
        "am i still booked in?",
    ],
)
def test_a_question_whether_it_is_still_on_cancels_nothing_whatever_it_is_taken_for(
    clinic: Clinic, question: str
) -> None:
    asked, agreed = asks_after_booking(clinic, question, "yes")
    assert responses(asked) == [STATUS]
    assert "utter_booking_done_cancel" not in responses(agreed)
    assert clinic.states() == ["proposed"]


@pytest.mark.parametrize(
    "text", ["cancel my appointment", "is it possible to take me off friday", "i can't make it", "not coming"]
)
def test_a_wish_to_cancel_still_leads_there(clinic: Clinic, text: str) -> None:
    (asked,) = asks_after_booking(clinic, text)
    assert responses(asked)[-1] == "utter_booking_ask_confirm_to_cancel"


def test_asked_in_the_middle_of_a_booking_the_question_is_asked_again(clinic: Clinic) -> None:
    clinic.hears("one", "book", "book")
    turn = clinic.hears("one", "is my other appointment still on", "cancel")
    assert responses(turn) == [STATUS, "utter_booking_ask_name"]
