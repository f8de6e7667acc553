"""French messages as a reader of French has marked them: by what is marked, and by what the message does."""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Details
from frontdesk.booking.dialogue import Turn
from frontdesk.booking.draft import Drafts
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told
from tests.support.booking_talk import Clinic, read_as, responses


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def says(clinic: Clinic, marked: str, *acts: str, intent: str = "booking", earlier: tuple[Told, ...] = ()) -> Turn:
    """A message in French with marks, "[Ana Lee](name)", and what it does."""
    told = replace(read_as(marked, *acts), spelt="")
    turn = secrets.token_hex(8)
    return clinic.dialogue.turn(Heard("one", turn, "web", told.text, "", intent, lang="fr", told=told, earlier=earlier))


def begun(clinic: Clinic, marked: str, *acts: str, earlier: tuple[Told, ...] = ()) -> Details:
    """The details after a message that begins a booking."""
    says(clinic, marked, "begin", "tell", *acts, intent="book", earlier=earlier)
    return details(clinic)


def details(clinic: Clinic) -> Details:
    draft = Drafts(clinic.parts.engine, clinic.parts.vault).load("one")
    assert draft is not None
    return draft.details


@pytest.mark.parametrize(
    ("marked", "field", "value"),
    [
        ("rdv pour [Avril Mercredi](name) svp", "name", "Avril Mercredi"),
        ("un rdv, c'est [la cheville qui vire tout le temps](reason)", "reason", "la cheville qui vire tout le temps"),
        ("un rdv svp, mal au [genou](reason)", "reason", "mal au genou"),
        ("[chu pas nouveau](returning), un rdv svp", "patient_type", "returning"),
        ("rdv svp, [j'ai jamais fait ça](new)", "patient_type", "new"),
        ("c'est pour [ma fille](whom), un rdv", "for_whom", "daughter"),
        ("rdv svp, mon numéro [780 555-0143](phone)", "phone", "+17805550143"),
        ("rdv svp, [ana@example.com](email)", "email", "ana@example.com"),
        ("un rdv [jeudi matin](when)", "when", "Thursday 26 November, in the morning"),
        ("un rdv svp, [j'ai un chien d'assistance](note)", "note", "j'ai un chien d'assistance"),
        ("un rdv avec [une femme](practitioner) si possible", "note", "un rdv avec une femme si possible"),
    ],
)
def test_marked_words_reach_their_field(clinic: Clinic, marked: str, field: str, value: str) -> None:
    assert getattr(begun(clinic, marked), field) == value


def test_words_that_are_hardly_marked_are_left_to_the_phrases(clinic: Clinic) -> None:
    told = read_as("un rdv [mardi](name) svp", "begin", "tell")
    unsure = replace(told, words=tuple(replace(one, sure=0.4) for one in told.words))
    clinic.dialogue.turn(Heard("one", "turn", "web", told.text, "", "book", lang="fr", told=unsure))
    assert (details(clinic).name, details(clinic).when) == ("", "Tuesday 24 November")


def test_small_talk_is_no_name(clinic: Clinic) -> None:
    begun(clinic, "un rdv svp")
    assert responses(says(clinic, "ah ben tant mieux", "small"))[-1] == "utter_booking_help_name"


def test_who_would_rather_not_say_is_not_asked_again(clinic: Clinic) -> None:
    begun(clinic, "rdv [mardi](when), [Luc Roy](name), [780 555-0143](phone)")
    assert (
        responses(says(clinic, "ça reste entre moi pis le physio", "decline"))[-1] == "utter_booking_ask_patient_type"
    )


def test_who_wants_to_leave_is_let_go(clinic: Clinic) -> None:
    begun(clinic, "un rdv svp")
    assert responses(says(clinic, "on va mettre ça sur la glace", "leave")) == ["utter_booking_stopped"]


def test_what_answers_the_open_question_by_its_words_wins_over_a_mark(clinic: Clinic) -> None:
    begun(clinic, "rdv [mardi](when) pour mon [dos](reason), [Luc Roy](name), [780 555-0143](phone)")
    says(clinic, "[nveau](name)", "tell")
    assert (details(clinic).name, details(clinic).patient_type) == ("Luc Roy", "new")


@pytest.mark.parametrize(
    ("earlier", "lang"), [("mon [épaule](reason) fait mal", "fr"), ("my [shoulder](reason) hurts", "en")]
)
def test_what_was_said_before_is_read_in_its_own_language(clinic: Clinic, earlier: str, lang: str) -> None:
    said = begun(clinic, "un rdv svp", earlier=(replace(read_as(earlier, "tell"), lang=lang),))
    assert said.reason in ("épaule", "mon épaule", "my shoulder hurts")


@pytest.mark.parametrize(
    ("answer", "acts", "name"),
    [
        ("Elle, c'est [Anaïs Roy](name), moi c'est [Josée](asker)", {"tell": 1.0}, "Anaïs Roy"),
        ("le résident c'est [Omer Caron](name); moi [Kim](asker)", {"tell": 1.0}, "Omer Caron"),
        ("[Zoé Thériault T](name) H É R I A U L T", {"tell": 1.0}, "Zoé Thériault"),
        ("[Luc Caron Caron](name) C-A-R-O-N", {"tell": 1.0}, "Luc Caron"),
        ("Ah ben tant mieux!", {"tell": 0.6}, ""),
        ("wow, super", {"tell": 0.6}, ""),
    ],
)
def test_the_name_that_answers_is_the_patients(clinic: Clinic, answer: str, acts: dict[str, float], name: str) -> None:
    begun(clinic, "un rdv svp, mal au [genou](reason)")
    says(clinic, answer, *acts)
    assert details(clinic).name == name


@pytest.mark.parametrize("answer", ["1ere fois", "premiere fois", "1re visite", "toute première fois"])
def test_a_first_visit_is_one_whatever_the_reader_makes_of_it(clinic: Clinic, answer: str) -> None:
    begun(clinic, "un rdv [jeudi matin](when), [mal au genou](reason), [Ana Lee](name), [780 555-0143](phone)")
    says(clinic, answer, "tell", "returning")
    assert details(clinic).patient_type == "new"


def test_what_alarmed_is_noted_as_it_was_written(clinic: Clinic) -> None:
    earlier = replace(
        read_as("mon gars a la clavicule enflée pis il veut pu jouer", "tell"), spelt="", was="alarmed", lang="fr"
    )
    begun(clinic, "un rdv svp", earlier=(earlier,))
    assert "mon gars a la clavicule enflée" in details(clinic).note


@pytest.mark.parametrize(
    ("marked", "note"),
    [
        ("c'est pour mon [dos](reason). Je suis musicien de nuit.", "Je suis musicien de nuit"),
        ("[mal au genou](reason), elle entend mal au téléphone", "elle entend mal au téléphone"),
        ("un rdv pour [la cheville](reason), mon chien viendra avec moi", "mon chien viendra avec moi"),
        ("mal à [l'épaule](reason). Le stationnement me stresse", "Le stationnement me stresse"),
    ],
)
def test_what_was_said_beside_a_wish_that_was_answered_is_kept(clinic: Clinic, marked: str, note: str) -> None:
    earlier = replace(read_as(marked, "begin", "tell"), spelt="", was="answered", lang="fr")
    begun(clinic, "je voudrais un rendez-vous", earlier=(earlier,))
    assert note in details(clinic).note
