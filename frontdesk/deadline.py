"""HTTP connections on which a request must arrive within a set time and size, from its first byte to its last.

uvicorn waits for as long as a byte comes now and then, takes heads and bodies of any length, and answers what it cannot read
in words of its own.

1. The time of a request begins with its first byte and ends with its last, whatever the application does meanwhile.
2. What is wrong with a head is answered here, in the application's words (`refusal`). What is wrong with a body is told to the
   application, whose next `receive` raises HTTPException; if it answers without the body, its own answer stands.
3. Nothing is read behind a request that was refused, and its connection ends.

The protocol builds on parts of uvicorn 0.54 that are not documented (`cycle`, `_unset_keepalive_if_required`).
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httptools
import uvicorn
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ARRIVAL_SECONDS = 20.0
CLOSING_SECONDS = 0.5
_KEEP_ALIVE_SECONDS = 65
_GRACE_SECONDS = 15
_HEAD_BYTES = 8_192
_EXTENSION = "frontdesk"
_ABORT, _REFUSED = "abort", "refused"


def abort(scope: Scope) -> None:
    """Cut the connection of a request off, whatever is still to be sent."""
    scope["extensions"][_EXTENSION][_ABORT]()


def _telling_refusals(app: ASGIApp) -> ASGIApp:
    """The application, told by HTTPException when the rest of a body is not going to come."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_if_not_refused() -> Message:
            _raise_if_refused(scope)
            message = await receive()
            _raise_if_refused(scope)
            return message

        await app(scope, receive_if_not_refused, send)

    return told


def _raise_if_refused(scope: Scope) -> None:
    status = scope.get("extensions", {}).get(_EXTENSION, {}).get(_REFUSED)
    if status is not None:
        raise HTTPException(status)


class HttpConfig(uvicorn.Config):
    """How an application is served: one process, behind whatever proxy, and silent unless it fails."""

    def __init__(
        self,
        app: ASGIApp,
        refusal: Callable[[HTTPStatus], Response],
        protocol: "type[DeadlineProtocol]",
        host: str,
        port: int,
        max_body: int,
        arrival_seconds: float = ARRIVAL_SECONDS,
    ) -> None:
        """`refusal`: what answers a request that the application never sees."""
        super().__init__(
            _telling_refusals(app),
            host=host,
            port=port,
            loop="asyncio",
            http=protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self.refusal = refusal
        self.max_body = max_body
        self.arrival_seconds = arrival_seconds


def _as_bytes(response: Response) -> bytes:
    status = HTTPStatus(response.status_code)
    lines = b"".join(b"%b: %b\r\n" % header for header in (*response.raw_headers, (b"connection", b"close")))
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, status.phrase.encode(), lines, bytes(response.body))


def _status_of(error: httptools.HttpParserError, data: bytes) -> HTTPStatus:
    """An address that is text, but not one of HTTP's, leads nowhere."""
    is_address = isinstance(error, httptools.HttpParserInvalidURLError) and data.isascii()
    return HTTPStatus.NOT_FOUND if is_address else HTTPStatus.BAD_REQUEST


class _Joined:
    """A transport that sends at once what is written in one step of the loop: the head of an answer with its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._written:
            self._loop.call_soon(self._send)
        self._written.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._written and not self._transport.is_closing():
            self._transport.write(b"".join(self._written))
        self._written.clear()


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits on the whole of a request.

    A late request gets 408, and its connection ends at most `CLOSING_SECONDS` later.
    """

    config: HttpConfig

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: asyncio.TimerHandle | None = None
        self._in_body = False
        self._refused = False
        self._head_bytes = self._body_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin the time in which a first request must come."""
        super().connection_made(_Joined(transport, self.loop))  # type: ignore[arg-type]
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the limits."""
        self._arrived()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the request has been refused."""
        self._unset_keepalive_if_required()
        self._begin_arrival()
        for start in range(0, len(data), _HEAD_BYTES):
            if self._refused or self.transport.is_closing():
                return
            self._read(data[start : start + _HEAD_BYTES])

    def _read(self, data: bytes) -> None:
        self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False  # no other protocol is spoken here
        except httptools.HttpParserError as error:
            self.refuse(_status_of(error, data))
        is_in_head = self._arriving is not None and not self._in_body
        if is_in_head and self._head_bytes >= _HEAD_BYTES:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin the time of a request that came with the end of another."""
        super().on_message_begin()
        self._begin_arrival()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take no headers behind a body: the application has read the others by then. Raises ValueError."""
        if self._in_body:
            raise ValueError("Trailers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Give the request to the application."""
        self.scope["extensions"] = {_EXTENSION: {_ABORT: self.transport.abort}}
        super().on_headers_complete()
        self._in_body = True
        if any(int(value) > self.config.max_body for name, value in self.headers if name == b"content-length"):
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def on_body(self, body: bytes) -> None:
        """Take a part of the body, up to the limit."""
        self._body_bytes += len(body)
        if self._body_bytes > self.config.max_body:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End the time of a request."""
        self._arrived()
        self._in_body = False
        self._head_bytes = self._body_bytes = 0
        if not self._refused:
            super().on_message_complete()

    def _begin_arrival(self) -> None:
        if self._arriving is None:
            self._arriving = self.loop.call_later(self.config.arrival_seconds, self.refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _arrived(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def refuse(self, status: HTTPStatus) -> None:
        """End the request that is arriving with this status, and its connection."""
        if self._refused:
            return
        self._refused = True
        self._arrived()
        if self._in_body:
            self._refuse_body(status)
        elif self.cycle is None or self.cycle.response_complete:
            self.transport.write(_as_bytes(self.config.refusal(status)))
            self.transport.close()
        else:
            self.cycle.keep_alive = False  # it came behind another request, whose answer is still to come

    def _refuse_body(self, status: HTTPStatus) -> None:
        cycle = self.cycle
        if cycle.response_complete:
            self.transport.close()
            return
        cycle.keep_alive = False
        if not cycle.response_started:
            self.scope["extensions"][_EXTENSION][_REFUSED] = status
            cycle.more_body = False
            cycle.message_event.set()
        self.loop.call_later(CLOSING_SECONDS, self.transport.abort)
