"""What a message names, and what that changes in how it is understood."""

import pytest

from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.naming import named_in, with_named
from frontdesk.engine.nlu.parse_data import CLARIFY
from frontdesk.language.pipeline import language

PREGNANCY, THINNERS, PACEMAKER = ["CAUTION", "pregnancy"], ["CAUTION", "blood thinners"], ["CAUTION", "a pacemaker"]
ELBOW, HEEL = ["CONDITION", "tennis elbow"], ["BODY_PART", "heel"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("does it help tenis elbow", [ELBOW]),
        ("warfarin and eliquis, and i'm pregnant", [THINNERS, PREGNANCY]),
        ("i have no pacemaker", []),
        ("does it hurt, i get dizzy", []),
    ],
)
def test_terms_are_named_once_unless_they_are_denied(text: str, named: list[list[str]]) -> None:
    assert named_in(language()(text)) == named


@pytest.mark.parametrize(
    ("intent", "named", "first", "second"),
    [
        ("pregnancy", [THINNERS, PREGNANCY], "pregnancy", "blood_thinners"),
        ("safety", [THINNERS, PREGNANCY], "blood_thinners", "pregnancy"),
        ("safety", [PACEMAKER], "safety", None),
        ("safety", [PACEMAKER, PREGNANCY], "who_should_avoid", "pregnancy"),
        ("blood_thinners", [PACEMAKER], "who_should_avoid", None),
        ("children", [PACEMAKER], "children", "who_should_avoid"),
        ("does_it_hurt", [PREGNANCY], "does_it_hurt", None),
        ("conditions_treated", [ELBOW], "conditions_treated", None),
    ],
)
def test_cautions_that_are_named_are_answered(
    intent: str, named: list[list[str]], first: str, second: str | None
) -> None:
    match = with_named(Match(intent, 0.9), named)
    assert (match.intent, match.second) == (first, second)


@pytest.mark.parametrize(
    ("candidates", "named", "intent"),
    [
        (("pain_relief", "conditions_treated"), [HEEL], "conditions_treated"),
        (("who_should_avoid", "safety"), [PACEMAKER], "who_should_avoid"),
        (("cost", "insurance"), [HEEL], CLARIFY),
        (("who_should_avoid", "safety"), [], CLARIFY),
    ],
)
def test_what_is_named_decides_where_it_was_unclear(
    candidates: tuple[str, ...], named: list[list[str]], intent: str
) -> None:
    assert with_named(Match(CLARIFY, 0.5, candidates=candidates), named).intent == intent


def test_two_questions_stay_as_they_are() -> None:
    match = Match("blood_thinners", 0.9, second="cost")
    assert with_named(match, [PREGNANCY]) == match
