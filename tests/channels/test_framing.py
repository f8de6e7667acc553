"""Requests that a proxy in front and this server might read differently."""

import json
import re
import socket

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.support.server import Server

POST = "POST /chat/messages HTTP/1.1\r\nHost: clinic.example\r\nContent-Type: application/json\r\n"
HIDDEN = "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: clinic.example\r\n\r\n"


def answers(server: Server, request: str) -> bytes:
    """All that comes back until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(request.encode("latin-1"))
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    return received


@pytest.mark.parametrize(
    "rest",
    [
        f"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{HIDDEN}",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 0_2\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        f"Transfer-Encoding : chunked\r\n\r\n{HIDDEN}",
        f"X: a\nTransfer-Encoding: chunked\r\n\r\n{HIDDEN}",
        "X: a\0b\r\nContent-Length: 2\r\n\r\n{}",
        "X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_a_request_whose_end_is_uncertain_is_refused_and_nothing_behind_it_is_read(server: Server, rest: str) -> None:
    received = answers(server, POST + rest)

    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert b'"code":"bad_request"' in received


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"GET /health/live HTTP/1.1\r\nX: {'a' * 9_000}\r\n\r\n", 413),
        (f"GET /{'a' * 20_000} HTTP/1.1\r\n\r\n", 413),
        (f"{POST}X: {'a' * 20_000}", 413),
        (f"{POST}Content-Length: 16385\r\n\r\n", 413),
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n4001\r\n{'a' * 0x4001}\r\n0\r\n\r\n", 413),
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nAuthorization: Bearer x\r\n\r\n", 400),
        ("GET /health/live HTTP/2.0\r\n\r\n", 400),
        ("HELLO /health/live HTTP/1.1\r\n\r\n", 400),
    ],
    ids=["header", "address", "unfinished", "length", "chunks", "trailer", "version", "method"],
)
def test_what_is_too_large_or_not_spoken_here_is_refused_at_once(
    server: Server, request_text: str, status: int
) -> None:
    received = answers(server, request_text)

    assert received.startswith(f"HTTP/1.1 {status} ".encode())
    assert received.count(b"HTTP/1.1 ") == 1
    assert json.loads(received.partition(b"\r\n\r\n")[2])["ok"] is False


def test_what_came_before_an_unreadable_request_is_still_answered(server: Server) -> None:
    received = answers(server, f"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n{TYPED}\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 ") == 1


def test_requests_at_once_are_answered_in_order(server: Server) -> None:
    asked = "GET {} HTTP/1.1\r\nHost: clinic.example\r\n\r\n"
    many = "".join(asked.format(path) for path in ("/nowhere", "/health/live") * 200)

    received = answers(server, many + asked.format("/").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))

    assert re.findall(rb"HTTP/1\.1 (\d+) ", received) == [b"404", b"200"] * 200 + [b"200"]


def assert_nothing_logged(server: Server, before: int) -> None:
    """Neither what was sent nor a failure of the server's since the log had so many characters."""
    logged = server.log.read_text()[before:]
    assert TYPED not in logged
    assert "uvicorn" not in logged
    assert "starlette" not in logged


TYPED = "780-555-0123"
GET = f"GET /health/live?{TYPED}"
REST = "HTTP/1.1\r\nHost: clinic.example\r\n"


@pytest.mark.parametrize(
    "request_text",
    [
        f"GET /{TYPED}\xff {REST}\r\n",
        f"{GET}\xff {REST}\r\n",
        f"GET http://{TYPED}\xff/ {REST}\r\n",
        f"GET /{TYPED}\xff HTTP/2.0\r\nHost: clinic.example\r\n\r\n",
        f"GET /{TYPED}\xff HTTP/1.1\r\nno header\r\n\r\n",
        f"G\xffT /{TYPED} {REST}\r\n",
        f"{GET} {REST}X: {TYPED}\xff\r\n\r\n",
        f"{GET} {REST}X-\xff: {TYPED}\r\n\r\n",
        f"{GET} HTTP/1.1\r\nHost: {TYPED}\xff\r\n\r\n",
        f"{GET} {REST}Origin: https://{TYPED}\xff\r\n\r\n",
        f"{GET} {REST}Cookie: {TYPED}=\xff\r\n\r\n",
        f"{GET} {REST}Connection: \xff\r\n\r\n",
        f"{POST}Content-Length: {'1' * 5000}\r\n\r\n{{}}",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n{TYPED}\r\n\r\n",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n{TYPED}\xff\r\n\r\n",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n{TYPED}\r\n\r\n",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n{TYPED * 6}",
    ],
)
def test_a_request_that_is_no_text_is_answered_and_not_in_the_log(server: Server, request_text: str) -> None:
    before = len(server.log.read_text())

    received = answers(server, request_text)

    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1
    told = json.loads(received.partition(b"\r\n\r\n")[2])
    assert told == {"ok": False, "error": {"code": "bad_request", "message": "The request could not be read."}}
    assert_nothing_logged(server, before)


def test_what_follows_a_request_without_a_route_need_not_be_readable(server: Server) -> None:
    before = len(server.log.read_text())

    received = answers(server, f"POST /nowhere {REST}Transfer-Encoding: chunked\r\n\r\n{TYPED}\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 404 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert_nothing_logged(server, before)


_BYTES = st.binary(max_size=40)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from([b"", b"GET /", b"POST /chat/", b"GET http://"]), target=_BYTES, name=_BYTES, value=_BYTES)
@example(start=b"GET /", target=b"", name=b"Content-Length", value=b"\xb2")
@example(start=b"POST /chat/", target=b"messages", name=b"Transfer-Encoding", value=b"chunked\r\n\r\n\xff\r\n")
@example(start=b"GET http://", target=b"a", name=b"X", value=b"")
@example(start=b"GET ", target=b"*", name=b"X", value=b"")
def test_whatever_comes_is_answered_and_not_in_the_log(
    server: Server, start: bytes, target: bytes, name: bytes, value: bytes
) -> None:
    before = len(server.log.read_text())

    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(start + target + b" HTTP/1.1\r\nHost: a\r\n" + name + b": " + value + b"\r\n\r\n")
        status = connection.recv(65_536)[:12]

    assert status[:10] in (b"HTTP/1.1 2", b"HTTP/1.1 4")
    assert_nothing_logged(server, before)


def test_text_beyond_ascii_is_read(server: Server) -> None:
    written = "GET /health/live HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\nX-Name: é\r\n\r\n"

    assert answers(server, written.encode().decode("latin-1")).startswith(b"HTTP/1.1 200 ")


def test_an_address_that_is_none_is_not_found_and_not_in_the_log(server: Server) -> None:
    received = answers(server, "GET \\rosa\\780-555-0123 HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 404 ")
    assert "rosa" not in server.log.read_text()


def test_a_body_in_pieces_is_read_whole(server: Server) -> None:
    received = answers(
        server, f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n"
    )

    assert b'"code":"missing_token"' in received
