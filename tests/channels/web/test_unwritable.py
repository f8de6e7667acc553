"""An emergency is answered with its number even when nothing can be stored."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from frontdesk.channels.web.tokens import Tokens
from frontdesk.conversations.turns import Turns
from frontdesk.storage.crypto import Vault
from tests.support.databases import open_only
from tests.support.phone import SMS, Phone
from tests.support.server import SECRET, WIDE_RATES, Server
from tests.support.web_chat import Chat

SIGN = "chest pain cannot breathe"


@pytest.fixture(scope="module")
def clinic(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("locked"), **WIDE_RATES, **SMS)
    yield running
    running.stop()


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Nobody else can write to the server's database meanwhile."""
    with closing(sqlite3.connect(server.data_dir / "frontdesk.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_warning_sign_is_answered_and_everything_else_is_told_whom_to_call(clinic: Server) -> None:
    alarmed, asking = Chat(clinic), Chat(clinic)
    with locked(clinic), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asking.send, text="how much is it?")
        (warning,) = alarmed.ask(SIGN)
        assert not waiting.done(), "the warning waits for no lock"
        assert requests.get(f"{clinic.url}/health/live", timeout=5).ok
        assert not waiting.done(), "neither does the event loop"
        told = waiting.result()
    assert warning["kind"] == "emergency"
    assert "911" in warning["text"]
    assert told.status_code in (200, 503)
    assert "780-555-0100" in told.text
    assert "911" in told.text


def test_afterwards_the_chat_goes_on(clinic: Server) -> None:
    chat = Chat(clinic)
    with locked(clinic):
        (warning,) = chat.ask(SIGN)
    assert warning["kind"] == "emergency"
    deadline = time.monotonic() + 20
    while (reply := chat.send(text="how much is it?")).status_code == 409:  # until the warning is stored as well
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert reply.json()["messages"][0]["topics"] == ["cost"]


def test_a_warning_sign_waits_for_no_other_message_and_is_stored_after_it(clinic: Server) -> None:
    chat = Chat(clinic)
    engine = open_only(f"sqlite:///{clinic.data_dir / 'frontdesk.db'}")
    conversation_id = Tokens([SECRET], 3600).conversation_id(chat.token)
    earlier = Turns(engine, Vault([SECRET])).claim(conversation_id, "earlier", "how much is it?")
    (warning,) = chat.ask(SIGN)
    assert warning["kind"] == "emergency"
    assert chat.send(text="does it hurt?").status_code == 409
    Turns(engine, Vault([SECRET])).release(earlier)
    deadline = time.monotonic() + 20
    while SIGN not in chat.call("GET", "messages").text:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_warning_sign_by_text_is_answered_within_the_call(clinic: Server) -> None:
    phone = Phone(clinic)
    with locked(clinic):
        answer = phone.post(phone.fields(SIGN))
        refused = phone.post(phone.fields("how much is it?"))
    assert answer.status_code == 200
    assert "<Message>" in answer.text
    assert "911" in answer.text
    assert refused.status_code == 503
