"""Messages that mean something only after an answer."""

import pytest

from frontdesk.engine.nlu.follow_ups import follow_up, meant


@pytest.mark.parametrize(
    ("text", "topics", "means"),
    [
        ("and the other one?", ["trigger_point_technique"], "segmental_technique"),
        ("what about the other kind", ["segmental_technique"], "trigger_point_technique"),
        ("so which one works best", ["segmental_goal"], "technique_comparison"),
        ("what's it for", ["segmental_technique"], "segmental_goal"),
        ("why", ["referral"], "more"),
        ("how come?", ["does_it_hurt"], "local_twitch_response"),
        ("are you sure about that", ["safety"], "safety"),
        ("really?", ["cost"], "cost"),
        ("and how often does that happen", ["safety"], "safety"),
        ("for how long", ["side_effects"], "side_effects"),
        ("how long does it last", ["pain_relief"], "long_term_relief"),
        ("ok back to my first question", ["does_it_hurt", "cost"], "cost"),
    ],
)
def test_a_bare_follow_up_is_about_what_was_answered(text: str, topics: list[str], means: str) -> None:
    assert follow_up(text, topics) == means


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("why does the muscle twitch", "does_it_hurt"),
        ("and the other one?", "cost"),
        ("how often does that happen", "cost"),
        ("are you sure you take blue cross", "insurance"),
        ("how long is a session", "side_effects"),
    ],
)
def test_a_message_with_content_of_its_own_is_left_alone(text: str, topic: str) -> None:
    assert follow_up(text, [topic]) is None


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("no i meant how soon", "how soon"),
        ("not that, i mean the price", "the price"),
        ("sorry, i asked about parking", "parking"),
        ("i mean business", "business"),
        ("how soon", ""),
    ],
)
def test_a_correction_says_what_is_asked_instead(text: str, instead: str) -> None:
    assert meant(text) == instead
