"""What a transcript shows."""

from typing import Any

import pytest

from frontdesk.insight.outcomes import gaps, outcomes

CRISIS = "988"


def patient(text: str, name: str = "p") -> dict[str, Any]:
    return {"id": name, "from": "patient", "text": text, "kind": "message", "topics": [], "buttons": []}


def bot(kind: str, *topics: str, text: str = "Said.", name: str = "b", buttons: tuple[str, ...] = ()) -> dict[str, Any]:
    offered = [{"id": title, "title": title} for title in buttons]
    return {"id": name, "from": "bot", "text": text, "kind": kind, "topics": list(topics), "buttons": offered}


STAFF = {**bot("message"), "from": "staff"}


@pytest.mark.parametrize(
    ("replies", "found"),
    [
        ([bot("answer", "cost")], {("answered", ""), ("answered", "cost")}),
        ([bot("clarify", "cost", "referral")], {("asked_back", "")}),
        ([bot("fallback")], {("not_known", "")}),
        ([bot("handoff", "talk_to_human"), STAFF], {("handed_over", ""), ("person", "")}),
        ([bot("emergency", text="Call 911.")], {("alarm", "")}),
        ([bot("emergency", text="Call or text 988.")], {("alarm", ""), ("crisis", "")}),
        ([bot("smalltalk")], set()),
        ([], set()),
    ],
)
def test_each_outcome_counts_once(replies: list[dict[str, Any]], found: set[tuple[str, str]]) -> None:
    said = [bot("smalltalk"), patient("hi"), *replies, patient("hi again"), *replies]
    assert outcomes(said, CRISIS) == found | {("spoke", "")}


def test_a_greeting_alone_is_no_conversation() -> None:
    assert outcomes([bot("smalltalk")], CRISIS) == set()


def test_what_was_not_known_and_what_was_asked_back_are_gaps() -> None:
    said = [patient("cupping?", "a"), bot("fallback"), patient("price of it", "b"), bot("clarify"), patient("ok", "c")]
    assert gaps([*said, bot("smalltalk")], set()) == {"a": "fallback", "b": "clarify"}


def test_a_check_is_a_gap_once_it_was_denied() -> None:
    said = [
        patient("my leg is hot", "a"),
        bot("check", buttons=("Yes", "No")),
        patient("No", "b"),
        bot("answer", "safety"),
    ]
    assert gaps(said, set()) == {"a": "check"}


@pytest.mark.parametrize("reply", [bot("emergency"), bot("urgent"), bot("check")])
def test_a_check_that_was_affirmed_or_not_answered_is_none(reply: dict[str, Any]) -> None:
    said = [patient("my leg is hot", "a"), bot("check"), patient("yes", "b"), reply]
    assert gaps(said, set()) == {}


def test_an_answer_that_did_not_help_makes_its_question_a_gap() -> None:
    said = [
        patient("does it help?", "a"),
        bot("answer", "evidence", name="x"),
        patient("thanks", "b"),
        bot("smalltalk"),
    ]
    assert gaps(said, {"x"}) == {"a": "unhelpful"}


def test_pressed_buttons_and_signs_alone_are_none() -> None:
    said = [patient("??", "a"), bot("fallback", buttons=("Costs",)), patient("Costs", "b"), bot("fallback")]
    assert gaps(said, set()) == {}


def test_a_message_that_only_a_person_answered_is_none() -> None:
    assert gaps([patient("are you there", "a"), STAFF], set()) == {}
