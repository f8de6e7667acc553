"""A request that trickles in is ended, from its first byte on; a slow answer and an idle connection are not."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from frontdesk.deadline import CLOSING_SECONDS
from tests.support.served_files import run

ARRIVAL_SECONDS = 2.0  # of that server
AT_MOST = ARRIVAL_SECONDS + CLOSING_SECONDS + 1  # some of it for a slow machine; less than twice the limit
READ = b"POST /echo HTTP/1.1\r\nHost: clinic.example\r\n"
HEAD = b"POST /frontdesk.js HTTP/1.1\r\nHost: clinic.example\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("deadline")
    (folder / "frontdesk.js").write_bytes(b"export const answer = 42;\n")
    (folder / "index.html").write_text("<p>a page</p>")
    with run(Path(folder)) as url:
        yield int(url.rpartition(":")[2])


def dripped(port: int, start: bytes, drop: bytes) -> float:
    """How many seconds a connection lives on which a byte comes every tenth of a second; at most ten."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(start)
        try:
            while time.monotonic() - began < 10:
                time.sleep(0.1)
                connection.sendall(drop)
        except OSError:
            pass
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"GET /fro", b"n"),
        (HEAD + b"X-Slow: ", b"x"),
        (HEAD + b"Content-Length: 5000\r\n\r\n", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (READ + b"Content-Length: 5000\r\n\r\n", b"a"),
        (READ + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["request line", "header", "body", "chunks", "body that is read", "chunks that are read"],
)
def test_a_trickle_is_ended(port: int, start: bytes, drop: bytes) -> None:
    assert ARRIVAL_SECONDS - 0.2 < dripped(port, start, drop) < AT_MOST


@pytest.mark.parametrize("start", [HEAD, READ + b"Content-Length: 5000\r\n\r\na"], ids=["header", "body"])
def test_whoever_is_late_reads_so_once_before_the_connection_ends(port: int, start: bytes) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(start)
        received = b""
        with suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                received += piece
    assert time.monotonic() - began < AT_MOST
    assert received.startswith(b"HTTP/1.1 408 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert b'"code":"timeout"' in received
    assert b"780-555-0100" in received


def test_a_body_that_arrives_in_time_is_read_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(READ + b"Content-Length: 10\r\n\r\n")
        for _ in range(10):
            time.sleep(0.1)
            connection.sendall(b"a")
        assert connection.recv(65_536).endswith(b"\r\n\r\n" + b"a" * 10)


def test_a_connection_may_rest_between_requests(port: int) -> None:
    asked = b"GET /frontdesk.js HTTP/1.1\r\nHost: clinic.example\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(asked)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
            time.sleep(ARRIVAL_SECONDS + 0.2)


def test_others_are_served_meanwhile(port: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(dripped, port, HEAD, b"x") for _ in range(3)]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /frontdesk.js HTTP/1.1\r\nHost: clinic.example\r\n\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert all(one.result() < AT_MOST for one in slow)
