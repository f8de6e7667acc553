"""The action server over real HTTP: who may call it, and what it shows when something is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from frontdesk.action_secret import HEADER, action_secret
from tests.support.server import SECRET, ServerWithActions

CALL: dict[str, Any] = {
    "next_action": "action_booking",
    "sender_id": "c" * 32,
    "version": "3.6.21",
    "tracker": {
        "sender_id": "c" * 32,
        "slots": {},
        "events": [{"event": "user", "input_channel": "web"}],
        "latest_message": {"text": "book me in", "intent": {"name": "book"}, "message_id": "t" * 32},
    },
}
HEADERS = {HEADER: action_secret([SECRET])}


class Actions(ServerWithActions):
    """The action server alone."""

    def start(self) -> None:
        """Start it."""
        self.verb("migrate")
        self.start_actions()
        self.process = self.actions


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Actions]:
    running = Actions(tmp_path_factory.mktemp("actions"))
    yield running
    running.stop()


def test_an_action_runs_for_who_knows_the_secret(actions: Actions) -> None:
    answer = requests.post(actions.webhook, json=CALL, headers=HEADERS, timeout=20)
    assert answer.status_code == 200
    assert answer.json()["events"][0]["name"] == "booking_step"
    assert answer.json()["responses"][0]["response"] == "utter_booking_ask_name"


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: action_secret(["x" * 40])}])
def test_without_the_secret_nothing_runs_and_nothing_is_shown(actions: Actions, headers: dict[str, str]) -> None:
    answer = requests.post(actions.webhook, json=CALL, headers=headers, timeout=20)
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"next_action": "action_booking"}', 400),
        (b'{"next_action": "action_unknown", "tracker": {"sender_id": "secret words"}, "sender_id": "s"}', 404),
        (b'{"next_action": "action_booking", "tracker": "secret words"}', 500),
    ],
)
def test_a_bad_call_gets_a_short_error_without_what_was_sent(actions: Actions, body: bytes, status: int) -> None:
    answer = requests.post(
        actions.webhook, data=body, headers={**HEADERS, "Content-Type": "application/json"}, timeout=20
    )
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text


def test_what_it_can_do_is_not_listed(actions: Actions) -> None:
    assert requests.get(f"http://127.0.0.1:{actions.actions_port}/actions", timeout=20).status_code == 404


def test_an_action_that_fails_says_what_to_do_and_logs_no_words(tmp_path: Path) -> None:
    broken = Actions(tmp_path)
    try:
        with (tmp_path / "frontdesk.db").open("r+b") as file:
            file.write(b"no database any more")
        call = {**CALL, "tracker": {**CALL["tracker"], "latest_message": {"text": "secret words", "message_id": "u"}}}
        answer = requests.post(broken.webhook, json=call, headers=HEADERS, timeout=20)
        assert answer.status_code == 200
        assert answer.json()["responses"][0]["response"] == "utter_booking_unavailable"
        assert "secret words" not in broken.log.read_text()
        assert "action_booking failed with" in broken.log.read_text()
    finally:
        broken.stop()


def test_it_listens_on_loopback_only(actions: Actions) -> None:
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    port = f":{actions.actions_port:04X}"
    assert [address for address in listening if address.endswith(port)] == [f"0100007F{port}"]


def test_it_needs_neither_rasa_nor_the_encoder(actions: Actions) -> None:
    mapped = Path(f"/proc/{actions.actions.pid}/maps").read_text()
    assert "onnxruntime" not in mapped
    assert "tensorflow" not in mapped
