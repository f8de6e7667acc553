"""Caddy in front of the assistant, as deploy/compose has it: what it lets through and what it stops."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.support.manifests import COMPOSE
from tests.support.proxy import CADDY, Proxy
from tests.support.server import Server, free_port
from tests.support.streams import Stream
from tests.support.web_chat import Chat


class Proxied:
    """The assistant behind Caddy."""

    def __init__(self, folder: Path) -> None:
        self.behind = Server(
            folder, FRONTDESK_PROXIES="1", FRONTDESK_SESSION_RATE="5/day", FRONTDESK_METRICS_PORT=str(free_port())
        )
        self._proxy = Proxy(folder, [self.behind.port], staff="192.0.2.0/24")
        self.url, self.desk = self._proxy.url, self._proxy.desk

    def stop(self) -> None:
        """Stop both."""
        self._proxy.stop()
        self.behind.stop()


@pytest.fixture(scope="module")
def proxied(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    running = Proxied(tmp_path_factory.mktemp("proxied"))
    yield running
    running.stop()


def test_the_shipped_configuration_is_valid() -> None:
    checked = subprocess.run(
        [CADDY, "validate", "--config", COMPOSE / "Caddyfile"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_patients_are_served_and_hear_what_is_new_at_once(proxied: Proxied) -> None:
    chat = Chat(proxied)  # type: ignore[arg-type]  it has an address
    stream = Stream(proxied.url, chat.token)
    began = time.monotonic()
    assert chat.ask("does it hurt?")[0]["kind"] == "answer"
    assert [stream.message()["from"] for _ in range(2)] == ["patient", "bot"]
    assert time.monotonic() - began < 5
    stream.close()


def test_health_and_figures_are_not_public(proxied: Proxied) -> None:
    for path in ("/health/ready", "/health/live", "/metrics"):
        assert requests.get(f"{proxied.url}{path}", timeout=5).status_code == 404


def test_the_front_desks_page_is_for_the_clinics_network_alone(proxied: Proxied) -> None:
    assert requests.get(f"{proxied.desk}/sign-in", timeout=5).status_code == 404


def test_what_is_too_large_is_stopped(proxied: Proxied) -> None:
    token = Chat(proxied).token  # type: ignore[arg-type]
    large = requests.post(
        f"{proxied.url}/chat/messages", data=b"x" * 20_000, headers={"Authorization": f"Bearer {token}"}, timeout=5
    )
    assert large.status_code == 413
    assert requests.get(f"{proxied.url}/", headers={"X-Long": "x" * 20_000}, timeout=5).status_code in (400, 431)


def test_a_slow_head_is_not_waited_for(proxied: Proxied) -> None:
    host, port = proxied.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        began = time.monotonic()
        assert slow.recv(1000) == b"" or time.monotonic() - began > 9
    assert time.monotonic() - began < 15


def test_what_a_client_says_of_its_address_is_not_believed(proxied: Proxied) -> None:
    answers = [
        requests.post(f"{proxied.url}/chat/session", headers={"X-Forwarded-For": f"203.0.113.{number}"}, timeout=5)
        for number in range(8)
    ]
    assert answers[-1].status_code == 429
