"""What fits no field reaches the front desk, and nothing is asked three times in the same words."""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.appointment import Details
from frontdesk.booking.draft import Drafts
from frontdesk.booking.heard import Heard
from tests.support.booking_talk import Clinic, read_as, responses

ANSWERS = ("[Ana Lee](name)", "[780 555 0143](phone)", "[friday morning](when)", "[sore knee](reason)", "[new](new)")


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def sent_after(clinic: Clinic, opening: str, *answers: str) -> Details:
    """What the front desk gets of who opens so and answers so."""
    clinic.hears_marked("one", opening, "begin", "tell", intent="book")
    for marked in answers or ANSWERS:
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    return clinic.appointments()[-1].details


@pytest.mark.parametrize(
    ("opening", "note"),
    [
        ("hi, i'd like to book. i drive a school bus", "i drive a school bus"),
        ("Hello, Mrs. Tilley next door sent me. Can I come in?", "Mrs. Tilley next door sent me"),
        ("need in for my [knee](reason), fell off a scaffold in june", "fell off a scaffold in june"),
        ("is there a woman physio? i want to book", "is there a woman physio?"),
    ],
)
def test_what_fits_no_field_is_a_note(clinic: Clinic, opening: str, note: str) -> None:
    assert note in sent_after(clinic, opening).note.splitlines()


def test_forms_and_questions_are_no_notes(clinic: Clinic) -> None:
    assert sent_after(clinic, "good morning, could i please book an appointment? does it hurt?").note == ""


def test_what_was_said_before_the_booking_is_taken_up(clinic: Clinic) -> None:
    earlier = read_as("my [son](whom) hurt his [wrist](reason) at hockey", "tell")
    clinic.dialogue.turn(
        Heard("one", "1", "web", "book me in", intent="book", told=read_as("book me in", "begin"), earlier=(earlier,))
    )
    for marked in ("[Liam Fortier](name)", "[780 555 0143](phone)", "[friday morning](when)", "[new](new)"):
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    details = clinic.appointments()[-1].details
    assert (details.name, details.for_whom) == ("Liam Fortier", "son")
    assert "wrist" in details.reason


@pytest.mark.parametrize(
    ("answer", "phone", "other"),
    [
        ("[780 555 0122](phone) or my work [780 555 0123](phone)", "+17805550122", "(780) 555-0123"),
        ("her phone is 780 555 0122 but she never picks up, so mine, 780 555 0123", "+17805550123", ""),
        ("call the shop 780 555 0122 or him on 780 555 0123, him is better", "+17805550123", "(780) 555-0122"),
        ("old number is 780 555 0122, dont use that one, my new number is 780 555 0123", "+17805550123", ""),
        ("780 555 0122 dont call before 11", "+17805550122", ""),
        ("seven eight oh 555 0122", "+17805550122", ""),
        ("seven eight zero, 555, 0122", "+17805550122", ""),
        ("it is area code 780, then 555, then 0122", "+17805550122", ""),
    ],
)
def test_the_number_that_is_to_be_called(clinic: Clinic, answer: str, phone: str, other: str) -> None:
    details = sent_after(clinic, "book me in", ANSWERS[0], answer, *ANSWERS[2:])
    assert details.phone == phone
    assert other in details.note


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("[Odette](name), [Odette Charron](name)", "Odette Charron"),
        ("[Kristen Maclean](name) here. Sorry, legally it's [Kirsten MacLean](name)", "Kirsten MacLean"),
        ("[liam](name). same last name as me, [fortier](name)", "Liam Fortier"),
        ("why do you need that... fine its beau", "Beau"),
        ("[Winter Osgood](reason)", "Winter Osgood"),
        ("she's called [Priya Rao](name)", "Priya Rao"),
    ],
)
def test_names_in_stories(clinic: Clinic, answer: str, name: str) -> None:
    assert sent_after(clinic, "book me in", answer, *ANSWERS[1:]).name == name


def test_a_first_name_on_its_own_is_completed_once(clinic: Clinic) -> None:
    turn = clinic.hears_marked("one", "its [odette](name), book me in", "begin", "tell", intent="book")
    assert responses(turn)[-1] == "utter_booking_ask_full_name"
    turn = clinic.hears_marked("one", "[charron](name)", "tell")
    assert responses(turn)[-1] == "utter_booking_ask_phone"
    for marked in ANSWERS[1:]:
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    assert clinic.appointments()[-1].details.name == "Odette Charron"


@pytest.mark.parametrize(
    ("opening", "for_whom"),
    [
        ("it's for [my mother](whom)-in-law", "mother-in-law"),
        ("[My ex](whom) used to book, this is for [our daughter](whom)", "daughter"),
        ("apointment for [my dauhter](whom)", "daughter"),
        ("book [me](whom) in", ""),
    ],
)
def test_whom_it_is_for(clinic: Clinic, opening: str, for_whom: str) -> None:
    assert sent_after(clinic, opening).for_whom == for_whom


def test_somebody_spoken_of_later_is_not_who_is_coming(clinic: Clinic) -> None:
    details = sent_after(
        clinic, "book me in", *ANSWERS[:2], "[friday morning](when), [my sister](whom) drives me", *ANSWERS[3:]
    )
    assert (details.name, details.for_whom) == ("Ana Lee", "")


def test_two_people_are_one_request_that_names_both(clinic: Clinic) -> None:
    clinic.hears_marked("one", "me and my wife both need an appointment", "begin", "tell", intent="book")
    turn = clinic.hears_marked("one", "[Stan Lucas](name) and [Carol Lucas](name)", "tell")
    assert "utter_booking_also" in responses(turn)
    for marked in ANSWERS[1:]:
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    details = clinic.appointments()[-1].details
    assert details.name == "Stan Lucas"
    assert "Also coming: Carol Lucas" in details.note
    assert "Also coming: wife" in details.note


@pytest.mark.parametrize(
    ("answer", "when"),
    [
        ("[friday](when), but i can't after 2", "Friday 27 November, before 2 p.m."),
        ("i can't do [Tuesdays or Thursdays](when)", "any day except Tuesdays and Thursdays"),
        ("[tues mornings](when) are no good", "any time except Tuesdays in the morning"),
        ("[mon wed fri](when) i have lecture 9 to 12, so [next week tuesday](when)", "Tuesday 1 December"),
        ("between [christmas](when) and new years", "any day in the week of 28 December except Friday"),
    ],
)
def test_times_in_stories(clinic: Clinic, answer: str, when: str) -> None:
    assert sent_after(clinic, "book me in", *ANSWERS[:2], answer, *ANSWERS[3:]).when == when


def test_a_time_of_day_beside_the_number_is_when_to_call(clinic: Clinic) -> None:
    details = sent_after(
        clinic, "book me in", ANSWERS[0], "[780 555 0143](phone), [mornings only](when) please", *ANSWERS[2:]
    )
    assert details.when == "Friday 27 November, in the morning"
    assert "When to call: mornings only please" in details.note


def test_no_question_is_asked_three_times_in_the_same_words(clinic: Clinic) -> None:
    clinic.hears_marked("one", "book me in", "begin", intent="book")
    asked = [responses(clinic.hears_marked("one", "what does it cost?", "ask", intent="cost"))[-1] for _ in range(4)]
    assert not any(a == b == c for a, b, c in zip(asked, asked[1:], asked[2:]))


def test_the_phone_that_is_not_read_is_asked_for_in_other_words(clinic: Clinic) -> None:
    clinic.hears_marked("one", "book me in", "begin", intent="book")
    clinic.hears_marked("one", ANSWERS[0], "tell")
    said = [responses(clinic.hears_marked("one", "it is in the book", "tell"))[0] for _ in range(3)]
    assert said == ["utter_booking_help_phone", "utter_booking_help_phone", "utter_booking_stuck_phone"]


@pytest.mark.parametrize("act", ["small", "tell"])
def test_anger_at_the_summary_is_acknowledged_and_the_question_asked_again(clinic: Clinic, act: str) -> None:
    clinic.hears_marked("one", "book me in", "begin", intent="book")
    for marked in ANSWERS:
        clinic.hears_marked("one", marked, "tell")
    told = read_as("you people are useless", act)
    turn = clinic.dialogue.turn(Heard("one", "9", "web", told.text, upset=True, told=told))
    assert responses(turn) == ["utter_feeling_anger", "utter_booking_help_confirm"]
    clinic.hears_marked("one", "yes", "agree")
    assert [item.details.note for item in clinic.appointments()] == [""]


def test_markup_at_the_summary_is_no_remark_for_the_front_desk(clinic: Clinic) -> None:
    clinic.hears_marked("one", "book me in", "begin", intent="book")
    for marked in ANSWERS:
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "<script>alert('a b c')</script> for you", "correct", "tell")
    clinic.hears_marked("one", "yes", "agree")
    assert [item.details.note for item in clinic.appointments()] == [""]


def test_a_first_appointment_is_no_call_back_and_no_change(clinic: Clinic) -> None:
    story = "its my [tailbone](reason), i can do [wednesday](when), call after 5 on [780 555 0119](phone)"
    assert clinic.hears_marked("one", story, "begin", "tell", intent="callback").topic == "book"
    turn = clinic.hears_marked(
        "two", "for my [shoulder](reason). is [friday](when) possible?", "begin", intent="reschedule"
    )
    assert turn.topic == "book"
    turn = clinic.hears_marked("three", "can i move my appointment to [friday](when)?", "begin", intent="reschedule")
    assert turn.topic == "reschedule"


@pytest.mark.parametrize(("answer", "intent"), [("my maiden trip", "faq/first_visit"), ("see you around", "goodbye")])
def test_what_is_said_again_answers_the_question_whatever_it_was_taken_for(
    clinic: Clinic, answer: str, intent: str
) -> None:
    for marked in ("book me in", *ANSWERS[:4]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    first = clinic.hears_marked("one", answer, "tell", intent=intent)
    assert first.step == "patient_type"
    again = clinic.hears_marked("one", answer, "tell", intent=intent)
    assert again.step == "confirm"
    clinic.hears_marked("one", "yes", "agree")
    assert f"Been here before: {answer}" in clinic.appointments()[-1].details.note


def test_what_there_is_none_of_is_no_complaint(clinic: Clinic) -> None:
    details = sent_after(clinic, "no [chest pain](reason), breathing fine. just want to come in")
    assert "chest" not in details.reason


@pytest.mark.parametrize("answer", ["ive been ther befor", "im nwe"])
def test_a_misspelt_answer_is_read(clinic: Clinic, answer: str) -> None:
    details = sent_after(clinic, "book me in", *ANSWERS[:4], answer)
    assert details.patient_type == ("new" if "nwe" in answer else "returning")


@pytest.mark.parametrize("agrees", ["yes, [friday](when)", "if its [friday morning](when) then yes", "yes [ay](name)"])
def test_a_yes_that_changes_nothing_sends_it(clinic: Clinic, agrees: str) -> None:
    for marked in ("book me in", *ANSWERS):
        clinic.hears_marked("one", marked, "tell", intent="book")
    assert clinic.hears_marked("one", agrees, "tell").step != "confirm"
    assert len(clinic.appointments()) == 1


def test_the_day_belongs_to_the_time_behind_it(clinic: Clinic) -> None:
    details = sent_after(
        clinic, "get me in for my [sore shoulder on friday](reason) [morning](when)", ANSWERS[0], ANSWERS[1], ANSWERS[4]
    )
    assert (details.reason, details.when) == ("my sore shoulder", "Friday 27 November, in the morning")


@pytest.mark.parametrize("marked", ["[neck](reason) on wednesday at 10am", "[neck on wednesday at 10am](reason)"])
def test_a_day_and_hour_that_nobody_marked_are_the_time(clinic: Clinic, marked: str) -> None:
    opening = f"i'd like to book physio for my {marked}."
    details = sent_after(clinic, opening, *ANSWERS[:2], ANSWERS[4])
    assert (details.reason, details.when) == ("my neck", "Wednesday 25 November, at 10 a.m.")


def test_a_day_that_is_left_out_since_it_is_taken_stays_out(clinic: Clinic) -> None:
    opening = "book me in. [mornings](when) are best, [not wednesday](when) i have my bridge"
    assert sent_after(clinic, opening, *ANSWERS[:2], *ANSWERS[3:]).when == "any day except Wednesdays, in the morning"


def test_an_hour_alone_is_a_time_at_any_question(clinic: Clinic) -> None:
    details = sent_after(clinic, "book me in", *ANSWERS[:2], "[friday](when)", ANSWERS[3], "[3pm](slot)", ANSWERS[4])
    assert details.when == "Friday 27 November, at 3 p.m."


def test_another_visit_beside_this_one_is_noted_apart(clinic: Clinic) -> None:
    clinic.hears_marked(
        "one", "book for [my son](whom), [Leo Lee](name), [heel](reason), [new](new)", "begin", intent="book"
    )
    clinic.hears_marked("one", "and one for me too, [Mia Lee](name), [neck](reason), [been before](returning)", "tell")
    for marked in ("[780 555 0143](phone)", "[friday morning](when)", "yes"):
        clinic.hears_marked("one", marked, "agree" if marked == "yes" else "tell")
    details = clinic.appointments()[-1].details
    assert (details.name, details.reason, details.patient_type) == ("Leo Lee", "heel", "new")
    assert "Also coming: and one for me too, Mia Lee" in details.note


def test_a_first_time_is_no_further_visit(clinic: Clinic) -> None:
    assert sent_after(clinic, "book, [Ana Lee](name)", *ANSWERS[1:4], "first time for me").patient_type == "new"


def test_whose_it_is_is_no_new_name(clinic: Clinic) -> None:
    opening = "book, [Ana Lee](name)"
    answers = ("[780 555 0143](phone)", "no, [Ana's](name)", "[friday morning](when)", "[knee](reason)", "[new](new)")
    assert sent_after(clinic, opening, *answers).name == "Ana Lee"


def test_a_name_is_completed_where_its_initial_is_spelt_out(clinic: Clinic) -> None:
    opening = "book, [Rob K](name)"
    answers = ("[780 555 0143](phone)", "[Rob Kowal](name)", "[friday morning](when)", "[knee](reason)", "[new](new)")
    assert sent_after(clinic, opening, *answers).name == "Rob Kowal"


@pytest.mark.parametrize("digit", ["2", "#1"])
def test_the_number_of_a_list_that_there_is_not_is_no_answer(clinic: Clinic, digit: str) -> None:
    details = sent_after(clinic, "book, [Ana Lee](name)", ANSWERS[1], ANSWERS[2], digit, digit, *ANSWERS[3:])
    assert (details.reason, details.note) == ("sore knee", "")


def test_a_yes_that_only_repeats_what_is_known_sends(clinic: Clinic) -> None:
    clinic.hears_marked(
        "one", "book, [Ana Lee](name), [780 555 0143](phone), [sore knee](reason), [new](new)", "begin", intent="book"
    )
    clinic.hears_marked("one", "[any day but wednesday](when)", "tell")
    clinic.hears_marked("one", "yes correct, but not [wednesday](when) remember", "tell")
    assert clinic.states() == ["proposed"]


def test_who_is_named_for_the_next_booking_is_not_the_one_before(clinic: Clinic) -> None:
    sent_after(clinic, "book, [Ana Lee](name)", *ANSWERS[1:])
    clinic.hears("one", "no thanks")
    clinic.hears_marked(
        "one", "book [Ben Roy](name) [friday](when) at 1, [neck](reason), [new](new)", "begin", intent="book"
    )
    clinic.hears_marked("one", "yes", "agree")
    assert {item.details.name for item in clinic.appointments()} == {"Ana Lee", "Ben Roy"}


@pytest.mark.parametrize("answer", ["[new as of](new) [today](when)", "same bursitis, the other shoulder now"])
def test_a_time_in_passing_does_not_change_the_one_that_is_known(clinic: Clinic, answer: str) -> None:
    read = answer.replace("[today](when)", "today")
    details = sent_after(clinic, "book me in", *ANSWERS[:4], read, "[new](new)")
    assert details.when == "Friday 27 November, in the morning"


def test_no_time_is_read_into_small_talk(clinic: Clinic) -> None:
    for marked in ("book me in", *ANSWERS[:2]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    assert clinic.hears_marked("one", "roads are terrible today eh", "small").step == "when"


def test_a_move_without_proof_takes_the_new_time_along(clinic: Clinic) -> None:
    wish = "move my son's visit from tuesday to next monday, his [back](reason) got worse"
    clinic.hears_marked("one", wish, "change", intent="reschedule")
    clinic.hears_marked("one", "it was booked over the phone", "decline")
    for marked in ANSWERS[:2]:
        clinic.hears_marked("one", marked, "tell")
    clinic.hears_marked("one", "yes", "agree")
    details = clinic.appointments()[-1].details
    assert (details.when, details.for_whom, details.reason) == ("Monday 30 November", "son", "back got worse")
    assert wish.replace("[back](reason)", "back") in details.note


def test_an_appointment_that_cannot_be_kept_is_to_be_moved(clinic: Clinic) -> None:
    text = "my appt [thursday 26th at 1](old) wont work, got anything [the 30th](when) instead"
    assert clinic.hears_marked("one", text, "begin", "tell", intent="book").topic == "reschedule"


def test_a_call_back_asked_for_in_a_booking_keeps_what_was_told(clinic: Clinic) -> None:
    for marked in ("book me in", *ANSWERS[:4]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    clinic.presses("one", "callback")
    clinic.hears_marked("one", "yes", "agree")
    details = clinic.appointments()[-1].details
    assert (details.reason, details.when) == ("sore knee", "Friday 27 November, in the morning")


@pytest.mark.parametrize("acts", [("agree", "tell"), ("agree",)])
def test_a_yes_with_a_remark_sends_the_request_with_the_remark(clinic: Clinic, acts: tuple[str, ...]) -> None:
    for marked in ("book me in", *ANSWERS):
        clinic.hears_marked("one", marked, "tell", intent="book")
    turn = clinic.hears_marked("one", "Yes. Please have a male therapist call me.", *acts, intent="callback")
    assert "utter_booking_done_request" in responses(turn)
    assert "male therapist" in clinic.appointments()[-1].details.note


@pytest.mark.parametrize("yes", ["yeah [corect](reason)", "yeh its corect", "sweet", "ya thats it", "👍👍"])
def test_a_yes_in_other_words_changes_nothing(clinic: Clinic, yes: str) -> None:
    for marked in ("book me in", *ANSWERS):
        clinic.hears_marked("one", marked, "tell", intent="book")
    clinic.hears_marked("one", yes, "agree")
    assert clinic.appointments()[-1].details.reason == "sore knee"


def test_somebody_spoken_of_is_not_who_is_coming(clinic: Clinic) -> None:
    details = sent_after(clinic, "book me in", *ANSWERS[:4], "No dear, [Joyce](name) is. I'm [new](new)")
    assert details.name == "Ana Lee"


@pytest.mark.parametrize(
    ("answer", "acts"),
    [
        ("idk can i leave that out", ()),
        ("ill tell the physio when i see them", ()),
        ("rather not write it. can i have [a female physio](practitioner)", ("tell",)),
    ],
)
def test_who_would_not_say_the_reason_goes_on(clinic: Clinic, answer: str, acts: tuple[str, ...]) -> None:
    for marked in ("book me in", *ANSWERS[:3]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    assert clinic.hears_marked("one", answer, *acts).step == "patient_type"


@pytest.mark.parametrize(
    ("opening", "reason"),
    [
        ("seen for her hand. she [had trigger finger surgery](reason)", "her hand; had trigger finger surgery"),
        ("you fixed her [hip](reason), now it's my [shoulder](reason)", "my shoulder"),
        ("[bad left knee](reason), arthritis the doctor says", "bad left knee, arthritis the doctor says"),
    ],
)
def test_all_of_a_complaint_is_the_reason(clinic: Clinic, opening: str, reason: str) -> None:
    assert sent_after(clinic, opening, *ANSWERS[:3], ANSWERS[4]).reason == reason


def test_another_day_at_the_same_time_keeps_the_time(clinic: Clinic) -> None:
    for marked in ("book me in", *ANSWERS[:2], "[thurs 9](when)", *ANSWERS[3:]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    turn = clinic.hears_marked("one", "make it [friday](when) same time", "correct")
    assert turn.said[-1].values["when"] == "Friday 27 November, at 9 a.m."


def test_a_day_named_in_a_story_is_a_wish_where_one_is_asked_for(clinic: Clinic) -> None:
    for marked in ("book me in", *ANSWERS[:2]):
        clinic.hears_marked("one", marked, "tell", intent="book")
    clinic.hears_marked("one", "I'm retired so whatever you like on Wednesday", "tell")
    for marked in (*ANSWERS[3:], "yes"):
        clinic.hears_marked("one", marked, "agree" if marked == "yes" else "tell")
    assert clinic.appointments()[-1].details.when == "Wednesday 25 November"


def test_politeness_is_no_complaint(clinic: Clinic) -> None:
    assert sent_after(clinic, "book me in if it isn't [too much trouble](reason)", *ANSWERS).reason == "sore knee"


@pytest.mark.parametrize(
    "opening", ["whats the soonest for a first visit", "earliest opening please", "can i come in asap"]
)
def test_the_soonest_is_a_wish_without_a_mark(clinic: Clinic, opening: str) -> None:
    answers = [words for words in ANSWERS if "when" not in words]
    assert sent_after(clinic, opening, *answers).when == "as soon as possible"


def test_what_a_question_without_a_mark_tells_is_kept_and_the_question_answered(clinic: Clinic) -> None:
    clinic.hears_marked("one", "i'd like to book", "begin", "tell", intent="book")
    clinic.hears_marked("one", "[Ana Lee](name)", "tell")
    said = clinic.hears_marked("one", "i take warfarin is needling ok", "tell", intent="blood_thinners")
    assert "utter_faq/blood_thinners" in responses(said)


@pytest.mark.parametrize(
    ("answer", "acts"),
    [
        ("Indubitably.", {"agree": 0.4, "decline": 0.3}),
        ("signed and sealed", {"agree": 0.36, "small": 0.3}),
        ("j'approuve", {"agree": 0.45, "refuse": 0.1}),
        ("righty ho then", {"agree": 0.6, "ask": 0.05}),
    ],
)
def test_what_is_most_likely_a_yes_sends(clinic: Clinic, answer: str, acts: dict[str, float]) -> None:
    _checked(clinic)
    _answers(clinic, answer, acts)
    assert clinic.states() == ["proposed"]


@pytest.mark.parametrize(
    ("answer", "acts"),
    [
        ("is that all", {"agree": 0.4, "ask": 0.4}),
        ("hmm", {"small": 0.9, "agree": 0.1}),
        ("my wife will check", {"tell": 0.5}),
        ("not like that", {"agree": 0.4, "refuse": 0.3}),
        ("what happens then?", {"agree": 0.5}),
    ],
)
def test_what_may_be_something_else_is_asked_again(clinic: Clinic, answer: str, acts: dict[str, float]) -> None:
    _checked(clinic)
    _answers(clinic, answer, acts)
    assert clinic.states() == []


@pytest.mark.parametrize("answer", ["chill", "Just so.", "tickety boo", "jiggy"])
def test_the_same_words_once_more_at_the_summary_are_a_yes(clinic: Clinic, answer: str) -> None:
    _checked(clinic)
    _answers(clinic, answer, {"agree": 0.1, "small": 0.3})
    assert clinic.states() == []
    _answers(clinic, answer, {"agree": 0.1, "small": 0.3})
    assert clinic.states() == ["proposed"]


@pytest.mark.parametrize(
    ("answer", "act"), [("nah", "refuse"), ("the time", "change"), ("forget it all", "leave"), ("hmm", "small")]
)
def test_nothing_that_turns_it_down_is_a_yes_the_second_time(clinic: Clinic, answer: str, act: str) -> None:
    _checked(clinic)
    for _ in range(2):
        _answers(clinic, answer, {act: 0.6})
    assert clinic.states() == []


def _checked(clinic: Clinic) -> None:
    clinic.hears_marked("one", "book me in", "begin", intent="book")
    for marked in ANSWERS:
        clinic.hears_marked("one", marked, "tell")


def _answers(clinic: Clinic, answer: str, acts: dict[str, float]) -> None:
    told = replace(read_as(answer), acts=acts)
    clinic.dialogue.turn(Heard("one", secrets.token_hex(8), "web", answer, told=told))


def test_a_name_that_the_full_name_replaces_is_kept(clinic: Clinic) -> None:
    details = sent_after(clinic, "is [Petrossian](name) in? need my [back](reason) seen to", *ANSWERS[:3], ANSWERS[4])
    assert details.name == "Ana Lee"
    assert "Also named: Petrossian" in details.note


@pytest.mark.parametrize(
    ("opening", "for_whom"),
    [
        ("one of our [residents](whom) needs a visit", "resident"),
        ("can you see my [gf](whom)", "girlfriend"),
        ("its for [one of](whom) us", ""),
        ("book my [bf](whom) in", "boyfriend"),
        ("[of our two clients](whom) one needs physio", "client"),
    ],
)
def test_for_whom_it_is_in_a_plain_word(clinic: Clinic, opening: str, for_whom: str) -> None:
    assert sent_after(clinic, opening).for_whom == for_whom


@pytest.mark.parametrize(
    ("marked", "acts", "field", "held"),
    [
        ("[sore wrist](reason). [wed or thu, noon to 1](when).", ("begin", "tell"), "when", "Wednesday 25 November"),
        ("[torn meniscus](reason), mri in hand. [friday at 9](when)", ("begin", "tell"), "when", "Friday 27 November"),
        ("[vestibular rehab](reason) please", ("begin", "tell"), "reason", "vestibular rehab"),
        ("does it hurt? [friday](when) i mean the needles. its for my [acl](reason)", ("ask",), "reason", "acl"),
        ("do you have [a woman physio](practitioner)? its my [hip](reason)", ("ask",), "note", "a woman physio"),
    ],
)
def test_what_a_text_told_that_was_answered(
    clinic: Clinic, marked: str, acts: tuple[str, ...], field: str, held: str
) -> None:
    earlier = replace(read_as(marked, *acts), was="answered")
    told = read_as("book me in", "begin")
    clinic.dialogue.turn(Heard("one", "1", "web", "book me in", intent="book", told=told, earlier=(earlier,)))
    draft = Drafts(clinic.parts.engine, clinic.parts.vault).load("one")
    assert draft is not None
    assert held in getattr(draft.details, field)


@pytest.mark.parametrize(
    ("marked", "acts"),
    [
        ("can i exercise on [friday](when) after needling?", ("ask",)),
        ("is it sore [the next day](when)?", ("ask", "begin")),
        ("how long is a visit on [monday](when)", ("ask",)),
        ("are you open [saturday](when)?", ("ask",)),
    ],
)
def test_the_time_in_a_question_that_was_answered_is_no_wish(
    clinic: Clinic, marked: str, acts: tuple[str, ...]
) -> None:
    earlier = replace(read_as(marked, *acts), was="answered")
    told = read_as("book me in", "begin")
    clinic.dialogue.turn(Heard("one", "1", "web", "book me in", intent="book", told=told, earlier=(earlier,)))
    draft = Drafts(clinic.parts.engine, clinic.parts.vault).load("one")
    assert draft is not None
    assert draft.details.when == ""


@pytest.mark.parametrize(
    "opening",
    [
        "hi it's [Deb Olsen](name), i need to book [my husband](whom) in",
        "Hello, its [Deb Olsen](name). [My son](whom) hurt his [wrist](reason)",
        "It's [Deb Olsen](name) for [my mom](whom)",
        "good morning, it's [Deb Olsen](name), can you see [my dad](whom)",
    ],
)
def test_who_opens_with_their_own_name_asks_for_somebody_else(clinic: Clinic, opening: str) -> None:
    details = sent_after(clinic, opening)
    assert details.name == "Ana Lee"
    assert "Asked for by Deb Olsen" in details.note
