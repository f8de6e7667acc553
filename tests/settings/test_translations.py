"""What a clinic writes itself, in another language."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk.checks.check import read_responses
from frontdesk.content.answers import Answers
from frontdesk.language.packs import packs
from frontdesk.settings.clinic import Clinic, read_clinic
from frontdesk.settings.files import read_model
from frontdesk.settings.translations import Translation
from frontdesk.settings.values import SettingsError, read_file

FILE = Path("clinic.yml")
CLINIC = replace(
    read_clinic(FILE),
    payment_methods="We take cards and cash from everybody.",
    parking="Park behind the building.",
    cancellation_policy="Please tell us a day ahead.",
    fees=(("First visit", "$1,120.50"), ("Massage", "$95")),
    translations={
        "fr": Translation(
            parking="Stationnez derrière l'immeuble.",
            cancellation_policy="Prévenez-nous un jour à l'avance.",
            services={"First visit": "Première visite"},
        )
    },
)


def read(**more: Any) -> Clinic:
    return read_model(Clinic, FILE, {**read_file(FILE, ""), **more})


def test_what_is_written_in_a_language_is_said_in_it() -> None:
    french = CLINIC.in_language("fr")
    assert french.cancellation_policy == "Prévenez-nous un jour à l'avance."
    assert french.fees[0][0] == "Première visite"
    assert french.fees[1][0] == "Massage"


def test_what_is_written_in_english_alone_says_so_and_stays_whole() -> None:
    assert CLINIC.in_language("fr").payment_methods == "(en anglais) We take cards and cash from everybody."
    answers = Answers(read_responses(), CLINIC, packs()["fr"])
    text = answers.answer("utter_faq/payment_methods", "web").text
    assert "(en anglais) We take cards and cash from everybody." in text


def test_english_and_a_language_that_is_not_here_change_nothing() -> None:
    assert CLINIC.in_language("en") == CLINIC == CLINIC.in_language("xx")


def test_amounts_are_written_as_french_canadians_do() -> None:
    text = Answers(read_responses(), CLINIC, packs()["fr"]).answer("utter_faq/cost", "web").text
    assert "Première visite : 1 120,50 $; Massage : 95 $" in text


def test_clinic_yml_takes_texts_of_a_language() -> None:
    clinic = read(translations={"fr": {"access": "Il y a une rampe.", "services": {"Massage": "Massothérapie"}}})
    assert clinic.translations["fr"].access == "Il y a une rampe."
    assert clinic.translations["fr"].service("Massage") == "Massothérapie"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"xx": {"access": "A ramp."}}, "`translations.xx` is no language that is answered in. Known: fr."),
        ({"fr": {"acces": "Une rampe."}}, "`translations.fr` has the unknown key `acces`."),
        ({"fr": {"access": ""}}, "`translations.fr.access` is empty."),
    ],
)
def test_a_mistake_is_named_with_its_key(given: Any, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(translations=given)
    assert any(says in problem for problem in refused.value.problems)
