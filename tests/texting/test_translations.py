"""Notices about texting, and the labels of texts, in the language that a phone writes in."""

from pathlib import Path
from typing import Any

import pytest

from frontdesk.channels.sms.keywords import HELP, STOP, keyword
from frontdesk.channels.sms.options import title
from frontdesk.channels.sms.reply import compose, more, wants_more
from frontdesk.language.recognition import recognised
from frontdesk.settings.clinic import read_clinic
from frontdesk.texting import words
from frontdesk.texting.gsm import GSM_7, encoding, segments

CLINIC = read_clinic(Path("clinic.yml"))


def french(text: str, kind: str = "answer", **more_of_it: Any) -> dict[str, Any]:
    return {"text": text, "kind": kind, "lang": "fr", "topics": [], "source": None, "buttons": [], **more_of_it}


@pytest.mark.parametrize(("typed", "means"), [("ARRET", STOP), ("Arrêt", STOP), ("arrêter svp", STOP), ("AIDE", HELP)])
def test_french_keywords_are_known_and_french(typed: str, means: str) -> None:
    assert keyword(typed) == means
    assert recognised(typed) == "fr"


@pytest.mark.parametrize(("typed", "means"), [("STOP", STOP), ("HELP", HELP)])
def test_english_keywords_stay_english(typed: str, means: str) -> None:
    assert keyword(typed) == means
    assert recognised(typed) == "en"


def test_stop_and_help_are_confirmed_in_french() -> None:
    assert "nous n'enverrons plus de textos" in words.stopped_text(CLINIC, language="fr")
    assert "La réservation commencée" in words.stopped_text(CLINIC, in_booking=True, language="fr")
    assert "Conseils de santé" in words.help_text(CLINIC, "fr")
    assert words.help_text(CLINIC, "xx") == words.help_text(CLINIC)


@pytest.mark.parametrize(
    "say",
    [
        words.introduction, words.joined_text, words.help_text, words.started_text, words.only_text, words.too_long,
        words.slow_down, words.list_ended, words.went_wrong,
    ],
)  # fmt: skip
def test_each_notice_in_french_keeps_to_the_cheap_alphabet_and_two_segments(say: Any) -> None:
    text = say(CLINIC, "fr")
    assert text != say(CLINIC)
    assert encoding(text) == GSM_7
    assert segments(text) <= 2


def test_an_answer_says_in_french_what_it_rests_on() -> None:
    source = {"title": "A study", "section": "", "url": None, "reviewed": False}
    assert compose([french("Cela peut faire mal.", source=source)]).text.endswith(
        "pas encore vérifiée par un clinicien."
    )


def test_a_long_text_goes_on_with_a_french_word() -> None:
    reply = compose([french("Vous pouvez venir avec une personne de votre choix, si vous le voulez. " * 8)])
    assert reply.text.endswith("Répondez SUITE")
    assert wants_more("suite")
    assert more(reply.rest).text.startswith("Vous pouvez")


def test_options_are_called_in_french_without_a_word_that_carriers_act_on() -> None:
    assert title("booking_yes", "Oui, envoyer", "fr") == "Envoyer"
    assert title("check_yes", "Oui", "fr") == "Au moins un"
    assert title("book", "Prendre rendez-vous", "fr") == "Rendez-vous"
