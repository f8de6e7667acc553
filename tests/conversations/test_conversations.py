"""The scripted conversations, through the real assistant over HTTP."""

from typing import Any

import pytest

from tests.support.scripts import SCRIPTS
from tests.support.server import Server
from tests.support.web_chat import Chat


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["name"] for script in SCRIPTS])
def test_conversation(server: Server, script: dict[str, Any]) -> None:
    chat = Chat(server)
    for turn in script["turns"]:
        messages = chat.ask(turn["patient"])
        said = f"{turn['patient']} -> {[(m['kind'], m['topics'], m['text']) for m in messages]}"
        assert messages[0]["kind"] == turn["kind"], said
        if "topics" in turn:
            assert [topic for message in messages for topic in message["topics"]] == turn["topics"], said
        if "messages" in turn:
            assert len(messages) == turn["messages"], said
        if "says" in turn:
            assert turn["says"] in " ".join(message["text"] for message in messages), said
        if "lang" in turn:
            assert {message["lang"] for message in messages} == {turn["lang"]}, said
        if "buttons" in turn:
            assert [button["id"] for button in messages[0]["buttons"]] == turn["buttons"], said


def test_a_number_after_a_clarifying_question_picks_the_candidate(server: Server) -> None:
    chat = Chat(server)
    chat.ask("What are the side effects?")
    (offered,) = chat.ask("tell me more")
    (picked,) = chat.ask("the second one")
    assert picked["topics"] == [offered["topics"][1]]
