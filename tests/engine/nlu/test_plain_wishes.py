"""Wishes that are plain from a few words, where the whole message was not understood."""

import pytest

from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK
from frontdesk.engine.nlu.plain_wishes import goes_on_with_message, plainly_meant


@pytest.mark.parametrize(
    ("text", "taken_for", "means"),
    [
        ("could you maybe book me something after work", CLARIFY, "book"),
        ("what's the soonest appointment you have", "opening_hours", "book"),
        ("feeling better, when can i come back in", FALLBACK, "book"),
        ("please ring me about my invoice", FALLBACK, "callback"),
        ("get the owner to call me", "talk_to_human", "callback"),
        ("who cancelled my son's visit", "appointment_status", "cancel"),
        ("my mother has an appointment there, which day was it", "opening_hours", "appointment_status"),
        ("never call my office line", FALLBACK, "leave_message"),
        ("it says Jon but i'm John", CLARIFY, "leave_message"),
        ("it's for me, not for the kid", "talk_to_human", "leave_message"),
        ("you guys forgot my sister", CLARIFY, "leave_message"),
        ("grandpa is not coming anymore", FALLBACK, "leave_message"),
        ("can somebody send me a reminder", FALLBACK, "leave_message"),
        ("did anyone get my voicemail", FALLBACK, "leave_message"),
        ("what kind of circus is this", "about_clinic", "talk_to_human"),
        ("no one picks up at your place", FALLBACK, "talk_to_human"),
        ("i'm not making a new one, i'm moving it", "rephrase", "reschedule"),
        ("can't do thursday, what else is there when you're open", CLARIFY, "reschedule"),
        ("leave the appointments but can you say what i have", "personal_advice", "appointment_status"),
        ("actually make it 4pm", FALLBACK, "reschedule"),
        ("sorry, move it to friday", CLARIFY, "reschedule"),
        ("alright 3pm is fine", "affirm", "leave_message"),
        ("does nadia work on mondays", "greet", "leave_message"),
        ("heads up the ramp is icy", FALLBACK, "leave_message"),
        ("3pm doesn't work, can i keep 2", FALLBACK, "leave_message"),
        ("please email me instead", "callback", "leave_message"),
        ("my dad will need an interpreter", CLARIFY, "leave_message"),
        ("is there anyone who speaks ukrainian", "choice_of_practitioner", "leave_message"),
        ("mom doesn't understand english", FALLBACK, "leave_message"),
    ],
)
def test_a_plain_wish_counts_where_the_whole_was_not_understood(text: str, taken_for: str, means: str) -> None:
    assert plainly_meant(Match(taken_for, 0.5), text).intent == means


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("can you book me something and how much is it", "cost"),
        ("what do you charge if i cancelled", "cancellation_policy"),
        ("my appointment is on tuesday", FALLBACK),
        ("it hurts when i call out", FALLBACK),
        ("don't know", FALLBACK),
        ("is parking available on monday", FALLBACK),
        ("is it working today", FALLBACK),
        ("can i bring an interpreter", "bring_someone"),
        ("actually make that 25, there's a train", FALLBACK),
        ("make it 20, bridge is up", FALLBACK),
    ],
)
def test_what_is_understood_or_says_no_such_thing_stays(text: str, understood: str) -> None:
    assert plainly_meant(Match(understood, 0.9), text).intent == understood


def test_a_correction_goes_on_with_what_was_passed_on() -> None:
    unread, thanks = Match(FALLBACK, 0.1), Match("thanks", 0.9)
    assert goes_on_with_message(unread, "sorry, make it half an hour, the bridge is closed")
    assert not goes_on_with_message(unread, "which door is it")
    assert not goes_on_with_message(thanks, "also thanks")
