"""A message for the front desk from end to end: over HTTP, into the database, and by e-mail into the outbox folder."""

import asyncio
import email
import email.policy
import time
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.leave_message import ActionLeaveMessage
from frontdesk.booking.draft import Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.reception import Reception
from frontdesk.settings.environment import Settings
from tests.support.server import Server, ServerWithActions
from tests.support.stores import store_of
from tests.support.web_chat import Chat

LATE = "tell priya im running ten minutes late, the quillfeather bridge is closed"


@pytest.fixture(scope="module")
def own_server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerWithActions]:
    """A server whose actions may be killed."""
    running = ServerWithActions(tmp_path_factory.mktemp("messages"))
    yield running
    running.stop()


def _letters(server: Server) -> list[EmailMessage]:
    files = (server.data_dir / "outbox").glob("*.eml")
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def _awaited(server: Server) -> list[EmailMessage]:
    worker = server.run("worker")
    try:
        for _ in range(300):
            if _letters(server):
                break
            time.sleep(0.1)
        return _letters(server)
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def test_a_message_reaches_the_front_desk_by_e_mail_once_and_stands_in_no_log(own_server: Server) -> None:
    chat, turn = Chat(own_server), uuid.uuid4().hex
    first, again = (chat.send(id=turn, text=LATE).json()["messages"] for _ in range(2))
    assert first == again
    notice, passed_on = first
    assert notice["topics"] == ["privacy_notice"]
    assert (passed_on["kind"], passed_on["topics"]) == ("handoff", ["talk_to_human"])
    assert LATE in passed_on["text"]
    (letter,) = _awaited(own_server)
    assert letter["Subject"].startswith("Message ")
    assert f"Message:     {LATE}" in letter.get_content()
    assert own_server.verb("requests").count(f"says: {LATE}") == 1
    assert "quillfeather" not in own_server.log.read_text()
    assert all(b"quillfeather" not in file.read_bytes() for file in own_server.data_dir.glob("frontdesk.db*"))


def test_without_actions_nothing_is_said_to_be_passed_on(own_server: ServerWithActions) -> None:
    own_server.actions.kill()
    own_server.actions.wait(timeout=20)
    (reply,) = Chat(own_server).ask("i left my brace there")
    assert "780-555-0100" in reply["text"]
    assert "passed" not in reply["text"].lower()
    own_server.start_actions()


def _failing(_: Reception, heard: Heard) -> Say:
    raise OSError(heard.text)


def test_if_storing_fails_the_patient_is_told_to_call(
    config: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reception, "hear", _failing)
    said = CollectingDispatcher()
    tracker = Tracker("one", {}, {"text": LATE, "intent": {"name": "arriving"}}, [], False, None, {}, "")
    assert asyncio.run(ActionLeaveMessage(config, store_of(config)).run(said, tracker, {})) == []
    assert [message["response"] for message in said.messages] == ["utter_communication_failed"]
    assert LATE not in caplog.text
