"""The assistant and its actions together: what a patient sees when the actions are gone, and what is written down."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server, ServerWithActions
from tests.support.web_chat import Chat

NAME, PHONE, REASON = "Zoë Quillfeather", "780 555 0187", "lumbago"


@pytest.fixture(scope="module")
def own_server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose log and database are these tests' own."""
    running = Server(tmp_path_factory.mktemp("own"))
    yield running
    running.stop()


def _texts(chat: Chat, text: str) -> str:
    return " ".join(message["text"] for message in chat.ask(text))


def test_without_its_action_server_the_assistant_says_whom_to_call_and_still_answers(
    model: Path, tmp_path: Path
) -> None:
    server = ServerWithActions(tmp_path)
    try:
        chat = Chat(server)
        assert "What is your name?" in _texts(chat, "i want to book an appointment")
        server.actions.kill()
        server.actions.wait(timeout=20)
        assert "can't take this down right now" in _texts(chat, "Ana Example")
        assert "780-555-0100" in _texts(chat, "Ana Example")
        (other,) = Chat(server).ask("what are the side effects?")
        assert other["topics"] == ["side_effects"]
        server.start_actions()
        assert "What phone number" in _texts(chat, "Ana Example")
    finally:
        server.stop()


def test_nothing_that_a_patient_says_in_a_booking_is_logged_or_readable_in_the_database(own_server: Server) -> None:
    chat = Chat(own_server)
    said = ["book me in", NAME, PHONE, "asap", REASON, "no", "yes", "zoe@example.org", "cancel my appointment", "yes"]
    replies = [chat.ask(text) for text in said]
    assert "is cancelled" in json.dumps(replies[-1])
    stored = b"".join(file.read_bytes() for file in own_server.data_dir.glob("frontdesk.db*"))
    log = own_server.log.read_text()
    for private in (NAME, PHONE, "7805550187", REASON, "zoe@example.org"):
        assert private not in log
        assert private.encode() not in stored


def test_a_red_flag_inside_a_booking_comes_first_and_the_booking_goes_on_afterwards(own_server: Server) -> None:
    chat = Chat(own_server)
    chat.ask("book me in please")
    chat.ask("Ana Example")
    (alarm,) = chat.ask("my chest feels tight and i cant breathe")
    assert alarm["kind"] == "emergency"
    assert [button["id"] for button in alarm["buttons"]] == ["talk_to_human"]
    (after,) = chat.ask("ok thanks")
    assert after["kind"] == "urgent"
    assert "book" in [button["id"] for button in after["buttons"]]
    (resumed,) = chat.send(choice="book").json()["messages"]
    assert "What phone number" in resumed["text"]
    assert "please do not wait for an appointment: call 911" in resumed["text"]
    (next_,) = chat.ask("780 555 0143")
    assert "do not wait" not in next_["text"]


def test_a_button_counts_only_where_it_was_offered(own_server: Server) -> None:
    chat = Chat(own_server)
    for choice in ("booking_yes", "booking_slot_room_one_202612011500", "booking_appointment_AAA-BBB"):
        assert chat.send(choice=choice).json()["error"]["code"] == "unknown_choice"
    chat.ask("book me in")
    assert chat.send(choice="booking_stop").status_code == 200


def test_the_button_of_a_topic_is_a_question_in_the_middle(own_server: Server) -> None:
    chat = Chat(own_server)
    chat.ask("book me in")
    chat.ask("Ana Example")
    answer, again = chat.send(choice="side_effects").json()["messages"]
    assert answer["topics"] == ["side_effects"]
    assert "What phone number" in again["text"]


def test_a_question_beside_the_wish_to_book_is_answered_and_the_booking_begins(own_server: Server) -> None:
    answer, begun = Chat(own_server).ask("I'd like to book but first does it hurt?")
    assert answer["topics"] == ["does_it_hurt"]
    assert "What is your name?" in begun["text"]
