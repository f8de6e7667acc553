"""Notices about texting, and the labels of texts, in the language that a phone writes in."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from frontdesk.channels.sms.keywords import HELP, STOP, keyword
from frontdesk.channels.sms.options import title
from frontdesk.channels.sms.reply import compose, more, wants_more
from frontdesk.language.recognition import recognised
from frontdesk.settings.clinic import read_clinic
from frontdesk.texting import appointment_words, words
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
        words.slow_down, words.list_ended, words.went_wrong, words.stop_question, words.picture_note,
        appointment_words.kept_text, appointment_words.passed_text, appointment_words.gone_text,
    ],
)  # fmt: skip
def test_each_notice_in_french_keeps_to_the_cheap_alphabet_and_two_segments(say: Any) -> None:
    text = say(CLINIC, "fr")
    assert text != say(CLINIC)
    assert encoding(text) == GSM_7
    assert segments(text) <= 2


START = datetime(2026, 12, 1, 21, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "say",
    [
        appointment_words.reminder_text, appointment_words.confirmation_text, appointment_words.moved_text,
        appointment_words.cancelled_text, appointment_words.taken_text,
    ],
)  # fmt: skip
def test_what_is_texted_of_an_appointment_has_its_moment_in_french(say: Any) -> None:
    text = say(CLINIC, START, "ABC-DEF", "fr")
    assert "mar. 1er déc. à 15 h 30 (ABC-DEF)" in text
    assert "780 555-0100" in text
    assert encoding(text) == GSM_7
    assert segments(text) <= 2


def test_an_offer_lapses_at_a_moment_in_french_and_its_answers_are_french() -> None:
    text = appointment_words.offer_text(CLINIC, START, START.replace(hour=22, minute=0), "ABC-DEF", "fr")
    assert "D'ici le mar. 1er déc. à 16 h :" in text
    assert segments(text) <= 2
    assert [title for _, title in appointment_words.offer_options("1", "fr")] == ["Le prendre", "Le laisser"]
    assert [title for _, title in appointment_words.reminder_options("1", "ABC-DEF", "fr")][1] == "Annuler ABC-DEF"


def test_a_number_that_is_not_there_is_refused_in_french() -> None:
    assert "de 1 à 4" in words.no_such_number(4, CLINIC, "fr")
    assert "par 1," in words.no_such_number(1, CLINIC, "fr")


def test_a_warning_that_comes_again_says_so_in_french() -> None:
    assert words.sent_again("Appelez le 911.", "fr") == "(Deuxième envoi) Appelez le 911."


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


def test_a_list_of_options_begins_in_french_also_behind_more() -> None:
    buttons = [{"id": "book", "title": "Prendre rendez-vous"}, {"id": "callback", "title": "Demander un rappel"}]
    short = compose([french("Cela peut faire mal.", buttons=buttons)])
    assert "\nRépondez :\n1 Rendez-vous" in short.text
    long = compose([french("Vous pouvez venir avec une personne de votre choix. " * 9, buttons=buttons)])
    assert "Répondez :" in more(long.rest).text


def test_options_are_called_in_french_without_a_word_that_carriers_act_on() -> None:
    assert title("booking_yes", "Oui, envoyer", "fr") == "Envoyer"
    assert title("check_yes", "Oui", "fr") == "Au moins un"
    assert title("book", "Prendre rendez-vous", "fr") == "Rendez-vous"
