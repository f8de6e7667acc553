"""Requests as httptools reads them, minus those whose end another server might see elsewhere (RFC 9112, sections 6.1 and 6.3)
and those that are no text.

A proxy in front sends the requests of many patients over one connection. If it and this server disagree on where one ends, the
rest of it becomes the beginning of somebody else's. httptools refuses by itself two lengths, both kinds of length, a length
that is not all digits, folded lines, line ends without CR and odd names, but takes `Transfer-Encoding: identity, chunked`.
"""

from httptools import HttpParserInvalidURLError, parse_url

from frontdesk.deadline import DeadlineProtocol

_VERSIONS = ("1.0", "1.1")
_NOWHERE = b"/not-an-address"


class FramingError(ValueError):
    """A request that is read by nobody in one way only."""


def _has_path(url: bytes) -> bool:
    try:
        return parse_url(url).path is not None
    except HttpParserInvalidURLError:
        return False


class StrictProtocol(DeadlineProtocol):
    """Refuses such a request with 400 and closes the connection; an address that it cannot read leads nowhere.

    An address is taken as it is written: %2F is no slash in it.
    """

    def on_headers_complete(self) -> None:
        """Give the request to the application. Raises FramingError or UnicodeDecodeError."""
        codings = [value for name, value in self.headers if name == b"transfer-encoding"]
        if codings not in ([], [b"chunked"]) or self.parser.get_http_version() not in _VERSIONS:
            raise FramingError
        for _, value in self.headers:
            value.decode("utf-8")
        if not _has_path(self.url):
            self.url = _NOWHERE
        super().on_headers_complete()
        self.scope["path"] = self.scope["raw_path"].decode("ascii")
