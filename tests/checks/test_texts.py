"""`check` counts text messages with all that comes with them, and keeps words away by which people opt out or in."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk.booking import buttons
from frontdesk.channels.sms.reply import compose
from frontdesk.channels.sms.reply import texts as every_text
from frontdesk.checks.check import read_responses
from frontdesk.checks.text_forms import long_values, message, sms_table, texts
from frontdesk.checks.texts import MOST_SEPTETS, problems
from frontdesk.settings.clinic import read_clinic
from frontdesk.texting.gsm import segments, septets

CLINIC = read_clinic(Path("clinic.yml"))
RESPONSES = read_responses()
SLOTS = read_clinic(Path("tests/conversations/booking/slots.clinic"))
LINK = read_clinic(Path("tests/conversations/booking/link.clinic"))


def changed(name: str, text: str) -> dict[str, Any]:
    """The responses with another text-message form of one."""
    responses = deepcopy(dict(RESPONSES))
    plain = [form for form in responses[name] if form.get("channel") is None]
    responses[name] = [*plain, {"channel": "sms", "text": text}]
    return responses


@pytest.mark.parametrize("clinic", [CLINIC, SLOTS, LINK], ids=["request", "slots", "link"])
def test_the_shipped_texts_are_in_order_whatever_the_way_of_booking(clinic: Any) -> None:
    assert list(problems(RESPONSES, clinic)) == []


def test_every_text_with_what_comes_with_it_has_two_segments_at_most() -> None:
    for text in texts(RESPONSES, CLINIC):
        in_its_own_letters = text.name.startswith("utter_language_")
        assert in_its_own_letters or (septets(text.whole) or 999) <= MOST_SEPTETS, text.name
        assert segments(text.whole) <= 2, text.name


def test_every_response_is_counted() -> None:
    counted = {text.name.split(" ")[0] for text in texts(RESPONSES, CLINIC)}
    assert set(RESPONSES) - counted == {"utter_second_answer", "utter_check"}


def test_an_answer_is_counted_with_its_source_and_a_warning_alone() -> None:
    named = {text.name: text for text in texts(RESPONSES, CLINIC)}
    assert named["utter_faq/does_it_hurt"].added == "General info, not clinician-reviewed yet."
    assert named["utter_faq/safety"].added == "From our clinic's guide."
    assert named["utter_safety/heart"].added == named["utter_after_safety"].added == ""


def test_every_answer_names_its_source_also_where_more_follows() -> None:
    answers = [
        (name, form[0]["metadata"]["source"]) for name, form in RESPONSES.items() if name.startswith("utter_faq/")
    ]
    named = {text.name.split(" ")[0]: text.text for text in texts(RESPONSES, CLINIC) if text.is_set}
    other = message("b" * 300, "answer")
    for name, source in answers:
        first = compose([message(named[name], "answer", source=source), other]).text
        assert first.removesuffix("\nReply MORE").endswith(("guide.", "linic.", "reviewed.", "reviewed yet.")), name


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("utter_faq/safety", "a" * 271, "takes 308 characters by text message with “From our clinic's guide.”"),
        ("utter_safety/heart", "a" * 310, "takes 310 characters by text message, more than"),
        ("utter_booking_kept", "a" * 280 + "{phone} {when} {reference}", "`utter_booking_kept` takes"),
        ("utter_booking_done_request", "a – b", "has “–” in its text message"),
        ("utter_booking_left", 'To cancel, reply "CANCEL".', "asks for “CANCEL”"),
        ("utter_booking_left", "Text us STOP to leave.", "asks for “STOP”"),
        ("utter_booking_help_confirm", "Please answer yes if all is right.", "asks for “yes”"),
        ("utter_booking_left", "Reply with the word end.", "asks for “end”"),
        ("utter_booking_help_name", "Please type your name.", "says “Please type”"),
        ("utter_booking_help_when", "Click the day that suits you.", "says “Click”"),
        ("utter_booking_help_when", "Name a day or choose below.", "says “choose below”"),
        ("utter_booking_check", "{name} {reason} {when} " + "a" * 160, "do not fit into 2 segments"),
    ],
)
def test_a_mistake_in_a_text_message_is_found(name: str, text: str, sentence: str) -> None:
    found = list(problems(changed(name, text), CLINIC))
    assert any(sentence in problem for problem in found), found


@pytest.mark.parametrize(
    "text",
    [
        "To stop or cancel, call us.",
        "Please text your address. End of message.",
        "text: call off my appointment",
        "We can answer. Yes, we can.",
        "This type of needle is thin.",
    ],
)
def test_what_asks_for_no_such_word_passes(text: str) -> None:
    assert list(problems(changed("utter_booking_left", text), CLINIC)) == []


def test_a_button_whose_title_opts_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "HALT", ("booking_halt", "Stop it all"), raising=False)
    assert any("“Stop it all”" in problem for problem in problems(RESPONSES, CLINIC))


def test_a_response_without_text_message_form_is_counted_by_its_web_text() -> None:
    responses = {**RESPONSES, "utter_booking_again": [{"text": "a" * 307}]}
    assert any("`utter_booking_again` takes 307" in problem for problem in problems(responses, CLINIC))


def test_a_long_name_of_a_practitioner_is_continued_with_more_and_not_refused() -> None:
    booking = SLOTS.booking
    long = replace(booking.practitioners[0], name="x" * 90)
    clinic = replace(SLOTS, booking=replace(booking, practitioners=(long,)))
    assert long_values(clinic)["when"].endswith("x" * 90)
    assert list(problems(RESPONSES, clinic)) == []
    times = [(f"booking_slot_{number}", long_values(clinic)["when"]) for number in range(3)]
    seen = every_text([message("Which of these times suits you?", "booking", times)])
    assert all(segments(text) <= 2 for text in seen)
    assert sum(text.count("x" * 10) > 0 for text in seen) >= 1


def test_a_name_that_leaves_no_room_is_the_clinics_to_shorten() -> None:
    found = list(problems(RESPONSES, replace(CLINIC, name="Клиника" * 20)))
    assert any("`clinic.name`" in problem for problem in found), found
    assert not any("`utter_" in problem for problem in found), found


def test_the_table_in_the_documents_is_up_to_date() -> None:
    written = Path("docs/sms-texts.md").read_text(encoding="utf-8")
    assert written == sms_table(RESPONSES, CLINIC), (
        "Write it anew: python -m frontdesk check --sms-table > docs/sms-texts.md"
    )
