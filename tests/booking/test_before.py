"""What was said before a booking: it is taken up, and the message itself wins."""

from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Details
from frontdesk.booking.for_whom import find_for_whom
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import ALARMED, ANSWERED, Told
from tests.support.booking_talk import Clinic, read_as

REST = ("[780 555 0143](phone)", "[friday morning](when)", "[sore knee](reason)", "[new](new)", "yes")


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def before(marked: str, was: str = "", *acts: str) -> Told:
    told = read_as(marked, *acts)
    return Told(told.text, told.words, told.acts, told.spelt, was)


def sent(clinic: Clinic, opening: str, earlier: tuple[Told, ...], *answers: str) -> Details:
    """What the front desk gets of who said this before, opens so and answers so."""
    told = read_as(opening, "begin", "tell")
    clinic.dialogue.turn(Heard("one", "1", "web", told.text, intent="book", told=told, earlier=earlier))
    for marked in answers or REST:
        clinic.hears_marked("one", marked, "agree" if marked == "yes" else "tell")
    return clinic.appointments()[-1].details


def test_the_message_itself_says_for_whom_it_is(clinic: Clinic) -> None:
    asked = before("would [my husband](whom) be allowed in, and what does it cost", ANSWERED, "tell")
    details = sent(clinic, "book for [my mum](whom), [Vera Example](name)", (asked,))
    assert (details.name, details.for_whom) == ("Vera Example", "mum")


def test_the_message_itself_says_what_for(clinic: Clinic) -> None:
    asked = before("does it help [tennis elbow](reason)", ANSWERED, "ask")
    told = "[Vera Example](name), [sore hip](reason)"
    assert sent(clinic, told, (asked,), *REST[:2], *REST[3:]).reason == "sore hip"


def test_a_question_that_was_answered_leaves_no_time_and_no_remark(clinic: Clinic) -> None:
    asked = before("are you open [tuesday](when) and is there [a lift](note)", ANSWERED, "tell")
    details = sent(clinic, "book, [Vera Example](name)", (asked,))
    assert "Friday" in details.when
    assert details.note == ""


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("I'm on blood thinners, warfarin. Can I still have the needling?", "I'm on blood thinners, warfarin"),
        ("do i need a doctors note? wcb case. welder here", "wcb case"),
        ("i have a pacemaker. is it ok then?", "i have a pacemaker"),
        ("I take 2.5 mg of warfarin. Is needling ok?", "I take 2.5 mg of warfarin"),
    ],
)
def test_what_is_told_of_health_or_of_who_pays_beside_a_question_is_a_remark(
    clinic: Clinic, said: str, fact: str
) -> None:
    assert sent(clinic, "book, [Vera Example](name)", (before(said, ANSWERED, "ask"),)).note == fact


def test_a_wish_for_a_visit_that_was_answered_leaves_its_remark_and_no_time(clinic: Clinic) -> None:
    said = before("hurt at work [monday](when), [a WCB claim](note), need physio", ANSWERED, "begin", "tell")
    details = sent(clinic, "book, [Vera Example](name)", (said,))
    assert "Friday" in details.when
    assert "WCB claim" in details.note


def test_a_word_of_a_question_is_no_name(clinic: Clinic) -> None:
    asked = before("is [my son](whom) too [Old](name) for it", ANSWERED, "tell")
    details = sent(clinic, "book him in, [Noah Example](name)", (asked,))
    assert (details.name, details.for_whom) == ("Noah Example", "son")


def test_what_alarmed_is_a_remark_and_no_reason(clinic: Clinic) -> None:
    alarm = before("[dizzy](reason) and short of breath since noon", ALARMED, "tell")
    details = sent(clinic, "all fine now, book, [Vera Example](name)", (alarm,))
    assert details.reason == "sore knee"
    assert "short of breath" in details.note


def test_what_alarmed_tells_for_whom_it_is(clinic: Clinic) -> None:
    alarm = before("need to book for [grandma](whom), she [fell in the tub](reason)", ALARMED, "begin", "tell")
    assert (
        sent(clinic, "i'd like to make an appointment", (alarm,), "[Vera Example](name)", *REST).for_whom == "grandma"
    )


@pytest.mark.parametrize(
    "text",
    [
        "can my husband sit in with me",
        "could my wife come along",
        "can my son drive me there",
        "could our daughter translate for me",
        "can my mom be in the room",
    ],
)
def test_who_only_comes_along_is_nobody_to_book_for(text: str) -> None:
    assert find_for_whom(text) is None


@pytest.mark.parametrize("text", ["can my husband come in on friday", "could you see my wife", "can you get my son in"])
def test_who_comes_themselves_is(text: str) -> None:
    assert find_for_whom(text)
