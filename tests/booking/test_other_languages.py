"""A booking in French, without Rasa: read, and kept in the patient's words."""

import secrets
from pathlib import Path

import pytest
import time_machine

from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import YES, Heard
from tests.support.booking_talk import Clinic, responses


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def hears(clinic: Clinic, text: str, intent: str = "", choice: str = "") -> Turn:
    return clinic.dialogue.turn(Heard("one", secrets.token_hex(8), "web", text, choice, intent, lang="fr"))


def test_a_booking_in_french_reaches_the_front_desk_in_the_patients_words(clinic: Clinic) -> None:
    assert responses(hears(clinic, "je voudrais un rendez-vous", "book"))[-1] == "utter_booking_ask_name"
    assert responses(hears(clinic, "Je m'appelle Élodie de la Durantaye"))[-1] == "utter_booking_ask_phone"
    assert responses(hears(clinic, "780 555-0143"))[-1] == "utter_booking_ask_when"
    assert responses(hears(clinic, "vendredi en avant-midi"))[-1] == "utter_booking_ask_reason"
    assert responses(hears(clinic, "j'ai mal au genou droit depuis l'automne"))[-1] == "utter_booking_ask_patient_type"
    assert responses(hears(clinic, "non, c'est ma première fois"))[0] == "utter_booking_check"
    hears(clinic, "oui c'est beau")
    (appointment,) = clinic.appointments()
    details = appointment.details
    assert details.name == "Élodie de la Durantaye"
    assert details.phone == "+17805550143"
    assert details.reason == "j'ai mal au genou droit depuis l'automne"
    assert details.patient_type == "new"
    assert "Friday" in details.when


def test_everything_in_one_message(clinic: Clinic) -> None:
    turn = hears(
        clinic, "rdv vendredi matin pour mon dos, je m'appelle Luc Roy, mon numéro est le 780 555-0143", "book"
    )
    assert responses(turn)[-1] == "utter_booking_ask_patient_type"
    hears(clinic, "déjà venu")
    hears(clinic, "", choice=YES)
    (appointment,) = clinic.appointments()
    assert (appointment.details.name, appointment.details.reason) == ("Luc Roy", "mon dos")


@pytest.mark.parametrize("words", ["laissez faire", "finalement non", "arrêtez", "oubliez ça"])
def test_french_words_leave_a_booking(clinic: Clinic, words: str) -> None:
    hears(clinic, "je voudrais un rendez-vous", "book")
    assert responses(hears(clinic, words)) == ["utter_booking_stopped"]


def test_a_message_for_the_front_desk_is_passed_on_as_it_was_written(clinic: Clinic) -> None:
    hears(clinic, "je voudrais un rendez-vous mardi", "book")
    hears(clinic, "dites à Julie que mon dos va mieux depuis mardi", "leave_message")
    (message,) = clinic.appointments()
    assert message.details.note == "dites à Julie que mon dos va mieux depuis mardi"
