"""Requests as Sanic reads them, minus those whose end another server might see elsewhere (RFC 9112, sections 5.1, 6.1 and 6.3)
and those that are no text.

A proxy in front sends the requests of many patients over one connection. If it and Sanic disagree on where one ends, the rest
of it becomes the beginning of somebody else's. Sanic takes `Content-Length: +5` or both kinds of length for good.

At a byte that is not UTF-8 in an address, or at a chunk that has no size, it gives up and logs what it read.
"""

import re
from typing import Any

from httptools import HttpParserInvalidURLError, parse_url
from sanic.exceptions import InvalidUsage
from sanic.http import Http, Stage
from sanic.request import Request

from frontdesk.deadline import DeadlineProtocol

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_NOT_IN_VALUE = re.compile(r"[\0\r\n\ud800-\udfff]")  # a byte that is not UTF-8 is half of a surrogate pair here
_NOWHERE = b"/not-an-address"


def _is_uncertain(method: str, headers: Any) -> bool:
    lengths = headers.getall("content-length", [])
    codings = headers.getall("transfer-encoding", [])
    return (
        len(lengths) + len(codings) > 1
        or not all(length.strip().isascii() and length.strip().isdigit() for length in lengths)
        or any(coding != "chunked" for coding in codings)
        or not _NAME.fullmatch(method.lower())
        or not all(_NAME.fullmatch(name) and not _NOT_IN_VALUE.search(value) for name, value in headers.items())
    )


def _has_path(url_bytes: bytes) -> bool:
    try:
        return parse_url(url_bytes).path is not None
    except HttpParserInvalidURLError:
        return False


class StrictRequest(Request):
    """Refuses such a request with 400, after which Sanic closes the connection; an address it cannot read leads nowhere."""

    def __init__(self, url_bytes: bytes, headers: Any, *, method: str, **named: Any) -> None:
        if _is_uncertain(method, headers):
            raise InvalidUsage("Uncertain framing")
        super().__init__(url_bytes if _has_path(url_bytes) else _NOWHERE, headers, method=method, **named)


class StrictHttp(Http):
    """Answers 400 where Sanic fails to read a request."""

    async def http1_request_header(self) -> None:
        """See Http. Raises InvalidUsage for an address that is no text, or a length too long for a number."""
        try:
            await super().http1_request_header()
        except ValueError:
            raise InvalidUsage("Unreadable") from None

    def create_empty_request(self) -> None:
        """See Http. What stands for a request that could not be read has no address."""
        self.url = None
        super().create_empty_request()

    async def read(self) -> bytes | None:
        """See Http. After a chunk that cannot be read, nothing more of the body is; raises InvalidUsage if not yet answered."""
        try:
            data: bytes | None = await super().read()
        except InvalidUsage:
            self.request_body = None
            if self.stage is Stage.HANDLER:
                raise
            return None
        return data


class StrictProtocol(DeadlineProtocol):
    """Connections on which requests are read like that, within their time."""

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = StrictHttp(self)
