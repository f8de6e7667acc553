"""Requests as Sanic reads them, minus those whose end another server might see elsewhere (RFC 9112, sections 5.1, 6.1 and 6.3).

A proxy in front sends the requests of many patients over one connection. If it and Sanic disagree on where one ends, the rest
of it becomes the beginning of somebody else's. Sanic takes `Content-Length: +5` or both kinds of length for good.
"""

import re
from typing import Any

from sanic.exceptions import BadURL, InvalidUsage
from sanic.request import Request

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_NOT_IN_VALUE = re.compile(r"[\0\r\n]")
_NOWHERE = b"/not-an-address"


def _is_ambiguous(headers: Any) -> bool:
    lengths = headers.getall("content-length", [])
    codings = headers.getall("transfer-encoding", [])
    return (
        len(lengths) + len(codings) > 1
        or not all(length.strip().isascii() and length.strip().isdigit() for length in lengths)
        or any(coding != "chunked" for coding in codings)
        or not all(_NAME.fullmatch(name) and not _NOT_IN_VALUE.search(value) for name, value in headers.items())
    )


class StrictRequest(Request):
    """Refuses such a request with 400, after which Sanic closes the connection; an address it cannot read leads nowhere."""

    def __init__(self, url_bytes: bytes, headers: Any, *rest: Any, **named: Any) -> None:
        if _is_ambiguous(headers):
            raise InvalidUsage("Ambiguous framing")
        try:
            super().__init__(url_bytes, headers, *rest, **named)
        except BadURL:
            super().__init__(_NOWHERE, headers, *rest, **named)
