"""A turn's replies become one text: short, sourced, numbered, and never with a warning cut."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.booking import buttons
from frontdesk.booking.heard import MORE_TIMES, OTHER_TIMES, SKIP, WAIT
from frontdesk.channels.sms.options import is_beyond
from frontdesk.channels.sms.reply import SmsReply, apart, chosen, compose, more, texts, wants_more
from frontdesk.texting.gsm import segments

DOCUMENT = {"title": "Clinic document", "section": "Introduction", "url": None, "reviewed": True}
GENERAL = {**DOCUMENT, "reviewed": False}
SETTINGS = {**DOCUMENT, "title": "Clinic settings"}
ASSISTANT = {**DOCUMENT, "title": "Frontdesk assistant"}
BOOK = ("book", "Make an appointment")
PERSON = ("talk_to_human", "Talk to a person")
COST = ("cost", "Cost")
EFFECTS = ("side_effects", "Side effects")
PAIN = ("does_it_hurt", "Does it hurt")


def message(
    text: str,
    *offered: tuple[str, str],
    kind: str = "answer",
    source: dict[str, Any] | None = None,
    topics: tuple[str, ...] = (),
) -> dict[str, Any]:
    named = [{"id": choice, "title": title} for choice, title in offered]
    return {"text": text, "kind": kind, "topics": list(topics), "source": source, "buttons": named}


def booking(text: str, *offered: tuple[str, str]) -> dict[str, Any]:
    return message(text, *offered, kind="booking", topics=("book",))


def everything(reply: SmsReply) -> tuple[list[str], list[tuple[str, str]]]:
    """All texts and options until MORE brings nothing more."""
    seen, offered = [reply.text], list(reply.offered)
    while reply.rest:
        reply = more(reply.rest)
        seen.append(reply.text)
        offered += reply.offered
    return seen, offered


def test_an_answer_names_its_source_and_numbers_what_may_follow() -> None:
    reply = compose([message("It may feel sore.", EFFECTS, COST, BOOK, source=DOCUMENT)])
    assert reply.text == "It may feel sore. From our clinic's guide.\nReply:\n1 Side effects\n2 Cost\n3 Book"
    assert reply.offered == (("side_effects", "Side effects"), ("cost", "Cost"), ("book", "Book"))
    assert reply.rest == ""


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (GENERAL, " General info, not clinician-reviewed yet."),
        (SETTINGS, " From the clinic."),
        (ASSISTANT, ""),
        (None, ""),
    ],
)
def test_each_kind_of_source_has_its_words(source: dict[str, Any] | None, label: str) -> None:
    assert compose([message("Well.", source=source)]).text == f"Well.{label}"


def test_what_is_no_answer_names_no_source() -> None:
    assert compose([message("Call us.", kind="handoff", source=SETTINGS)]).text == "Call us."


def test_typographic_characters_are_made_plain() -> None:
    assert compose([message("It’s “fine” – really…")]).text == 'It\'s "fine" - really...'


def test_two_answers_are_one_text_and_do_not_offer_each_other() -> None:
    first = message("One.", EFFECTS, COST, BOOK, source=DOCUMENT, topics=("does_it_hurt",))
    second = message("Two.", PAIN, BOOK, source=SETTINGS, topics=("cost",))
    reply = compose([first, second])
    assert reply.text.startswith("One. From our clinic's guide.\nTwo. From the clinic.\nReply:")
    assert [choice for choice, _ in reply.offered] == ["side_effects", "book"]


def test_topics_are_dropped_before_ways_on_and_those_before_the_source() -> None:
    reply = compose([message("a" * 251, EFFECTS, COST, BOOK, source=DOCUMENT)])
    assert [choice for choice, _ in reply.offered] == ["side_effects", "book"]
    reply = compose([message("a" * 262, EFFECTS, COST, BOOK, source=DOCUMENT)])
    assert [choice for choice, _ in reply.offered] == ["book"]
    reply = compose([message("a" * 275, EFFECTS, COST, BOOK, source=DOCUMENT)])
    assert (reply.text, reply.offered) == ("a" * 275 + " From our clinic's guide.", ())
    reply = compose([message("a" * 306, EFFECTS, COST, BOOK, source=DOCUMENT)])
    assert (reply.text, reply.offered, reply.rest) == ("a" * 306, (), "")


def test_at_most_five_topics_are_offered_and_a_person_is_among_them() -> None:
    many = [(f"topic_{number}", f"Topic {number}") for number in range(7)]
    reply = compose([message("Well.", *many, PERSON)])
    assert [choice for choice, _ in reply.offered] == ["topic_0", "topic_1", "topic_2", "topic_3", "talk_to_human"]


def test_two_long_answers_come_one_after_the_other_with_the_options_in_the_last() -> None:
    first = message("First. " * 40, EFFECTS, source=DOCUMENT)
    second = message("Second. " * 34, COST, BOOK, source=SETTINGS)
    reply = compose([first, second])
    assert reply.text.endswith("First. Clinic's guide.\nReply MORE")
    assert reply.offered == ()
    last = more(reply.rest)
    assert last.text.startswith("Second. Second.")
    assert last.offered[-1] == ("book", "Book")
    assert last.rest == ""


def test_the_source_is_named_in_brief_where_more_follows() -> None:
    long = message("a" * 264, source=GENERAL)
    assert compose([long, long]).text == "a" * 264 + " Not clinician-reviewed.\nReply MORE"
    assert compose([message("a" * 279, source=DOCUMENT), long]).text == "a" * 279 + " Clinic's guide.\nReply MORE"


def test_a_warning_is_whole_and_alone_and_goes_first() -> None:
    warning = message("Please call 911 now. " * 14, PERSON, kind="emergency", source=GENERAL)
    answer = message("It costs nothing to ask.", COST, source=SETTINGS)
    reply = compose([answer, warning])
    assert reply.text == ("Please call 911 now. " * 14).strip()
    assert reply.offered == ()
    assert more(reply.rest).text.startswith("It costs nothing to ask.")
    assert compose([warning]).rest == ""


def test_an_emergency_goes_before_what_is_urgent() -> None:
    urgent = message("See a doctor.", kind="urgent")
    emergency = message("Call 911.", kind="emergency")
    reply = compose([urgent, emergency])
    assert (reply.text, more(reply.rest).text) == ("Call 911.", "See a doctor.")


def test_inside_a_booking_only_its_own_answers_are_offered() -> None:
    reply = compose([message("It may ache.", EFFECTS, BOOK), booking("Have you been here?", *buttons.BEEN_HERE)])
    assert reply.offered == (("booking_returning", "Been here before"), ("booking_new", "First time"))


def test_the_answers_of_a_booking_are_never_dropped() -> None:
    times = [(f"booking_slot_{number}", f"Wednesday {number} September, 11:30 a.m.") for number in range(11, 14)]
    reply = compose([booking("Which? " * 35, *times, buttons.OTHER, buttons.JOIN, buttons.ASK_CALL)])
    seen, offered = everything(reply)
    assert offered[:3] == [(choice, f"Wed {choice[-2:]} Sep, 11:30 a.m.") for choice, _ in times]
    assert [choice for choice, _ in offered[3:5]] == ["booking_other", "booking_wait"]
    assert "Reply MORE" in seen[0]


def test_offered_times_stand_with_their_question_where_what_can_be_said_in_words_is_left_out() -> None:
    times = [
        (f"booking_slot_{hour}", f"Wednesday 25 November, {hour} a.m., with somebody in room one")
        for hour in (9, 10, 11)
    ]
    asked = booking(
        "Noted: first visit. Nothing is free for your wish (Friday 27 November). Which of these times suits you?",
        *times,
        buttons.MORE,
        buttons.OTHER,
        buttons.JOIN,
    )
    reply = compose([asked])
    assert [choice for choice, _ in reply.offered][:3] == [choice for choice, _ in times]
    assert "MORE" not in reply.text


def test_a_question_that_does_not_fit_stays_with_its_options() -> None:
    reply = compose(
        [message("It may ache. " * 21), booking("Shall I send it?", buttons.SEND, buttons.CHANGE_SOMETHING)]
    )
    assert more(reply.rest).text == "Shall I send it?\nReply:\n1 Send it\n2 Change it"


def test_no_number_throws_a_booking_away() -> None:
    for said in (
        booking("What is your name?", buttons.NOT_NOW),
        booking("Shall I send it?", buttons.SEND, buttons.CHANGE_SOMETHING, buttons.DISCARD),
    ):
        assert {buttons.NOT_NOW, buttons.DISCARD}.isdisjoint(compose([said]).offered)


def test_a_single_option_is_no_list() -> None:
    assert compose([message("It may ache.", PERSON)]).text == "It may ache."
    assert compose([booking("What is it for? You can skip this.", buttons.SKIP_THIS)]).offered == ()


@pytest.mark.parametrize(("text", "number"), [("2nd", 2), ("two", 2), ("the last one", 2), ("number 2 please", 2)])
def test_a_number_in_words_selects(text: str, number: int) -> None:
    offered = compose([message("It may ache.", PAIN, EFFECTS)]).offered
    assert chosen(text, offered) == offered[number - 1][0]


@pytest.mark.parametrize("text", ["3", "3 please", "the third one", "#9", "0"])
def test_a_number_that_the_list_does_not_have_is_known_to_be_none(text: str) -> None:
    assert is_beyond(text, [PAIN, EFFECTS])


@pytest.mark.parametrize("text", ["2", "3 weeks ago", "at 3", "hello"])
def test_other_words_are_no_number_beyond_the_list(text: str) -> None:
    assert not is_beyond(text, [PAIN, EFFECTS])


def test_options_that_fill_more_than_a_text_come_in_several() -> None:
    many = [(f"booking_appointment_{number}", f"REF-{number}: " + "x" * 70) for number in range(8)]
    reply = compose([booking("Which one?", *many)])
    seen, offered = everything(reply)
    assert [choice for choice, _ in offered] == [choice for choice, _ in many]
    assert all(segments(text) <= 2 for text in seen)


def test_no_option_is_called_by_a_word_that_opts_out_or_in() -> None:
    reply = compose([booking("Shall I send it?", buttons.SEND, buttons.CHANGE_SOMETHING, buttons.DISCARD)])
    assert [title for _, title in reply.offered] == ["Send it", "Change it"]
    reply = compose([booking("Call it off?", buttons.DO_CANCEL, buttons.KEEP)])
    assert [title for _, title in reply.offered] == ["Call it off", "Keep it"]
    reply = compose(
        [message("Our policy.", ("cancel", "Cancel an appointment"), ("trigger_points", "Knots (in muscles)"))]
    )
    assert [title for _, title in reply.offered] == ["Call off a visit", "Knots"]


@pytest.mark.parametrize("rest", ["", "more", "[]", '{"pieces": [["a"]], "options": []}'])
def test_what_is_no_rest_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match="nothing more"):
        more(rest)


OFFERED = (("side_effects", "Side effects"), ("cost", "Cost"), ("book", "Book"))


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2", "cost"),
        (" 2. ", "cost"),
        ("#2", "cost"),
        ("(2)", "cost"),
        ("2!", "cost"),
        ("２", "cost"),
        ("2️⃣", "cost"),
        ("option 2", "cost"),
        ("Number 2 please", "cost"),
        ("no. 2", "cost"),
        ("two", "cost"),
        ("the second one", "cost"),
        ("2nd", "cost"),
        ("First", "side_effects"),
        ("cost", "cost"),
        ("COST?", "cost"),
        ("Côst", "cost"),
        ("side efects", "side_effects"),
        ("sideeffects", "side_effects"),
        ("side effects please", "side_effects"),
        ("book", "book"),
        ("4", None),
        ("0", None),
        ("2 weeks ago", None),
        ("1 and 3", None),
        ("1.5", None),
        ("2 pm", None),
        ("no one", None),
        ("what does it cost", None),
        ("lost", None),
        ("bok", None),
        ("", None),
        ("👍", None),
    ],
)
def test_a_number_or_the_words_of_an_option_select_it(text: str, choice: str | None) -> None:
    assert chosen(text, OFFERED) == choice


def test_nothing_is_selected_where_nothing_was_offered() -> None:
    assert chosen("1", ()) is None


def test_words_that_fit_two_options_select_none() -> None:
    assert chosen("massages", (("one", "Massage"), ("two", "Massaged"))) is None
    been_here = (("booking_returning", "Been here before"), ("booking_new", "First time"))
    assert chosen("first", been_here) is None
    assert chosen("first time", been_here) == "booking_new"
    assert chosen("1st", been_here) == "booking_returning"


def test_a_time_is_selected_only_by_its_own_digits() -> None:
    times = (("a", "Tue 1 Dec, 3 p.m."), ("b", "Tue 1 Dec, 4 p.m."))
    assert chosen("Tue 1 Dec, 3 pm", times) is None
    assert chosen("tue 1 dec 3 p.m.", times) == "a"
    assert chosen("tue 1 dec 2 p.m.", times) is None


@pytest.mark.parametrize("text", ["MORE", "more.", "More please", "suite", "La suite !", "next"])
def test_more_is_asked_for_by_a_word_alone(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize("text", ["more about cost", "what is next", "no more", "", "tell me more"])
def test_more_in_a_sentence_is_a_message(text: str) -> None:
    assert not wants_more(text)


WORDS = st.text("abc {}.,éê€\n🙂👩\u200d", min_size=1, max_size=700).filter(lambda text: bool(text.strip()))
CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["cost", "book", "talk_to_human", "booking_yes", "booking_slot_1", "booking_wait"]), WORDS
    ),
    max_size=6,
)
AS_WELL_SAID = {MORE_TIMES, OTHER_TIMES, SKIP, WAIT}  # come off where there is no room: patients can say them in words
MESSAGES = st.builds(
    lambda text, offered, kind, source: message(text, *offered, kind=kind, source=source),
    WORDS,
    CHOICES,
    st.sampled_from(["answer", "booking", "clarify"]),
    st.sampled_from([DOCUMENT, GENERAL, None]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(MESSAGES, min_size=1, max_size=3))
def test_no_text_is_longer_than_two_segments_and_no_needed_option_is_lost(messages: list[dict[str, Any]]) -> None:
    seen, offered = everything(compose(messages))
    assert all(text and segments(text) <= 2 for text in seen)
    assert seen == texts(messages)
    inside = any(item["kind"] == "booking" for item in messages)
    needed = {
        button["id"]
        for item in messages
        for button in item["buttons"]
        if button["id"].startswith("booking_") and (not inside or item["kind"] != "answer")
    } - AS_WELL_SAID
    assert needed <= {choice for choice, _ in offered}


def test_times_with_one_person_name_them_once() -> None:
    slots = [
        (f"booking_slot_room_one_2026112{day}0900", f"Tuesday 2{day} November, 9 a.m., with Priya Sharma")
        for day in (4, 5)
    ]
    assert compose([booking("Which suits?", *slots)]).text.count("Priya Sharma") == 1


def test_an_introduction_and_an_answer_fit_into_one_text_where_options_give_way() -> None:
    reply = compose([message("It may ache. " * 13, PAIN, EFFECTS)], "Automated assistant of the clinic. " * 3)
    assert reply.rest == ""
    assert segments(reply.text) == 2


def test_an_answer_comes_before_the_word_that_a_message_was_passed_on() -> None:
    passed_on = message("Passed on to the front desk.", kind="handoff")
    assert compose([passed_on, message("It costs $110.", source=SETTINGS)]).text.startswith("It costs $110.")


def test_a_question_about_a_sign_comes_last_with_its_options() -> None:
    check = message("Still open. Is it?", ("check_yes", "Yes"), ("check_no", "No"), kind="check")
    reply = compose([check, message("Free parking behind the building.", source=SETTINGS)])
    assert reply.text.index("parking") < reply.text.index("Still open") < reply.text.index("1 Some of it")


@pytest.mark.parametrize(
    ("long_kind", "last"),
    [
        ("answer", message("Still open. Is it?", ("check_yes", "Yes"), ("check_no", "No"), kind="check")),
        ("handoff", booking("What is your name?")),
    ],
)
def test_what_has_no_room_for_both_is_two_texts(long_kind: str, last: dict[str, Any]) -> None:
    long = message("word " * 58, kind=long_kind, source=SETTINGS)
    first, rest = apart([long, last])
    assert ([one["text"] for one in first], rest) == ([long["text"]], [last])
    assert not compose(rest).rest


def test_what_has_room_is_one_text() -> None:
    both = [message("Passed on.", kind="handoff"), booking("What is your name?")]
    assert apart(both) == ([], both)


def test_an_answer_that_leaves_no_room_for_the_question_of_a_booking_goes_before_it() -> None:
    question = booking("Please check: all of it. Send this to the front desk?", ("booking_yes", "Yes, send it"))
    first, rest = apart([message("word " * 58, source=SETTINGS), question])
    assert ([one["kind"] for one in first], rest) == (["answer"], [question])


def test_what_comes_before_a_long_question_in_one_reply_is_a_text_of_its_own() -> None:
    long = booking(
        f"If it is still there, call 911. Please check: {'word ' * 50}Send it?", ("booking_yes", "Yes, send it")
    )
    (first,), (last,) = apart([long])
    assert (first["text"], first["buttons"]) == ("If it is still there, call 911.", [])
    assert last["text"].startswith("Please check:")
    assert compose([last]).offered


def test_two_words_on_the_front_desk_without_room_are_two_texts() -> None:
    both = [message("word " * 20, kind="handoff"), message("word " * 50, kind="handoff")]
    first, rest = apart(both)
    assert ([one["text"] for one in first], rest) == ([both[0]["text"]], [both[1]])


def test_the_last_one_of_times_is_a_time() -> None:
    offered = [("booking_slot_a", "Mon 9 a.m."), ("booking_slot_b", "Mon 10 a.m."), ("booking_more", "Later times")]
    assert chosen("the last one", offered) == "booking_slot_b"


def test_a_list_of_times_in_french_names_the_practitioner_once_too() -> None:
    times = [
        ("booking_slot_a", "mardi 1er décembre, 9 h, avec Tom"),
        ("booking_slot_b", "mardi 1er décembre, 10 h, avec Tom"),
    ]
    reply = compose([{**booking("Lequel de ces moments vous convient?", *times), "lang": "fr"}])
    assert [name for _, name in reply.offered] == ["mardi 1er décembre, 9 h, Tom", "mardi 1er décembre, 10 h"]
