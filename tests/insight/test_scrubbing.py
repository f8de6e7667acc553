"""No name, number, address or date gets into the training data; what is in doubt stays out."""

import pytest

from frontdesk.insight.scrubbing import scrubbed

KNOWN = frozenset(
    "do you offer cupping can i bring my dog to the clinic is it open on monday with for back pain help".split()
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("do you offer cupping", "do you offer cupping"),
        ("Do you offer cupping? My name is Rosa Moreau.", "Do you offer cupping?"),
        ("My number is 780 555 0143. Can I bring my dog?", "Can I bring my dog?"),
        ("do you offer cupping? write to rosa@example.org", "do you offer cupping?"),
        ("is it open on monday", "is it open on monday"),
        ("do you offer cupping! see www.example.org", "do you offer cupping!"),
    ],
)
def test_sentences_with_personal_details_go(text: str, left: str) -> None:
    assert scrubbed(text, KNOWN) == scrubbed(left, KNOWN)
    assert scrubbed(text, KNOWN).text == left
    assert not scrubbed(text, KNOWN).why_not


@pytest.mark.parametrize(
    "text",
    [
        "do you offer cupping on december the first",
        "is it open on may 3",
        "can i bring my dog, call me at seven eight zero five five five zero one four three",
        "my name is rosa moreau do you offer cupping",
        "i'm Rosa Moreau, do you offer cupping",
        "is it open on 24/12",
        "do you offer cupping for thirty dollars",
        "rosa.moreau@example.org",
    ],
)
def test_nothing_is_left_of_a_sentence_that_holds_one(text: str) -> None:
    assert scrubbed(text, KNOWN).text == ""


@pytest.mark.parametrize(
    ("text", "patient"),
    [
        ("is Fiona open on monday", ""),
        ("do you offer cupping with Dr Lee", ""),
        ("is it open for rosa", "Rosa Moreau"),
        ("is it open for MOREAU", "Rosa Moreau"),
    ],
)
def test_what_may_hold_a_name_is_left_out(text: str, patient: str) -> None:
    found = scrubbed(text, KNOWN | {"rosa", "moreau", "fiona", "dr", "lee"}, patient)
    assert (found.text, found.why_not) == ("", "may hold a name")


def test_words_that_nobody_has_used_are_named_and_left_to_a_person() -> None:
    found = scrubbed("do you help with bruxism", KNOWN)
    assert (found.text, found.unknown) == ("do you help with bruxism", ("bruxism",))
    assert "bruxism" in found.why_not


@pytest.mark.parametrize("text", ["cupping", " ".join(["cupping"] * 26)])
def test_what_is_too_short_or_too_long_is_left_out(text: str) -> None:
    assert scrubbed(text, KNOWN).text == ""
