"""What a chat keeps, over real HTTP: reading it again, going on with it, ending it, saying whether it helped."""

import time
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.channels.web.tokens import Tokens
from frontdesk.storage.crypto import Vault
from frontdesk.storage.models import feedback
from tests.support.databases import open_only
from tests.support.server import SECRET, Server
from tests.support.web_chat import MESSAGE_KEYS, Chat, assert_refused, conversation_of


@pytest.fixture
def chat(server: Server) -> Chat:
    return Chat(server)


def page(chat: Chat, query: str = "") -> dict[str, Any]:
    response = chat.call("GET", f"messages{query}")
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_a_chat_can_be_read_again_in_full(chat: Chat) -> None:
    replies = chat.send(id="m1", text="does it hurt and how many times do i have to come?").json()["messages"]
    read = page(chat)
    assert read["more"] is False
    greeting, question, *answers = read["messages"]
    assert [greeting] == chat.opening["messages"]
    assert answers == replies
    assert set(question) == MESSAGE_KEYS - {"lang"}
    assert (question["id"], question["from"]) == ("m1", "patient")
    assert question["text"] == "does it hurt and how many times do i have to come?"


def test_a_pressed_button_is_read_as_its_title(chat: Chat) -> None:
    chat.send(id="m1", choice="side_effects")
    assert page(chat)["messages"][1]["text"] == "Side effects"


def test_a_chat_is_read_page_by_page(chat: Chat) -> None:
    for number in range(3):
        chat.send(id=f"m{number}", text="does it hurt?")
    first = page(chat, "?limit=2")
    assert (len(first["messages"]), first["more"]) == (2, True)
    rest = page(chat, f"?limit=100&after={first['messages'][-1]['id']}")
    assert (len(rest["messages"]), rest["more"]) == (5, False)
    assert page(chat)["messages"] == first["messages"] + rest["messages"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "1e1", "9999999999", "%D9%A1"])
def test_a_page_has_one_to_a_hundred_messages(chat: Chat, limit: str) -> None:
    assert_refused(chat.call("GET", f"messages?limit={limit}"), 400, "invalid_limit")


def test_a_message_of_another_chat_is_unknown_here(server: Server, chat: Chat) -> None:
    other = Chat(server).opening["messages"][0]["id"]
    assert_refused(chat.call("GET", f"messages?after={other}"), 400, "unknown_message")
    assert_refused(chat.call("GET", "events", headers={"Last-Event-ID": other}), 400, "unknown_message")
    answer = {"message_id": other, "helpful": True}
    assert_refused(chat.call("POST", "feedback", json=answer), 404, "unknown_message")


@pytest.mark.parametrize("after", ["%00", "x" * 65, "%ED%A0%80"])
def test_what_can_be_no_id_is_unknown(chat: Chat, after: str) -> None:
    assert_refused(chat.call("GET", f"messages?after={after}"), 400, "unknown_message")
    assert_refused(chat.call("GET", f"events?after={after}"), 400, "unknown_message")


def test_a_last_event_id_in_no_known_writing_is_refused(chat: Chat) -> None:
    broken = {"Last-Event-ID": b"\xff\xfe"}
    assert_refused(chat.call("GET", "events", headers=broken), 400, "bad_request")  # type: ignore[arg-type]


def test_a_valid_token_goes_on_with_its_chat(chat: Chat) -> None:
    chat.ask("does it hurt?")
    time.sleep(1.1)  # tokens tell the second they were made in
    renewed = chat.call("POST", "session")
    assert renewed.status_code == 201
    body = renewed.json()
    assert (body["renewed"], body["messages"]) == (True, [])
    assert body["token"] != chat.token
    assert body["clinic"] == chat.opening["clinic"]
    before = page(chat)
    chat.token = body["token"]
    assert page(chat) == before


def test_a_token_of_no_use_begins_a_new_chat(chat: Chat) -> None:
    conversation = conversation_of(chat)
    with time_machine.travel(time.time() - 25 * 3600):
        old, _ = Tokens([SECRET], 24 * 3600).issue(conversation)
    ended = Chat.__new__(Chat)
    ended.url, ended.token = chat.url, chat.call("POST", "session").json()["token"]
    for token in ("x", old, Tokens([SECRET], 3600).issue("0" * 32)[0]):
        opened = chat.call("POST", "session", token=token)
        assert opened.status_code == 201
        assert opened.json()["renewed"] is False
        assert len(opened.json()["messages"]) == 1
    ended.call("DELETE", "session")
    assert ended.call("POST", "session").json()["renewed"] is False


def test_an_ended_chat_is_gone(chat: Chat) -> None:
    (answer,) = chat.ask("does it hurt?")
    for _ in range(2):
        ended = chat.call("DELETE", "session")
        assert (ended.status_code, ended.json()) == (200, {"ok": True})
    for gone in (
        chat.send(text="does it hurt?"),
        chat.call("GET", "messages"),
        chat.call("GET", "events"),
        chat.call("POST", "feedback", json={"message_id": answer["id"], "helpful": True}),
    ):
        assert_refused(gone, 404, "unknown_conversation")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "messages"), ("GET", "events"), ("DELETE", "session"), ("POST", "feedback"), ("POST", "messages")],
)
def test_everything_about_a_chat_needs_its_token(chat: Chat, method: str, path: str) -> None:
    assert_refused(chat.call(method, path, token="forged", json={}), 401, "invalid_token")


def test_feedback_is_kept_sealed_and_the_last_word_counts(server: Server, chat: Chat) -> None:
    (answer,) = chat.ask("does it hurt?")
    for said in (
        {"helpful": True, "comment": None},
        {"helpful": True, "comment": "Thank you Ada"},
        {"helpful": False, "comment": "Ada is not my name"},
    ):
        response = chat.call("POST", "feedback", json={"message_id": answer["id"], **said})
        assert (response.status_code, response.json()) == (200, {"ok": True})
    with open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}").connect() as connection:
        of_this = sa.select(feedback).where(feedback.c.conversation_id == conversation_of(chat))
        (row,) = connection.execute(of_this).all()
    assert (row.message_id, row.helpful) == (answer["id"], False)
    assert b"Ada" not in row.comment
    assert Vault([SECRET]).open(row.comment) == "Ada is not my name"


def test_feedback_is_about_the_assistants_messages(chat: Chat) -> None:
    chat.send(id="m1", text="does it hurt?")
    for message_id in ("m1", "never-said"):
        refused = chat.call("POST", "feedback", json={"message_id": message_id, "helpful": True})
        assert_refused(refused, 404, "unknown_message")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_json"),
        (b"[]", 400, "invalid_body"),
        (b'{"helpful":true}', 400, "invalid_id"),
        (b'{"message_id":7,"helpful":true}', 400, "invalid_id"),
        (b'{"message_id":"a"}', 400, "invalid_body"),
        (b'{"message_id":"a","helpful":1}', 400, "invalid_body"),
        (b'{"message_id":"a","helpful":"true"}', 400, "invalid_body"),
        (b'{"message_id":"a","helpful":true,"comment":5}', 400, "invalid_body"),
        (b'{"message_id":"a","helpful":true,"stars":5}', 400, "invalid_body"),
        (b'{"message_id":"a","helpful":true,"comment":"\\ud800"}', 400, "invalid_text"),
        (b'{"message_id":"a","helpful":true,"comment":"' + b"a" * 501 + b'"}', 413, "too_long"),
    ],
)
def test_feedback_in_another_shape_is_refused(chat: Chat, body: bytes, status: int, code: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert_refused(chat.call("POST", "feedback", headers=headers, data=body), status, code)


def test_feedback_in_another_type_is_refused(chat: Chat) -> None:
    assert_refused(chat.call("POST", "feedback", data="helpful"), 415, "wrong_content_type")
