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


def test_what_fits_no_field_reaches_the_front_desk_as_it_was_written(clinic: Clinic) -> None:
    hears(clinic, "Bonjour, je dois prendre rendez-vous pour ma mère, elle est en fauteuil roulant", "book")
    hears(clinic, "Odette Simard")
    hears(clinic, "780 555-0130, mais appelez pas avant midi")
    hears(clinic, "jeudi 3 décembre le matin")
    hears(clinic, "l'épaule")
    hears(clinic, "elle n'est jamais venue")
    hears(clinic, "oui et notez que je suis allergique au latex")
    (appointment,) = clinic.appointments()
    details = appointment.details
    assert (details.name, details.for_whom, details.patient_type) == ("Odette Simard", "mother", "new")
    assert "Thursday 3 December" in details.when
    assert "noon" not in details.when
    for words in ("fauteuil roulant", "appelez pas avant midi", "allergique au latex"):
        assert words in details.note


def test_two_names_are_those_of_two_people(clinic: Clinic) -> None:
    hears(clinic, "je voudrais un rendez-vous", "book")
    hears(clinic, "Pierre et Louise Gagnon")
    hears(clinic, "780 555-0130")
    hears(clinic, "jeudi matin")
    hears(clinic, "le dos")
    hears(clinic, "nouveaux tous les deux")
    hears(clinic, "", choice=YES)
    (appointment,) = clinic.appointments()
    assert appointment.details.name == "Pierre Gagnon"
    assert "Louise Gagnon" in appointment.details.note


def test_who_asks_for_another_is_not_taken_for_them(clinic: Clinic) -> None:
    hears(clinic, "Ma grand-mère Édith Beaulieu a besoin d'un rendez-vous", "book")
    hears(clinic, "appelez-moi au 587-555-0149, moi c'est Brigitte")
    hears(clinic, "vendredi matin")
    hears(clinic, "le genou")
    hears(clinic, "déjà venue")
    hears(clinic, "ça m'a l'air bon, allez-y")
    (appointment,) = clinic.appointments()
    assert (appointment.details.name, appointment.details.for_whom) == ("Édith Beaulieu", "grandmother")
    assert "Brigitte" in appointment.details.note


def test_a_correction_takes_the_place_of_the_day(clinic: Clinic) -> None:
    hears(clinic, "rdv vendredi, Shawn Girard, 780 555-0166, omoplate", "book")
    hears(clinic, "nouveau")
    hears(clinic, "changez vendredi pour jeudi")
    hears(clinic, "pis mettez 16h")
    hears(clinic, "ok c'est beau")
    (appointment,) = clinic.appointments()
    assert appointment.details.when == "Thursday 26 November, at 4 p.m."


def test_what_is_no_name_is_not_taken_for_one(clinic: Clinic) -> None:
    hears(clinic, "je voudrais un rendez-vous", "book")
    hears(clinic, "je veux pas vous le donner maintenant")
    hears(clinic, "Martin Gauthier")
    hears(clinic, "780 555-0130")
    hears(clinic, "mardi 13h")
    hears(clinic, "le genou")
    hears(clinic, "j'étais là en octobre")
    hears(clinic, "oui, et pouvez-vous me confirmer par courriel? carole@example.com")
    hears(clinic, "oui, et pouvez-vous me confirmer par courriel? carole@example.com")
    (appointment,) = clinic.appointments()
    details = appointment.details
    assert (details.name, details.email, details.patient_type) == ("Martin Gauthier", "carole@example.com", "returning")
