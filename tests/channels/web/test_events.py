"""The event stream over real HTTP: every tab sees every message once, whoever wrote it and wherever."""

import queue
import signal
import time
from typing import Any

import pytest
import requests
import time_machine

from frontdesk.channels.web.tokens import Tokens
from frontdesk.conversations.transcript import Transcript
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from tests.support.databases import open_only
from tests.support.server import SECRET, Server, ServerWithActions
from tests.support.streams import Stream
from tests.support.web_chat import Chat, assert_refused, conversation_of


@pytest.fixture
def chat(server: Server) -> Chat:
    return Chat(server)


def staff_says(server: Server, chat: Chat, *texts: str) -> list[dict[str, Any]]:
    """Messages of another process."""
    engine = open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}")
    said = [{"id": f"staff-{text}", "from": "staff", "text": text} for text in texts]
    with writing(engine) as connection:
        Transcript(engine, Vault([SECRET])).append(connection, conversation_of(chat), said)
    engine.dispose()
    return said


def test_two_tabs_see_the_same(server: Server, chat: Chat) -> None:
    tabs = [Stream(server.url, chat.token), Stream(server.url, chat.token)]
    (answer,) = chat.send(id="m1", text="does it hurt?").json()["messages"]
    for tab in tabs:
        assert tab.message(1)["id"] == "m1"
        assert tab.message(1) == answer
        with pytest.raises(queue.Empty):
            tab.next(0.2)
        tab.close()


def test_a_message_of_another_process_arrives_soon(server: Server, chat: Chat) -> None:
    stream = Stream(server.url, chat.token)
    for text in ("first", "second"):
        (said,) = staff_says(server, chat, text)
        assert stream.message(1.5) == said
    stream.close()


def test_who_was_away_gets_what_was_missed_and_then_what_is_new(server: Server, chat: Chat) -> None:
    seen = chat.opening["messages"][0]["id"]
    said = staff_says(server, chat, *(str(number) for number in range(50)))
    by_header = Stream(server.url, chat.token, **{"Last-Event-ID": seen})
    by_query = Stream(server.url, chat.token, f"?after={said[39]['id']}")
    assert [by_header.message() for _ in range(50)] == said
    assert [by_query.message() for _ in range(10)] == said[40:]
    chat.send(id="m1", text="does it hurt?")
    for stream in (by_header, by_query):
        assert stream.message()["id"] == "m1"
        stream.close()


def test_a_chat_hears_nothing_of_another(server: Server, chat: Chat) -> None:
    stream = Stream(server.url, chat.token)
    Chat(server).ask("does it hurt?")
    with pytest.raises(queue.Empty):
        stream.next(1.5)
    stream.close()


def test_a_stream_ends_with_its_chat(server: Server, chat: Chat) -> None:
    stream = Stream(server.url, chat.token)
    chat.call("DELETE", "session")
    assert stream.next(1) == ("ended", {})
    assert stream.ends()


def test_a_stream_ends_with_a_chat_that_another_process_ends(server: Server, chat: Chat) -> None:
    stream = Stream(server.url, chat.token)
    engine = open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}")
    Transcript(engine, Vault([SECRET])).end(conversation_of(chat))
    assert stream.next(5) == ("ended", {})
    engine.dispose()


def test_a_stream_ends_with_its_token(server: Server, chat: Chat) -> None:
    conversation = conversation_of(chat)
    with time_machine.travel(time.time() - 24 * 3600 + 3):
        token, _ = Tokens([SECRET], 24 * 3600).issue(conversation)
    stream = Stream(server.url, token)
    assert stream.next(5) == ("expired", {})
    assert stream.ends()
    assert_refused(chat.call("GET", "events", token=token), 401, "expired_token")


def test_the_oldest_of_seven_streams_is_replaced(server: Server, chat: Chat) -> None:
    streams = [Stream(server.url, chat.token) for _ in range(7)]
    assert streams[0].next(1) == ("replaced", {})
    assert streams[0].ends()
    chat.send(id="m1", text="does it hurt?")
    for stream in streams[1:]:
        assert stream.message()["id"] == "m1"
        stream.close()


def test_another_site_may_not_listen(server: Server, chat: Chat) -> None:
    refused = chat.call("GET", "events", headers={"Origin": "https://evil.example"})
    assert_refused(refused, 403, "origin_not_allowed")


def test_a_stream_is_not_stored_or_collected_on_its_way(server: Server, chat: Chat) -> None:
    stream = Stream(server.url, chat.token, Origin=server.url)
    headers = stream.response.headers
    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Access-Control-Allow-Origin"] == server.url
    assert headers["Vary"] == "Origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    stream.close()


def test_a_reply_after_the_deadline_comes_by_the_stream(
    model: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    running = ServerWithActions(tmp_path_factory.mktemp("late"), FRONTDESK_TURN_SECONDS="1")
    try:
        chat = Chat(running)
        stream = Stream(running.url, chat.token)
        running.actions.send_signal(signal.SIGSTOP)
        try:
            (apology,) = chat.send(id="m1", text="i want to book an appointment").json()["messages"]
        finally:
            running.actions.send_signal(signal.SIGCONT)
        assert apology["kind"] == "notice"
        assert stream.message()["id"] == "m1"
        notice, reply = stream.message(10), stream.message(10)
        assert notice["topics"] == ["privacy_notice"]
        assert reply["kind"] == "booking"
        assert chat.send(id="m1", text="i want to book an appointment").json()["messages"] == [notice, reply]
    finally:
        running.stop()


def test_a_server_with_open_streams_stops_at_once(model: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    running = Server(tmp_path_factory.mktemp("stopped"))
    chats = [Chat(running) for _ in range(5)]
    streams = [Stream(running.url, chat.token) for chat in chats]
    idle = requests.Session()
    idle.get(f"{running.url}/health/live", timeout=5)
    began = time.monotonic()
    running.process.terminate()
    running.process.wait(timeout=10)
    assert time.monotonic() - began < 3
    assert running.process.returncode == 0
    assert all(stream.ends() for stream in streams)
    running.stop()
    assert "Traceback" not in running.log.read_text()
