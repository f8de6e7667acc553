"""The booking conversation against a real database, without Rasa: what must hold whatever the texts say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.appointments.states import BOOKED, CANCELLED, PENDING, PROPOSED
from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import NO, YES, Heard
from frontdesk.storage.booking_models import audit, drafts
from tests.support.booking_talk import EMAIL, SLOTS_CLINIC, Clinic, responses

WISH = "book for friday morning, my name is Ana Lee, 780 555 0143, sore knee, im new"
SLOT_WISH = "book for monday 7 december in the morning, my name is Ana Lee, 780 555 0143, sore knee, im new"


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


@pytest.fixture
def slots_clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path, FRONTDESK_CLINIC_FILE=str(SLOTS_CLINIC))


def booked_with_email(clinic: Clinic, conversation: str = "one") -> None:
    clinic.hears(conversation, f"{WISH}, {EMAIL}", "book")
    assert responses(clinic.presses(conversation, YES))[0].startswith("utter_booking_done")


def asks_for_code(clinic: Clinic, conversation: str, email: str = EMAIL) -> Turn:
    clinic.hears(conversation, "cancel my appointment", "cancel")
    return clinic.hears(conversation, email)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_message_that_comes_again_gets_the_same_reply_and_changes_nothing(clinic: Clinic) -> None:
    first = clinic.hears("one", WISH, "book", turn="t1")
    assert clinic.hears("one", WISH, "book", turn="t1") == first
    sent = clinic.presses("one", YES, turn="t2")
    changes = clinic.count(audit)
    assert clinic.presses("one", YES, turn="t2") == sent
    assert (len(clinic.appointments()), clinic.count(audit)) == (1, changes)


def test_confirming_twice_makes_one_appointment(clinic: Clinic) -> None:
    clinic.hears("one", WISH, "book")
    clinic.presses("one", YES)
    clinic.presses("one", YES)
    clinic.hears("one", "yes")
    assert clinic.states() == [PROPOSED]


def test_the_offer_to_write_is_not_made_a_third_time_and_still_taken(clinic: Clinic) -> None:
    for text in ("book", "Ana Lee", "780 555 0143", "friday", "sore knee", "no", "yes"):
        clinic.hears("one", text, "book" if text == "book" else "nlu_fallback")
    asked = [responses(clinic.hears("one", f"is there {thing}?", "nlu_fallback")) for thing in ("tea", "wifi", "a dog")]
    assert ["utter_booking_ask_email" in said for said in asked] == [True, False, False]
    assert responses(clinic.hears("one", EMAIL)) == ["utter_booking_email_noted"]


def test_two_conversations_at_once_are_not_mixed(clinic: Clinic) -> None:
    phones = {f"Ana {name}": f"780 555 014{n}" for n, name in enumerate(("Lee", "Diaz", "Roy", "Moss", "Wolf", "Berg"))}

    def book(name: str) -> None:
        for text in ("book", name, phones[name], "friday", "sore knee", "no", "yes"):
            clinic.hears(name, text, "book" if text == "book" else "nlu_fallback")

    with ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(book, phones))
    found = {(item.conversation_id, item.details.name) for item in clinic.appointments()}
    assert found == {(name, name) for name in phones}


def test_nothing_of_the_patient_is_readable_in_the_draft(clinic: Clinic) -> None:
    clinic.hears("one", WISH, "book")
    with clinic.parts.engine.connect() as connection:
        (content,) = connection.execute(sa.select(drafts.c.content)).scalars()
    assert b"Ana" not in content
    assert b"5550143" not in content


def test_a_code_lets_an_appointment_be_cancelled_from_another_conversation(clinic: Clinic) -> None:
    booked_with_email(clinic)
    assert responses(asks_for_code(clinic, "two")) == ["utter_booking_ask_code"]
    code = clinic.newest_code()
    asked = clinic.hears("two", f"its {code[:3]} {code[3:]}")
    assert responses(asked) == ["utter_booking_ask_confirm_to_cancel"]
    assert clinic.states() == [PROPOSED]
    assert responses(clinic.presses("two", YES)) == ["utter_booking_done_cancel"]
    assert clinic.states() == [CANCELLED]


def test_a_code_lets_an_appointment_be_moved_from_another_conversation(clinic: Clinic) -> None:
    booked_with_email(clinic)
    clinic.hears("two", "can i move my appointment to thursday", "reschedule")
    clinic.hears("two", EMAIL)
    assert responses(clinic.hears("two", clinic.newest_code())) == ["utter_booking_ask_confirm_to_reschedule"]
    clinic.hears("two", "yes")
    (appointment,) = clinic.appointments()
    assert (appointment.details.when, appointment.version) == ("Thursday 26 November", 2)


def test_who_proved_it_may_turn_from_moving_to_cancelling_without_another_code(clinic: Clinic) -> None:
    booked_with_email(clinic)
    clinic.hears("two", "i need to reschedule", "reschedule")
    clinic.hears("two", EMAIL)
    clinic.hears("two", clinic.newest_code())
    turn = clinic.hears("two", "actually just cancel my appointment", "cancel")
    assert responses(turn) == ["utter_booking_ask_confirm_to_cancel"]
    assert len(clinic.rows("code")) == 1


def test_an_unknown_address_is_met_with_the_same_words_and_gets_no_message(clinic: Clinic) -> None:
    booked_with_email(clinic)
    known, unknown = asks_for_code(clinic, "two"), asks_for_code(clinic, "three", "nobody@example.org")
    assert [(said.responses, said.choices) for said in known.said] == [
        (said.responses, said.choices) for said in unknown.said
    ]
    assert [row["to"] for row in clinic.rows("code")] == [EMAIL]
    one, other = clinic.hears("two", wrong(clinic.newest_code())), clinic.hears("three", "123456")
    assert responses(one) == responses(other)


def test_after_five_wrong_codes_the_right_one_no_longer_helps(clinic: Clinic) -> None:
    booked_with_email(clinic)
    asks_for_code(clinic, "two")
    code = clinic.newest_code()
    for _ in range(5):
        assert "utter_booking_help_code" in responses(clinic.hears("two", wrong(code)))
    assert "utter_booking_help_code" in responses(clinic.hears("two", code))
    assert clinic.states() == [PROPOSED]


def test_a_code_runs_out_after_ten_minutes_and_a_new_one_can_be_had(
    clinic: Clinic, clock: "time_machine.Coordinates"
) -> None:
    booked_with_email(clinic)
    asks_for_code(clinic, "two")
    clock.shift(timedelta(minutes=10))
    assert "utter_booking_help_code" in responses(clinic.hears("two", clinic.newest_code()))
    clinic.hears("two", EMAIL)
    assert responses(clinic.hears("two", clinic.newest_code())) == ["utter_booking_ask_confirm_to_cancel"]


def test_a_code_of_another_conversation_is_worth_nothing(clinic: Clinic) -> None:
    booked_with_email(clinic)
    asks_for_code(clinic, "two")
    code = clinic.newest_code()
    asks_for_code(clinic, "three")
    assert "utter_booking_help_code" in responses(clinic.hears("three", code))


def test_only_three_codes_an_hour_come_from_one_chat_and_it_looks_the_same(
    clinic: Clinic, clock: "time_machine.Coordinates"
) -> None:
    booked_with_email(clinic)
    turns = []
    for _ in range(5):
        turns.append(asks_for_code(clinic, "two"))
        clinic.hears("two", "stop", "stop")
    assert len({tuple(responses(turn)) for turn in turns}) == 1
    assert len(clinic.rows("code")) == 3
    clock.shift(timedelta(hours=1, seconds=1))
    asks_for_code(clinic, "two")
    assert len(clinic.rows("code")) == 4


def test_with_nothing_under_the_address_the_code_leads_to_the_front_desk(clinic: Clinic) -> None:
    booked_with_email(clinic)
    asks_for_code(clinic, "two")
    clinic.hears("one", "cancel my appointment", "cancel")
    clinic.presses("one", YES)
    assert responses(clinic.hears("two", clinic.newest_code())) == ["utter_booking_nothing_to_change"]


def test_a_choice_between_two_appointments_is_by_button_or_reference(clinic: Clinic) -> None:
    for day in ("friday", "thursday"):
        clinic.hears("one", f"book for {day}, my name is Ana Lee, 780 555 0143, sore knee, im new", "book")
        clinic.presses("one", YES)
        clinic.presses("one", NO)
    assert responses(clinic.hears("one", "cancel my appointment", "cancel")) == ["utter_booking_ask_which"]
    second = clinic.appointments()[1]
    clinic.hears("one", second.reference.lower())
    clinic.presses("one", YES)
    assert clinic.states() == [PROPOSED, CANCELLED]


def test_a_hold_that_ran_out_is_booked_all_the_same_while_the_time_is_free(
    slots_clinic: Clinic, clock: "time_machine.Coordinates"
) -> None:
    slots_clinic.hears("one", SLOT_WISH, "book")
    slots_clinic.hears("one", "1")
    clock.shift(timedelta(minutes=30))
    assert responses(slots_clinic.presses("one", YES))[0] == "utter_booking_done_slots"
    assert slots_clinic.states() == [BOOKED]


def test_a_hold_that_ran_out_and_was_taken_brings_other_times(
    slots_clinic: Clinic, clock: "time_machine.Coordinates"
) -> None:
    slots_clinic.hears("one", SLOT_WISH, "book")
    slots_clinic.hears("one", "1")
    clock.shift(timedelta(minutes=30))
    slots_clinic.hears("two", SLOT_WISH, "book")
    slots_clinic.hears("two", "1")
    slots_clinic.presses("two", YES)
    turn = slots_clinic.presses("one", YES)
    assert responses(turn) == ["utter_booking_taken", "utter_booking_offer"]
    assert "9 a.m." in turn.said[0].values["times"]
    slots_clinic.hears("one", "1")
    slots_clinic.presses("one", YES)
    assert slots_clinic.states() == [BOOKED, BOOKED]
    assert len({appointment.start for appointment in slots_clinic.appointments()}) == 2


def test_a_time_taken_between_offer_and_choice_brings_other_times(slots_clinic: Clinic) -> None:
    offered = slots_clinic.hears("one", SLOT_WISH, "book")
    slots_clinic.hears("two", SLOT_WISH, "book")
    slots_clinic.hears("two", "1")
    turn = slots_clinic.presses("one", offered.said[0].choices[0][0])
    assert responses(turn) == ["utter_booking_taken", "utter_booking_offer"]
    assert offered.said[0].choices[0] not in turn.said[0].choices


def test_of_many_who_choose_the_same_time_at_once_one_gets_it(slots_clinic: Clinic) -> None:
    chats = [f"chat {number}" for number in range(6)]
    for chat in chats:
        slots_clinic.hears(chat, SLOT_WISH, "book")
    with ThreadPoolExecutor(len(chats)) as pool:
        turns = list(pool.map(lambda chat: slots_clinic.hears(chat, "1"), chats))
    assert sorted(turn.step for turn in turns) == ["confirm", *["slot"] * 5]


def test_an_old_button_does_not_book_another_time(slots_clinic: Clinic) -> None:
    old = slots_clinic.hears("one", SLOT_WISH, "book").said[0].choices[0][0]
    slots_clinic.hears("one", "tuesday 8 december")
    assert "utter_booking_not_offered" in responses(slots_clinic.presses("one", old))
    assert slots_clinic.states() == []


@pytest.mark.parametrize(("text", "choice"), [("stop", ""), ("start over", ""), ("", "callback")])
def test_who_turns_away_gives_back_the_time_that_was_kept(slots_clinic: Clinic, text: str, choice: str) -> None:
    slots_clinic.hears("one", SLOT_WISH, "book")
    slots_clinic.hears("one", "1")
    assert slots_clinic.states() == [PENDING]
    slots_clinic.hears("one", text, choice=choice)
    assert slots_clinic.states() == [CANCELLED]


def test_a_confirmation_is_sent_to_the_address_given_afterwards(clinic: Clinic) -> None:
    clinic.hears("one", WISH, "book")
    clinic.presses("one", YES)
    assert clinic.rows("patient_email") == []
    clinic.hears("one", f"yes please, {EMAIL}")
    assert [row["appointment"]["details"]["email"] for row in clinic.rows("patient_email")] == [EMAIL]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE appointments; --",
        "{0} {name} {clinic_phone} %s %(x)s",
        "a" * 1000,
        "🙂" * 200,
        "\u202eevil\u202c \u0000\u0007",
        "../../etc/passwd",
        "\ufdfd ١٢٣٤٥٦٧٨٩٠",
    ],
)
@pytest.mark.parametrize("answered", [0, 1, 2, 3, 4, 5, 6])
def test_strange_text_at_any_question_is_survived_and_the_booking_can_go_on(
    clinic: Clinic, answered: int, text: str
) -> None:
    answers = ["Ana Lee", "780 555 0143", "friday", "sore knee", "no", "yes"]
    clinic.hears("one", "book", "book")
    for answer in answers[:answered]:
        clinic.hears("one", answer, "nlu_fallback")
    assert clinic.hears("one", text, "nlu_fallback").said
    for answer in answers[answered:]:
        clinic.hears("one", answer, "nlu_fallback")
    if answered != 3:  # there it is the reason itself, which shifts what follows
        (appointment,) = clinic.appointments()
        details = appointment.details
        assert (details.name, details.phone, details.patient_type) == ("Ana Lee", "+17805550143", "new")
        assert details.when == "Friday 27 November"


def test_a_reply_that_never_arrived_is_given_again_whatever_is_said_next(clinic: Clinic) -> None:
    clinic.hears("one", "book, asap, sore knee, my name is Ana Example, 780 555 0143, im new", "book", turn="t1")
    lost = clinic.hears("one", "yes", turn="t2")
    assert responses(lost)[0] == "utter_booking_done_request"
    again = clinic.dialogue.turn(Heard("one", "t3", "web", "book an appointment", "", "book", known_turn="t1"))
    assert (again.said, again.id) == (lost.said, "t3")
    assert clinic.states() == [PROPOSED]
    after = clinic.dialogue.turn(Heard("one", "t4", "web", "no thanks", known_turn="t3"))
    assert responses(after) == ["utter_booking_no_email"]


def test_a_date_in_numbers_that_may_be_two_dates_is_asked_and_a_button_settles_it(clinic: Clinic) -> None:
    for text in ("book", "Ana Lee", "780 555 0143"):
        clinic.hears("one", text, "book" if text == "book" else "nlu_fallback")
    (asked,) = clinic.hears("one", "12/3 at 2", "nlu_fallback").said

    assert asked.responses[-1] == "utter_booking_when_swapped_date"
    (choice, title), (_, other) = asked.choices
    assert title == "Thursday 3 December, at 2 p.m."
    assert "12 March" in other
    clinic.hears("one", title, choice=choice)
    for text in ("sore knee", "no", "yes"):
        clinic.hears("one", text, "nlu_fallback")
    (appointment,) = clinic.appointments()
    assert appointment.details.when == "Thursday 3 December, at 2 p.m."
