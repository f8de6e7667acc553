"""What a patient types is a text, whatever it begins with: none of Rasa's commands can be reached."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage

from frontdesk.channels.terminal import Terminal
from frontdesk.settings.environment import read_settings
from tests.support.server import SECRET

_WHITE = "".join(chr(code) for code in range(0x110000) if chr(code).isspace())
_STARTS = st.text(st.sampled_from(_WHITE) | st.characters(exclude_categories=["Cs"]), max_size=5)
_COMMANDS = st.sampled_from(["restart", "session_start", "back", "greet", 'greet{"a":"x"}', "booking", "cancel"])


@pytest.fixture(scope="module")
def terminal(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    folder = str(tmp_path_factory.mktemp("commands"))
    return Terminal(model, read_settings({"FRONTDESK_DATA_DIR": folder, "FRONTDESK_SECRET_KEYS": SECRET}), "web")


@pytest.mark.parametrize("start", ["/", "\n/", "\u00a0/", "\u2028/", "\ufeff/", "//", " \t/"])
@pytest.mark.parametrize("command", ["restart", 'greet{"a":"x"}', "session_start"])
def test_a_warning_sign_behind_a_command_is_a_warning_sign(terminal: Terminal, start: str, command: str) -> None:
    (message,) = asyncio.run(terminal.ask(f"{start}{command} I want to kill myself"))
    assert message["kind"] == "emergency"


@settings(max_examples=150, deadline=None)
@given(start=_STARTS, command=_COMMANDS)
@example(start="\n", command="restart")
@example(start="", command='greet{"a":"x"}')
def test_a_command_is_read_as_words(terminal: Terminal, start: str, command: str) -> None:
    typed = f"{start}/{command}"
    understood = asyncio.run(terminal.assistant.agent.parse_message(typed)) if typed.strip() else None
    assert understood is None or understood["intent"]["confidence"] < 1.0
    assert understood is None or not understood["entities"]
    assert understood is None or understood["intent"]["name"] not in ("restart", "session_start", "back")


def test_the_same_words_mean_the_same_behind_a_slash(terminal: Terminal) -> None:
    for text in ("how much is it?", "/how much is it?", "\n/ how much is it?"):
        understood = asyncio.run(terminal.assistant.agent.processor.parse_message(UserMessage(text)))
        assert understood["response_selector"]["faq"]["response"]["intent_response_key"] == "faq/cost"
