"""What calls an appointment off, and which one is meant by its day."""

from datetime import date
from pathlib import Path

import pytest
import time_machine

from frontdesk.booking.calling_off import calls_off
from frontdesk.booking.heard import YES, Heard
from tests.booking.test_by_text import Phone
from tests.support.booking_talk import SLOTS_CLINIC, read_as, responses
from tests.support.sms_provider import SmsProvider


@pytest.fixture
def phone(tmp_path: Path, provider: SmsProvider, clock: "time_machine.Coordinates") -> Phone:
    """A phone with an appointment on Monday 7 December, in the morning."""
    phone = Phone(tmp_path, provider, FRONTDESK_CLINIC_FILE=str(SLOTS_CLINIC))
    phone.books()
    phone.texts("no thanks")
    return phone


@pytest.mark.parametrize(
    "text", ["yes", "ya cancel it", "cancel it", "yes please cancel", "ok call it off", "yep", "oui annulez"]
)
def test_a_plain_yes_calls_off(phone: Phone, text: str) -> None:
    phone.texts("cancel my appointment", "cancel")
    assert responses(phone.texts(text)) == ["utter_booking_done_cancel"]


@pytest.mark.parametrize(
    "text", ["ok rining them", "i think so", "sure the ambulance is here", "calling now", "going in"]
)
def test_nothing_else_does_even_where_it_reads_like_a_yes(text: str) -> None:
    heard = Heard("c", "t", "sms", text, told=read_as(text, "agree"))
    assert heard.agrees or heard.begins_with_yes or not heard.declines
    assert not calls_off(heard)


def test_the_button_calls_off() -> None:
    assert calls_off(Heard("c", "t", "sms", "", YES))


@pytest.mark.parametrize("text", ["cancel the one on the 9th", "cancel wednesday", "cancel my appointment december 10"])
def test_a_day_on_which_there_is_none_is_asked_about(phone: Phone, text: str) -> None:
    assert responses(phone.texts(text, "cancel")) == ["utter_booking_ask_which"]
    assert phone.appointments()[0].status == "booked"


@pytest.mark.parametrize("text", ["cancel the one on the 7th", "cancel my monday appointment", "cancel ana's"])
def test_the_day_of_the_appointment_names_it(phone: Phone, text: str) -> None:
    assert responses(phone.texts(text, "cancel")) == ["utter_booking_ask_confirm_to_cancel"]


@pytest.mark.parametrize(
    "text", ["push mon to next week", "move my monday visit to the week after", "bump the monday one to wednesday"]
)
def test_a_move_names_the_old_day_and_the_new_one(phone: Phone, text: str) -> None:
    (turn,) = [phone.texts(text, "reschedule")]
    assert turn.step in ("slot", "when")
    (booked,) = phone.appointments()
    draft = phone.parts.drafts.load(phone.conversation)
    assert draft is not None
    assert draft.chosen == booked.id


@pytest.mark.parametrize("text", ["push thurs to next week", "move the tuesday one to friday"])
def test_a_move_from_a_day_without_one_is_asked_about(phone: Phone, text: str) -> None:
    assert responses(phone.texts(text, "reschedule")) == ["utter_booking_ask_which"]


def test_the_wish_is_for_the_week_after_the_present_one(phone: Phone) -> None:
    phone.texts("push mon to the week of december 14", "reschedule")
    draft = phone.parts.drafts.load(phone.conversation)
    assert draft is not None
    assert draft.offers
    assert all(offer.start.date() >= date(2026, 12, 14) for offer in draft.offers)
