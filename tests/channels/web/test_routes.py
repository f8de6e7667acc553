"""The web chat over real HTTP: what it gives, and what it refuses. Nothing here knows the inside."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests
import time_machine

from frontdesk.channels.turn_taking import stale_after
from frontdesk.channels.web.tokens import Tokens
from frontdesk.conversations.turns import Turns
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from tests.support.databases import open_only
from tests.support.server import SECRET, Server
from tests.support.web_chat import MESSAGE_KEYS, Chat, assert_refused


@pytest.fixture
def chat(server: Server) -> Chat:
    return Chat(server)


def test_a_session_opens_with_a_greeting_that_says_what_is_answering(chat: Chat) -> None:
    assert set(chat.opening) == {"ok", "token", "expires_at", "renewed", "messages", "clinic"}
    assert chat.opening["renewed"] is False
    assert chat.opening["clinic"] == {
        "name": "Momentum Physiotherapy",
        "phone": "780-555-0100",
        "emergency_number": "911",
        "health_line": "811",
        "crisis_number": "988",
        "max_characters": 1000,
        "texting": False,
    }
    (greeting,) = chat.opening["messages"]
    assert set(greeting) == MESSAGE_KEYS
    assert "automated" in greeting["text"]
    assert greeting["kind"] == "smalltalk"


@pytest.mark.parametrize(
    ("tag", "lang", "says"),
    [
        ("fr-CA", "fr", "l'assistant automatisé"),
        ("fr", "fr", "Bonjour"),
        ("de-DE", "en", "Hello"),
        ("en-CA", "en", "Hello"),
    ],
)
def test_the_greeting_is_in_the_language_of_the_page(server: Server, tag: str, lang: str, says: str) -> None:
    chat = Chat(server, tag)
    (greeting,) = chat.opening["messages"]
    assert greeting["lang"] == lang
    assert says in greeting["text"]
    (answer,) = chat.ask("ok")
    assert answer["lang"] == lang


def test_a_button_on_a_french_page_is_answered_in_french_and_stands_in_the_transcript_so(server: Server) -> None:
    chat = Chat(server, "fr")
    (greeting,) = chat.opening["messages"]
    button = greeting["buttons"][0]
    (answer,) = chat.send(choice=button["id"]).json()["messages"]
    assert answer["lang"] == "fr"
    pressed = chat.call("GET", "messages").json()["messages"][1]
    assert (pressed["from"], pressed["text"]) == ("patient", button["title"])


@pytest.mark.parametrize("body", [{"lang": 1}, {"lang": "x" * 65}, {"language": "fr"}, ["fr"]])
def test_another_body_of_a_session_is_refused(server: Server, body: object) -> None:
    refused = requests.post(f"{server.url}/chat/session", json=body, timeout=20)
    assert_refused(refused, 400, "invalid_body")


def test_a_question_gets_an_answer_with_topic_source_and_buttons(chat: Chat) -> None:
    (answer,) = chat.ask("what are the side effects?")
    assert set(answer) == MESSAGE_KEYS
    assert (answer["from"], answer["kind"], answer["topics"]) == ("bot", "answer", ["side_effects"])
    assert set(answer["source"]) == {"title", "section", "url", "reviewed"}
    assert answer["buttons"][-1]["id"] == "book"


def test_a_button_gives_the_answer_of_its_topic(chat: Chat) -> None:
    (answer,) = chat.ask("what are the side effects?")
    (chosen,) = chat.send(choice=answer["buttons"][0]["id"]).json()["messages"]
    assert chosen["topics"] == [answer["buttons"][0]["id"]]


def test_two_questions_get_two_messages(chat: Chat) -> None:
    answers = chat.ask("does it hurt and how many times do i have to come?")
    assert [answer["topics"] for answer in answers] == [["does_it_hurt"], ["number_of_sessions"]]


def test_a_replayed_id_gives_the_same_reply_and_is_processed_once(chat: Chat) -> None:
    first = chat.send(id="one", text="does it hurt?").json()
    assert chat.send(id="one", text="does it hurt?").json() == first


def test_an_id_used_for_another_message_is_refused(chat: Chat) -> None:
    chat.send(id="one", text="does it hurt?")
    assert_refused(chat.send(id="one", text="how much is it?"), 409, "reused_id")


def test_two_turns_at_once_are_not_mixed(chat: Chat) -> None:
    with ThreadPoolExecutor(6) as pool:
        responses = list(pool.map(lambda _: chat.send(text="does it hurt?"), range(6)))
    assert {response.status_code for response in responses} <= {200, 409}
    assert any(response.status_code == 200 for response in responses)
    for response in responses:
        if response.status_code == 409:
            assert_refused(response, 409, "turn_in_progress")


@pytest.mark.parametrize("client_id", ["earlier", "another"])
def test_a_message_during_a_turn_is_told_when_to_come_again_and_then_answered(
    server: Server, config: Settings, client_id: str
) -> None:
    chat, text = Chat(server), "does it hurt?"
    turns = Turns(open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}"), Vault([SECRET]))
    started_at = datetime.now(timezone.utc) - stale_after(config) + timedelta(seconds=2.5)
    with time_machine.travel(started_at):
        turns.claim(Tokens([SECRET], 3600).conversation_id(chat.token), "earlier", text)

    refused = chat.send(id=client_id, text=text)
    assert_refused(refused, 409, "turn_in_progress")
    seconds = int(refused.headers["Retry-After"])
    assert 1 <= seconds <= 3
    assert f" in {seconds} second" in refused.json()["error"]["message"]

    time.sleep(seconds)
    answered = chat.send(id=client_id, text=text)
    assert answered.status_code == 200
    assert "Retry-After" not in answered.headers


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"\xff\xfe{}", 400, "invalid_json"),
        (b'{"id":"a","text":"\xc3\x28"}', 400, "invalid_json"),
        (b"[" * 8000, 400, "invalid_json"),
        (b"[]", 400, "invalid_body"),
        (b'"text"', 400, "invalid_body"),
        (b"null", 400, "invalid_body"),
        (b'{"id":"a"}', 400, "invalid_body"),
        (b'{"id":"a","text":"x","choice":"safety"}', 400, "invalid_body"),
        (b'{"id":"a","text":5}', 400, "invalid_body"),
        (b'{"id":"a","text":0}', 400, "invalid_body"),
        (b'{"id":"a","text":false}', 400, "invalid_body"),
        (b'{"id":"a","choice":[]}', 400, "invalid_body"),
        (b'{"id":"a","choice":{}}', 400, "invalid_body"),
        (b'{"id":"a","text":["x"]}', 400, "invalid_body"),
        (b'{"id":"a","text":{"x":1}}', 400, "invalid_body"),
        (b'{"id":"a","text":"x","sender":"other"}', 400, "invalid_body"),
        (b'{"id":"a","text":"x","metadata":{"admin":true}}', 400, "invalid_body"),
        (b'{"text":"x"}', 400, "invalid_id"),
        (b'{"id":"","text":"x"}', 400, "invalid_id"),
        (b'{"id":7,"text":"x"}', 400, "invalid_id"),
        (b'{"id":"a\\nb","text":"x"}', 400, "invalid_id"),
        (b'{"id":"' + b"a" * 65 + b'","text":"x"}', 400, "invalid_id"),
        (b'{"id":"a","text":""}', 400, "empty_text"),
        (b'{"id":"a","text":" \\t\\n "}', 400, "empty_text"),
        (b'{"id":"a","text":"\\u200b\\u202e"}', 400, "empty_text"),
        (b'{"id":"a","text":"\\ud800"}', 400, "invalid_text"),
        (b'{"id":"a","text":"' + b"a" * 1001 + b'"}', 413, "too_long"),
        (b'{"id":"a","text":"' + b"a" * 1_000_000 + b'"}', 413, "too_large"),
        (b'{"id":"a","choice":"cost; DROP TABLE turns"}', 400, "unknown_choice"),
        (b'{"id":"a","choice":"affirm"}', 400, "unknown_choice"),
    ],
)
def test_a_bad_body_is_refused_in_words_and_changes_nothing(chat: Chat, body: bytes, status: int, code: str) -> None:
    assert_refused(chat.raw(body), status, code)
    assert chat.send(id="a", text="does it hurt?").json()["messages"][0]["topics"] == ["does_it_hurt"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(chat: Chat, content_type: str) -> None:
    assert_refused(chat.raw(b'{"id":"a","text":"x"}', content_type), 415, "wrong_content_type")


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂🙂",
        "???",
        "12345",
        "هل يؤلم؟",
        "<script>alert(1)</script>",
        "'; DROP TABLE turns; --",
        "{clinic_phone} {0} %s",
        "a" * 1000,
        "\u0007\u0000does it hurt\u202e",
        "0[",
    ],
)
def test_strange_text_gets_a_plain_reply_and_is_not_echoed(chat: Chat, text: str) -> None:
    messages = chat.ask(text)
    assert messages
    assert all(message["text"] for message in messages)
    if len(text) > 5:
        assert text not in json.dumps(messages, ensure_ascii=False)
    assert chat.ask("does it hurt?")[0]["topics"] == ["does_it_hurt"]


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/safety", '/faq{"a":"b"}', "//book", " /restart", "/ /restart", "/"]
)
def test_a_leading_slash_is_only_a_character(chat: Chat, text: str) -> None:
    (first,) = chat.ask("does it hurt?")
    assert first["kind"] == "answer"
    messages = chat.ask(text)
    assert all(message["kind"] != "emergency" for message in messages)
    (again,) = chat.ask("say that simpler please")
    assert again["text"]


def test_no_token_is_refused(server: Server) -> None:
    response = requests.post(f"{server.url}/chat/messages", json={"id": "a", "text": "x"}, timeout=20)
    assert_refused(response, 401, "missing_token")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_forged_token_is_refused(chat: Chat, token: str) -> None:
    assert_refused(chat.raw(b'{"id":"a","text":"x"}', token=token), 401, "invalid_token")


def test_a_changed_token_is_refused(chat: Chat) -> None:
    changed = ("A" if chat.token[0] != "A" else "B") + chat.token[1:]
    assert_refused(chat.raw(b'{"id":"a","text":"x"}', token=changed), 401, "invalid_token")


def test_a_token_signed_with_another_secret_is_refused(chat: Chat) -> None:
    forged, _ = Tokens(["another-secret-0123456789-0123456789"], 3600).issue("0" * 32)
    assert_refused(chat.raw(b'{"id":"a","text":"x"}', token=forged), 401, "invalid_token")


def test_a_token_for_a_conversation_that_is_gone_is_refused(chat: Chat) -> None:
    orphan, _ = Tokens([SECRET], 3600).issue("0" * 32)
    assert_refused(chat.raw(b'{"id":"a","text":"x"}', token=orphan), 404, "unknown_conversation")


def test_an_id_of_another_conversation_gives_nothing_of_it(server: Server) -> None:
    one, other = Chat(server), Chat(server)
    one.send(id="shared", text="does it hurt?")
    reply = other.send(id="shared", text="does it hurt?").json()["messages"]
    assert reply[0]["id"] != one.send(id="shared", text="does it hurt?").json()["messages"][0]["id"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/chat/session", 405, "method_not_allowed"),
        ("POST", "/webhooks/rest/webhook", 404, "not_found"),
        ("GET", "/webhooks/rest/", 404, "not_found"),
        ("POST", "/model/parse", 404, "not_found"),
        ("GET", "/conversations/default/tracker", 404, "not_found"),
        ("GET", "/socket.io/", 404, "not_found"),
    ],
)
def test_rasas_own_routes_are_gone_and_errors_have_one_shape(
    server: Server, method: str, path: str, status: int, code: str
) -> None:
    assert_refused(requests.request(method, f"{server.url}{path}", timeout=20), status, code)


def test_another_site_may_not_use_the_chat(server: Server) -> None:
    headers = {"Origin": "https://evil.example"}
    assert_refused(requests.post(f"{server.url}/chat/session", headers=headers, timeout=20), 403, "origin_not_allowed")
    assert_refused(
        requests.options(f"{server.url}/chat/session", headers=headers, timeout=20), 403, "origin_not_allowed"
    )


@pytest.mark.parametrize(
    ("origin", "host"), [("null", ""), ("{url}/path", None), ("//{host}", None), ("http://name@{host}", None)]
)
def test_what_is_no_origin_of_a_site_is_refused(server: Server, origin: str, host: str | None) -> None:
    own = server.url.removeprefix("http://")
    headers = {"Origin": origin.format(url=server.url, host=own), "Host": own if host is None else host}
    refused = requests.post(f"{server.url}/chat/session", headers=headers, timeout=20)
    assert_refused(refused, 403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_the_servers_own_pages_may(server: Server) -> None:
    response = requests.post(f"{server.url}/chat/session", headers={"Origin": server.url}, timeout=20)
    assert response.status_code == 201
    assert response.headers["Access-Control-Allow-Origin"] == server.url
    assert response.headers["Cache-Control"] == "no-store"


def test_an_allowed_site_may_read_write_and_end_a_chat(model: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, site = tmp_path_factory.mktemp("allowed"), "https://clinic.example"
    clinic = Path("clinic.yml").read_text().replace("allowed_origins: []", f'allowed_origins: ["{site}"]')
    (folder / "clinic.yml").write_text(clinic)
    running = Server(folder, FRONTDESK_CLINIC_FILE=str(folder / "clinic.yml"))
    try:
        for path in ("session", "messages", "events", "feedback"):
            asked = requests.options(f"{running.url}/chat/{path}", headers={"Origin": site}, timeout=20)
            assert asked.headers["Access-Control-Allow-Origin"] == site
            assert asked.headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
            assert asked.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type, Last-Event-ID"
            assert "Access-Control-Allow-Credentials" not in asked.headers
        chat = Chat(running)
        for response in (
            chat.call("GET", "messages", headers={"Origin": site}),
            chat.call("GET", "messages?limit=0", headers={"Origin": site}),
            chat.call("GET", "messages", token="x", headers={"Origin": site}),
            chat.call("POST", "messages", headers={"Origin": site}, data=b"x" * 20_000),
        ):
            assert response.headers["Access-Control-Allow-Origin"] == site
            assert response.headers["Vary"] == "Origin"
        assert chat.call("GET", "messages").headers["Vary"] == "Origin"
        refused = chat.call("GET", "messages", headers={"Origin": "https://evil.example"})
        assert_refused(refused, 403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in refused.headers
    finally:
        running.stop()


def test_health(server: Server) -> None:
    for path in ("live", "ready"):
        assert requests.get(f"{server.url}/health/{path}", timeout=20).json() == {"ok": True}


def test_nothing_that_a_patient_typed_is_in_the_log(server: Server, chat: Chat) -> None:
    chat.ask("my name is Zebulon Quux and my hip hurts, does it help")
    chat.raw(b'{"id":"Zebulon","text":5}')
    assert "Zebulon" not in server.log.read_text()
    assert chat.token not in server.log.read_text()


def test_rates_and_expiry_are_kept(model: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    strict = Server(
        tmp_path_factory.mktemp("strict"), FRONTDESK_CONVERSATION_RATE="2/hour", FRONTDESK_SESSION_RATE="2/hour"
    )
    try:
        chat = Chat(strict)
        assert [chat.send(text="does it hurt?").status_code for _ in range(2)] == [200, 200]
        assert_refused(chat.send(text="does it hurt?"), 429, "too_many_requests")
        Chat(strict)
        assert_refused(requests.post(f"{strict.url}/chat/session", timeout=20), 429, "too_many_requests")
    finally:
        strict.stop()


def test_an_expired_token_says_so(server: Server) -> None:
    import time_machine

    with time_machine.travel(time.time() - 25 * 3600):
        old, _ = Tokens([SECRET], 24 * 3600).issue("0" * 32)
    response = requests.post(
        f"{server.url}/chat/messages",
        json={"id": "a", "text": "x"},
        headers={"Authorization": f"Bearer {old}"},
        timeout=20,
    )
    assert_refused(response, 401, "expired_token")


def test_a_conversation_survives_a_killed_process(model: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    running = Server(tmp_path_factory.mktemp("killed"))
    try:
        chat = Chat(running)
        before = chat.send(id="one", text="does it hurt?").json()
        running.stop(kill=True)
        running.start()
        assert chat.send(id="one", text="does it hurt?").json() == before
        (short,) = chat.ask("what do you mean?")
        assert short["topics"] == ["does_it_hurt"]
    finally:
        running.stop()
