"""Requests that a proxy in front and this server might read differently."""

import socket

import pytest

from tests.conftest import Server

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


def test_an_address_that_is_none_is_not_found_and_not_in_the_log(server: Server) -> None:
    received = answers(server, "GET \\rosa\\780-555-0123 HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 404 ")
    assert "rosa" not in server.log.read_text()


def test_a_body_in_pieces_is_read_whole(server: Server) -> None:
    received = answers(
        server, f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n"
    )

    assert b'"code":"missing_token"' in received
