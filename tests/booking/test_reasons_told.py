"""What the visit is for, where it was told in words that nobody marked."""

from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Details
from frontdesk.booking.draft import Drafts
from frontdesk.booking.heard import Heard
from frontdesk.booking.reasons_told import mistyped, told_before
from frontdesk.language.spelling import written_out
from tests.support.booking_talk import Clinic, read_as


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hi can i get in for my sholder it herts at nite", "my sholder it herts at nite"),
        ("fizio for my nee, fell on ice", "my nee"),
        ("my anckle is swolen agian", "my anckle is swolen agian"),
        ("hello, need sombody to look at my elbo, not urgent", "my elbo"),
    ],
)
def test_a_mistyped_complaint_is_the_reason_as_it_was_typed(text: str, complaint: str) -> None:
    assert mistyped(text, written_out(text)) == complaint


@pytest.mark.parametrize("text", ["i wuold like a apointmnet", "my knee hurts", "jonny makokis, friday"])
def test_nothing_else_is(text: str) -> None:
    assert mistyped(text, written_out(text)) is None


@pytest.mark.parametrize(
    ("note", "lang", "reason"),
    [
        ("I slipped at the rink. My wrist clicks since. Do I need a note?", "", "My wrist clicks since"),
        ("Asked for by Vicky\nMon chum est pompier. C'est dans le bas du dos.", "fr", "C'est dans le bas du dos"),
        ("Also coming: Bo Berg\nits about my weird clicky thing", "", "its about my weird clicky thing"),
        ("Je viens en vélo\nC'est pour une drôle de bosse", "fr", "C'est pour une drôle de bosse"),
        ("I use a walker", "", ""),
    ],
)
def test_the_reason_is_found_in_what_was_noted(note: str, lang: str, reason: str) -> None:
    assert told_before(note, lang) == reason


def details(clinic: Clinic) -> Details:
    draft = Drafts(clinic.parts.engine, clinic.parts.vault).load("one")
    assert draft is not None
    return draft.details


@pytest.mark.parametrize("answer", ["yes", "like i said", "i already told you", "see above", "same as i said before"])
def test_who_was_warned_need_not_tell_it_again(clinic: Clinic, answer: str) -> None:
    alarmed = read_as("my calf popped at badminton and i can hardly walk", "tell")
    alarmed = type(alarmed)(alarmed.text, (), alarmed.acts, alarmed.spelt, was="alarmed")
    told = read_as("book me in", "begin")
    clinic.dialogue.turn(Heard("one", "1", "web", "book me in", intent="book", told=told, earlier=(alarmed,)))
    for marked in ("[Ana Lee](name)", "[780 555 0143](phone)", "[friday morning](when)"):
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", answer, "agree" if answer == "yes" else "tell")
    assert "calf popped at badminton" in details(clinic).reason
