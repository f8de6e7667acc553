"""What a message means after a clarifying question or an offer."""

import pytest

from frontdesk.engine.nlu.context import Said
from frontdesk.engine.nlu.in_context import in_context
from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK

OFFERED = Said(CLARIFY, ("cost", "insurance"))


@pytest.mark.parametrize("intent", [CLARIFY, FALLBACK])
def test_an_unclear_reply_picks_the_topic_that_it_is_nearest_to(intent: str) -> None:
    match = Match(intent, 0.4, (("out_of_scope", 0.5), ("insurance", 0.45), ("cost", 0.2)))
    assert in_context(match, OFFERED).intent == "insurance"


@pytest.mark.parametrize("ranking", [(("insurance", 0.4), ("cost", 0.38)), (("help", 0.4), ("cost", 0.2))])
def test_a_reply_that_fits_both_or_neither_picks_none(ranking: tuple[tuple[str, float], ...]) -> None:
    assert in_context(Match(FALLBACK, 0.4, ranking), OFFERED).intent == FALLBACK


def test_no_picks_none_and_yes_asks_again() -> None:
    assert in_context(Match("deny", 1.0), OFFERED).intent == FALLBACK
    assert in_context(Match("affirm", 1.0), OFFERED) == Match(CLARIFY, 1.0, candidates=OFFERED.topics)


def test_a_clear_question_is_answered_whatever_was_offered() -> None:
    assert in_context(Match("children", 0.9), OFFERED).intent == "children"


def test_yes_after_not_knowing_is_a_wish_for_a_call() -> None:
    assert in_context(Match("affirm", 1.0), Said("fallback")).intent == "callback"
