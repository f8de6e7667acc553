"""Bookings by text message, without Rasa: what is asked, what is sent, and who agrees to be reminded."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import NO, REMIND, YES, Heard
from frontdesk.conversations.beginning import new_conversation
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.contacts import Contacts
from tests.support.booking_talk import EMAIL, SLOTS_CLINIC, Clinic, responses
from tests.support.server import SECRET
from tests.support.slots import NOW
from tests.support.sms_provider import SmsProvider

WISH = "book for monday 7 december in the morning, my name is Ana Lee, sore knee, im new"
TOMORROW = "book for wednesday morning, my name is Ana Lee, sore knee, im new"
CONTACTS = Contacts(Vault([SECRET]), Lookup([SECRET]))


class Phone(Clinic):
    """A clinic that takes text messages, and one phone that texts it."""

    def __init__(self, folder: Path, provider: SmsProvider, **environment: str) -> None:
        super().__init__(folder, FRONTDESK_PUBLIC_URL="https://chat.example.org", **provider.environment, **environment)
        with writing(self.parts.engine) as connection:
            contact = CONTACTS.reach(connection, "+17805550111", utc_now())
        self.contact_id, self.conversation = contact.id, contact.conversation_id

    def texts(self, text: str, intent: str = "", choice: str = "") -> Turn:
        turn = f"{datetime.now().timestamp()}{text}{choice}"
        return self.dialogue.turn(Heard(self.conversation, turn, "sms", text, choice, intent))

    def books(self, wish: str = WISH) -> Turn:
        self.texts(wish, "book")
        self.texts("1")
        return self.texts("", choice=YES)

    def notices(self) -> list[str]:
        return [row["text"] for row in self.rows("sms_notice")]

    def has_consented(self) -> bool:
        with self.parts.engine.connect() as connection:
            row = connection.execute(sa.select(contacts).where(contacts.c.id == self.contact_id)).one()
        return row.consented_at is not None


@pytest.fixture
def phone(tmp_path: Path, provider: SmsProvider, clock: "time_machine.Coordinates") -> Phone:
    return Phone(tmp_path, provider, FRONTDESK_CLINIC_FILE=str(SLOTS_CLINIC))


def test_who_books_by_text_is_asked_about_a_reminder_by_text(phone: Phone) -> None:
    done = phone.books()
    assert responses(done) == ["utter_booking_done_slots", "utter_booking_ask_remind"]
    assert not phone.has_consented()


def test_the_reply_is_the_confirmation(phone: Phone) -> None:
    phone.books()
    assert phone.notices() == []
    phone.texts("", choice=NO)
    phone.texts("cancel my appointment", "cancel")
    assert responses(phone.texts("", choice=YES)) == ["utter_booking_done_cancel"]
    assert phone.notices() == []


def test_what_somebody_else_changes_is_still_told(phone: Phone) -> None:
    phone.books()
    (booked,) = phone.appointments()
    phone.parts.slots.cancel(booked, NOW, "staff", "console")
    (notice,) = phone.notices()
    assert "is cancelled" in notice


@pytest.mark.parametrize("choice", [REMIND, ""])
def test_who_agrees_is_reminded(phone: Phone, choice: str) -> None:
    phone.books()
    assert responses(phone.texts("" if choice else "ok", choice=choice)) == ["utter_booking_remind_noted"]
    assert phone.has_consented()
    (reminder,) = phone.notices()
    assert "you have an appointment on" in reminder
    assert phone.appointments()[0].details.remind


@pytest.mark.parametrize(("text", "choice"), [("", NO), ("no thx", ""), ("hmm what", "")])
def test_who_does_not_agree_is_not_reminded(phone: Phone, text: str, choice: str) -> None:
    phone.books()
    assert responses(phone.texts(text, choice=choice)) == ["utter_booking_no_reminder"]
    assert not phone.has_consented()
    assert phone.notices() == []


def test_who_agreed_before_is_reminded_without_being_asked_again(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=REMIND)
    assert responses(phone.books(WISH.replace("7 december", "14 december"))) == ["utter_booking_done_slots"]
    assert len(phone.notices()) == 2


def test_agreeing_twice_queues_one_reminder(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=REMIND)
    phone.texts("", choice=REMIND)
    assert len(phone.notices()) == 1


def test_nobody_is_asked_when_it_is_too_late_for_a_reminder(phone: Phone, clock: "time_machine.Coordinates") -> None:
    clock.move_to(NOW + timedelta(hours=2))
    assert responses(phone.books(TOMORROW)) == ["utter_booking_done_slots"]


def test_an_address_given_instead_is_taken(phone: Phone) -> None:
    phone.books()
    assert responses(phone.texts(EMAIL)) == ["utter_booking_email_noted"]
    assert [row["appointment"]["details"]["email"] for row in phone.rows("patient_email")] == [EMAIL]
    assert not phone.has_consented()


def test_a_request_by_text_ends_with_its_confirmation(
    tmp_path: Path, provider: SmsProvider, clock: "time_machine.Coordinates"
) -> None:
    phone = Phone(tmp_path, provider)
    phone.texts(WISH, "book")
    done = phone.texts("", choice=YES)
    assert (responses(done), done.step) == (["utter_booking_done_request"], "")


def test_my_appointment_is_the_one_that_stands_not_the_one_being_asked_for(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=NO)
    phone.texts("book", "book")
    turn = phone.texts("cancel my appointment please", "cancel")
    assert responses(turn) == ["utter_booking_ask_confirm_to_cancel"]


def test_without_one_that_stands_it_is_the_one_being_asked_for(phone: Phone) -> None:
    phone.texts("book", "book")
    assert responses(phone.texts("cancel my appointment please", "cancel")) == ["utter_booking_stopped"]


def test_a_short_no_is_no_name(phone: Phone) -> None:
    phone.texts("book", "book")
    assert responses(phone.texts("no thx")) == ["utter_booking_help_name"]


def moved_on(phone: Phone) -> None:
    """As if a day had gone by: the phone's next text begins another conversation."""
    with writing(phone.parts.engine) as connection:
        phone.conversation = new_conversation(connection, "sms")
        connection.execute(
            contacts.update().where(contacts.c.id == phone.contact_id).values(conversation_id=phone.conversation)
        )


def test_the_phone_alone_shows_whose_appointment_it_is_and_the_person_is_named_before_it_is_cancelled(
    phone: Phone,
) -> None:
    phone.books()
    moved_on(phone)
    asked = phone.texts("please cancel my appointment", "cancel").said[-1]
    assert asked.responses == ("utter_booking_ask_confirm_to_cancel",)
    assert asked.values["whose"] == "Ana, "
    assert responses(phone.texts("", choice=YES)) == ["utter_booking_done_cancel"]


def test_several_people_on_one_phone_are_kept_apart(phone: Phone) -> None:
    phone.books()
    phone.books("book for tuesday 8 december in the morning for my daughter, her name is Fay Lee, sore neck, shes new")
    moved_on(phone)
    asked = phone.texts("cancel my appointment", "cancel").said[-1]
    assert asked.responses == ("utter_booking_ask_which",)
    assert {title.split(": ")[1].split(",")[0] for _, title in asked.choices} == {"Ana", "Fay"}
    assert phone.texts("the one for fay").said[-1].values["whose"] == "Fay, "


@pytest.mark.parametrize(
    ("text", "day"),
    [("can you change that to wednesday", "9 December"), ("can i come at 11 instead", "7 December, 11")],
)
def test_a_change_is_read_from_the_appointment_that_stands(phone: Phone, text: str, day: str) -> None:
    phone.books()
    said = phone.texts(text, "reschedule").said[-1]
    assert any(day in title for _, title in said.choices), said


def test_a_change_by_days_from_now_is_read_from_today(phone: Phone) -> None:
    phone.books()
    said = phone.texts("can i move it to tomorrow", "reschedule").said[-1]
    assert all("7 December" not in title for _, title in said.choices), said


def test_the_same_time_on_another_day_is_the_time_of_the_appointment(phone: Phone) -> None:
    phone.books()
    said = phone.texts("could you push it to tuesday, same time?", "reschedule").said[-1]
    assert all("Tuesday 8 December" in title for choice, title in said.choices if choice.startswith("booking_slot"))
    assert any(choice.startswith("booking_slot") for choice, _ in said.choices)


def test_an_appointment_of_somebody_who_has_none_here_is_not_another_persons(phone: Phone) -> None:
    phone.books()
    assert responses(phone.texts("cancel the one of my aunt, her name is Vera Example", "cancel")) == [
        "utter_booking_ask_contact"
    ]


def test_not_that_one_is_no_reason_to_ask_the_same_again(phone: Phone) -> None:
    phone.books()
    phone.texts("cancel the appointment", "cancel")
    assert responses(phone.texts("not that one, the other appointment")) == ["utter_booking_ask_contact"]
    assert phone.states() == ["booked"]


def test_why_it_was_cancelled_by_the_front_desk_is_said_and_asked(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=NO)
    (booked,) = phone.appointments()
    phone.parts.slots.cancel(booked, NOW, "staff", "desk")
    told = responses(phone.texts("why did you cancel my visit", "cancel"))
    assert told[0] == "utter_booking_why_cancelled"
    assert told[1].startswith("utter_communication_sent")


def test_why_is_not_known_of_what_stands(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=NO)
    assert responses(phone.texts("who cancelled it?", "cancel"))[0] == "utter_booking_why_unknown"


def test_a_summary_on_a_phone_is_cut_so_that_its_question_is_seen(phone: Phone) -> None:
    phone.texts("book for monday 7 december in the morning, my name is Ana Lee, im new", "book")
    phone.texts("my knee, " + "it clicks when I run and swells for days after " * 3)
    said = phone.texts("1").said[-1]
    phone.texts("", choice=YES)
    (booked,) = phone.appointments()
    assert len(said.values["reason"]) < len(booked.details.reason)


def test_somebody_else_who_was_booked_for_is_meant_by_a_pronoun(phone: Phone) -> None:
    phone.texts(
        "book for my dad, his name is Walter Example, monday 7 december in the morning, sore knee, he is new", "book"
    )
    phone.texts("1")
    phone.texts("", choice=YES)
    phone.texts("", choice=NO)
    phone.texts("book him another visit in the week after", "book")
    draft = phone.dialogue._drafts.load(phone.conversation)
    assert draft
    assert (draft.details.name, draft.details.for_whom) == ("Walter Example", "dad")


def test_the_wish_for_a_time_outlasts_the_question_which_one_is_meant(phone: Phone) -> None:
    phone.books()
    phone.texts("", choice=NO)
    phone.books(WISH.replace("Ana Lee", "Leo Roy"))
    phone.texts("", choice=NO)
    assert responses(phone.texts("could you push the appointment to tuesday, same time", "reschedule")) == [
        "utter_booking_ask_which"
    ]
    said = phone.texts("leo").said[-1]
    assert any("Tuesday 8 December" in title for _, title in said.choices)


def test_a_further_wish_beside_a_call_back_is_added_to_it(phone: Phone) -> None:
    phone.texts("move my dad's visit to the 10th", "reschedule")
    phone.texts("i have no email")
    phone.texts("and please cancel the appointment of Mia Roy on the 4th too", "cancel")
    draft = phone.dialogue._drafts.load(phone.conversation)
    assert draft
    assert (draft.goal, bool(draft.step)) == ("callback", True)
    assert "cancel the appointment of Mia Roy" in draft.details.note


def test_whose_it_is_does_not_turn_a_move_into_a_booking(phone: Phone) -> None:
    phone.texts("i have to move my visit", "reschedule")
    assert responses(phone.texts("my name is Jo Petrie, it was tuesday 2pm, i need wednesday instead", "book"))[0] == (
        "utter_booking_unproven"
    )
    draft = phone.dialogue._drafts.load(phone.conversation)
    assert draft
    assert draft.goal == "callback"
    assert "When to call" not in draft.details.note
