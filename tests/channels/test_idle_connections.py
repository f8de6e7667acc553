"""Thousands of connections on which nothing is asked, or a request has no end: patients are answered as before."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path

from tests.support.server import Server
from tests.support.web_chat import Chat

_CONNECTIONS = 3000
_MOST_MB = 100  # for all of them
_NO_END = b"POST /chat/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"


def memory_mb(server: Server) -> float:
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * 4096 / 1e6


def test_patients_are_answered_beside_thousands_of_idle_connections(model: Path, tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        Chat(server).ask("does it hurt?")
        before = memory_mb(server)
        with ExitStack() as opened:
            for number in range(_CONNECTIONS):
                connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
                opened.enter_context(connection)
                if number % 2:
                    connection.sendall(_NO_END)
            began = time.monotonic()
            assert Chat(server).ask("does it hurt?")[0]["kind"] == "answer"
            assert time.monotonic() - began < 5
            assert memory_mb(server) - before < _MOST_MB
    finally:
        server.stop()
