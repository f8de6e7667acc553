"""What the conversation makes of what the booking reader read."""

from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Details
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import NAME, NOTE, OLD, REASON, Told
from frontdesk.booking.vocabulary import is_clinical
from tests.support.booking_talk import EMAIL, Clinic, read_as, responses


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def begun(clinic: Clinic, *answers: tuple[str, str]) -> Clinic:
    """A booking that has come as far as these answers, each with what it does."""
    clinic.hears_marked("one", "hi book me in", "begin", intent="book")
    for marked, act in answers:
        clinic.hears_marked("one", marked, act)
    return clinic


NAMED = ("[Ana Lee](name)", "tell")
PHONED = ("[780 555 0143](phone)", "tell")
TIMED = ("[friday morning](when)", "tell")
REASONED = ("[sore knee](reason)", "tell")
BEEN = ("yes", "agree")


def sent(clinic: Clinic) -> Details:
    """What the front desk gets once the patient has agreed to the summary."""
    clinic.hears_marked("one", "yes", "agree")
    return clinic.appointments()[-1].details


def test_marked_words_come_without_the_marks_around_them() -> None:
    told = read_as('it is ["Ana Lee",](name) ok')
    assert told.first(NAME) == "Ana Lee"
    assert told.all(NOTE) == []


def test_blanks_take_the_place_of_what_is_marked_so_that_the_rest_stays_where_it_is() -> None:
    told = read_as("not [tuesday](old), wednesday")
    assert told.without((OLD,)) == "not        , wednesday"


def test_a_remark_is_the_clause_around_the_marked_words() -> None:
    told = read_as("my number is 1234, let it [ring](note) a good while and thanks")
    assert told.clauses(NOTE) == ["let it ring a good while and"]


def test_a_reason_is_widened_by_the_clinical_words_next_to_it() -> None:
    assert read_as("its the [right](reason) knee, typo").widened(REASON, is_clinical) == ["right knee"]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("sorry [dave](old) [nguyen](name)", ["dave nguyen"]),
        ("oops its [Mary](old) [Ann Cole](name)", ["Mary Ann Cole"]),
        ("sorry, not [Dave](old) [Nguyen](name)", ["Nguyen"]),
        ("sorry [dave](old), [nguyen](name)", ["nguyen"]),
    ],
)
def test_a_word_right_before_a_name_is_part_of_it(marked: str, names: list[str]) -> None:
    assert read_as(marked, "correct").settled().all(NAME) == names


def test_a_message_that_was_not_read_tells_nothing() -> None:
    told = Told.read("hello", None)
    assert not told.is_read
    assert not told.does("agree")


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[MacLeod, Fiona](name)", "Fiona MacLeod"),
        ("kk. [omar said](name)", "Omar Said"),
        ("[jen, jen halloran](name)", "Jen Halloran"),
        ("[Mr. Bill Short](name), please", "Bill Short"),
        ("[Hope](name)", "Hope"),
    ],
)
def test_names_of_all_kinds_are_taken(clinic: Clinic, marked: str, name: str) -> None:
    begun(clinic, (marked, "tell"), PHONED, TIMED, REASONED, BEEN)
    assert sent(clinic).name == name


def test_who_asks_and_who_comes_are_told_apart(clinic: Clinic) -> None:
    clinic.hears_marked("one", "for [my mom](whom) [Rosa Lee](name), i am [Ana](asker)", "begin", "tell", intent="book")
    for marked, act in (PHONED, TIMED, REASONED, BEEN):
        clinic.hears_marked("one", marked, act)
    details = sent(clinic)
    assert (details.name, details.for_whom, details.note) == ("Rosa Lee", "mom", "Asked for by Ana")


def test_a_no_that_corrects_something_else_answers_nothing(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, ("[ankle](reason)", "tell"))
    turn = clinic.hears_marked("one", "no sorry its my [hip](reason) not my [ankle](old)", "correct")
    assert responses(turn)[-1] == "utter_booking_ask_patient_type"
    clinic.hears_marked("one", "never been", "refuse")
    details = sent(clinic)
    assert (details.reason, details.patient_type) == ("my hip", "new")


def test_a_number_that_is_taken_back_is_not_taken(clinic: Clinic) -> None:
    begun(clinic, NAMED, ("[780 555 0181](old) oh wait thats my old one, [780 555 0182](phone)", "correct"))
    clinic.hears_marked("one", "[friday](when)", "tell")
    for marked, act in (REASONED, BEEN):
        clinic.hears_marked("one", marked, act)
    assert sent(clinic).phone == "+17805550182"


def test_a_corrected_time_keeps_the_day(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, ("[thursday after 3](when) no make it [after 4](when)", "correct"), REASONED, BEEN)
    assert sent(clinic).when == "Thursday 26 November, after 4 p.m."


def test_a_reason_beside_a_wish_that_excludes_nothing_is_no_exclusion(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, ("[friday morning, he has no](when) school", "tell"), REASONED, BEEN)
    assert sent(clinic).when == "Friday 27 November, in the morning"


def test_what_fits_no_field_goes_along_as_a_note_and_is_shown(clinic: Clinic) -> None:
    begun(clinic, NAMED, ("780 555 0143 but [only after 5](note)", "tell"), TIMED, REASONED)
    turn = clinic.hears_marked("one", "yes", "agree")
    assert turn.said[-1].values["note"] == "For the front desk: only after 5\n"
    assert sent(clinic).note == "only after 5"


def test_a_closed_day_named_twice_goes_to_the_front_desk_as_it_is(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED)
    first = clinic.hears_marked("one", "[this saturday](when)", "tell")
    again = clinic.hears_marked("one", "my day off is [saturday](when)", "tell")
    assert "utter_booking_when_closed_day" in responses(first)
    assert responses(again)[-1] == "utter_booking_ask_reason"
    for marked, act in (REASONED, BEEN):
        clinic.hears_marked("one", marked, act)
    assert sent(clinic).note == "When: my day off is saturday"


def test_an_answer_that_is_not_understood_twice_goes_along_in_the_patients_words(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, REASONED)
    clinic.hears_marked("one", "ret", "tell")
    turn = clinic.hears_marked("one", "ret i said", "tell")
    assert responses(turn)[-1].startswith("utter_booking_confirm")
    assert "Been here before: ret i said" in sent(clinic).note


def test_an_address_takes_the_place_of_a_phone_number(clinic: Clinic) -> None:
    begun(clinic, NAMED, (f"[i'm deaf](note) so no calls, [{EMAIL}](email)", "tell"), TIMED, REASONED, BEEN)
    turn = clinic.hears_marked("one", "yes", "agree")
    assert responses(turn)[0] == "utter_booking_done_request_by_email"
    details = clinic.appointments()[-1].details
    assert (details.phone, details.email, details.note) == ("", EMAIL, "i'm deaf so no calls")


def test_who_declines_to_say_is_not_asked_again(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED)
    turn = clinic.hears_marked("one", "he prefer to say it to the therapist", "decline", intent="leave_message")
    assert responses(turn)[-1] == "utter_booking_ask_patient_type"


def test_something_added_after_sending_reaches_the_front_desk(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, REASONED, BEEN)
    assert sent(clinic).note == ""
    turn = clinic.hears_marked("one", "oh and [i use a walker](note)", "tell")
    assert responses(turn)[0] == "utter_booking_added"
    assert clinic.appointments()[-1].details.note == "i use a walker"


def test_who_goes_on_after_a_warning_keeps_what_was_said(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED)
    told = read_as("go on", "agree")
    turn = clinic.dialogue.turn(Heard("one", "turn", "web", "go on", quoted="slipped disc", told=told))
    assert "slipped disc" in turn.said[-1].values["noted"]
    assert responses(turn)[-1] == "utter_booking_ask_patient_type"


def test_who_cannot_prove_an_appointment_leaves_a_request_for_the_front_desk(clinic: Clinic) -> None:
    clinic.hears_marked("one", "hi i have to cancel tomorrow", "change", intent="cancel")
    named = clinic.hears_marked("one", "[Janis Moe](name)", "tell")
    assert responses(named)[0] == "utter_booking_unproven"
    clinic.hears_marked("one", "[780 555 0151](phone)", "tell")
    clinic.hears_marked("one", "yes", "agree")
    asked = clinic.appointments()[-1]
    assert (asked.kind, asked.details.name, asked.details.phone) == ("callback", "Janis Moe", "+17805550151")
    assert asked.details.note == "Wants to cancel an appointment\nhi i have to cancel tomorrow"


def test_a_yes_with_something_to_add_sends_it_along(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, REASONED, BEEN)
    clinic.hears_marked("one", "yes and [i use a walker](note)", "agree", "tell")
    assert clinic.appointments()[-1].details.note == "i use a walker"


def test_a_correction_after_sending_reaches_the_front_desk(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, REASONED, BEEN)
    sent(clinic)
    turn = clinic.hears_marked("one", "its my [shoulder](reason), the [knee](old) is fine", "correct")
    assert responses(turn)[0] == "utter_booking_added"
    assert "its my shoulder" in clinic.appointments()[-1].details.note


def test_a_wish_that_was_taken_back_fails_nothing(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, ("[this saturday](when) no wait, [friday](when)", "correct"), REASONED, BEEN)
    assert sent(clinic).when == "Friday 27 November"


def test_a_second_complaint_is_kept(clinic: Clinic) -> None:
    clinic.hears_marked("one", "book me for my [knee](reason), and my [shoulder](reason) too", "begin", intent="book")
    for marked, act in (NAMED, PHONED, TIMED, BEEN):
        clinic.hears_marked("one", marked, act)
    assert sent(clinic).reason == "my knee; shoulder"


def test_not_the_first_time_is_no_first_visit(clinic: Clinic) -> None:
    begun(clinic, NAMED, PHONED, TIMED, REASONED, ("[not my first time](returning)", "tell"))
    assert sent(clinic).patient_type == "returning"


def test_a_note_on_a_cancellation_does_not_reach_a_later_call_back(clinic: Clinic) -> None:
    clinic.hears("one", "is my appointment still on?", "cancel")
    clinic.hears_marked("one", "call me back please", "person", intent="callback")
    clinic.hears_marked("one", *NAMED)
    clinic.hears_marked("one", *PHONED)
    assert sent(clinic).note == ""


def test_a_name_does_not_begin_in_the_sentence_before(clinic: Clinic) -> None:
    begun(clinic, ("Fine. [Lorne Stadnyk](name)", "tell"), PHONED, TIMED, REASONED, BEEN)
    assert sent(clinic).name == "Lorne Stadnyk"


def test_who_writes_is_told_from_who_comes_also_after_the_first_message(clinic: Clinic) -> None:
    clinic.hears_marked("one", "a visit for [my dad](whom)", "begin", "tell", intent="book")
    clinic.hears_marked("one", "I'm [Sheila Burke](name), his name is [Gordon Burke](name)", "tell")
    for marked, act in (PHONED, TIMED, REASONED, BEEN):
        clinic.hears_marked("one", marked, act)
    details = sent(clinic)
    assert (details.name, details.note) == ("Gordon Burke", "Asked for by Sheila Burke")
