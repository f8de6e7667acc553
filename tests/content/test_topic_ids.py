"""What counts as a topic with an answer."""

import pytest

from frontdesk.content.topic_ids import ACTIONS, FAQ_TOPICS, SMALL_TALK, is_faq_topic


@pytest.mark.parametrize("topic", [*FAQ_TOPICS, "back_door_parking"])
def test_a_topic_of_the_clinics_own_counts_like_a_shipped_one(topic: str) -> None:
    assert is_faq_topic(topic)


@pytest.mark.parametrize(
    "intent",
    [*ACTIONS, *SMALL_TALK, "personal_advice", "arriving", "clarify", "nlu_fallback", "out_of_scope", "faq", ""],
)
def test_everything_else_does_not(intent: str) -> None:
    assert not is_faq_topic(intent)
