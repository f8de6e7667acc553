"""What must hold of everything that was said in a conversation with two of the front desk."""

from collections.abc import Sequence
from typing import Any

from frontdesk.conversations.takeover import joined, left

WARNINGS = ("emergency", "urgent")


def assert_one_voice(said: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
    """From a claim to the hand-back nobody speaks but who has claimed; the assistant's warnings apart."""
    speaker = ""
    for message in said:
        text = message["text"]
        if message["from"] == "staff":
            assert speaker, f"{text!r} while nobody has the chat"
            assert text.startswith(f"{speaker} says"), f"{text!r} while {speaker} has the chat"
        elif message["kind"] == "notice":
            came = [name for name in names if text == joined(name)]
            went = any(text.startswith(left(name)) for name in names)
            assert came or went or not speaker, f"a notice while {speaker} has the chat: {text!r}"
            speaker = came[0] if came else "" if went else speaker
        elif message["from"] == "bot" and message["kind"] not in WARNINGS:
            assert not speaker, f"the assistant speaks while {speaker} has the chat: {text!r}"


def assert_answered_once(said: Sequence[dict[str, Any]], answers: dict[str, list[dict[str, Any]]]) -> None:
    """Each of the assistant's messages is the answer to one message, and there are no others.

    A warning counts apart: it is given at once, also where the message must wait its turn, and stands in the reply again.
    """
    given = [answer["id"] for each in answers.values() for answer in each if answer["kind"] not in WARNINGS]
    assert len(set(given)) == len(given), "one answer to two messages"
    own = [message for message in said[1:] if message["from"] == "bot" and message["kind"] not in WARNINGS]
    assert set(given) - {message["id"] for message in own} == set(), "an answer that is not kept"
    unasked = [message for message in own if message["id"] not in given and message["kind"] != "notice"]
    assert unasked == [], "an answer that nobody asked for"
    warnings = [message for message in said if message["kind"] in WARNINGS]
    assert len(warnings) <= sum(any(answer["kind"] in WARNINGS for answer in each) for each in answers.values())
