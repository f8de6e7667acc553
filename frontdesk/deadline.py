"""HTTP connections on which a request must arrive within a set time, from its first byte to its last.

Sanic's own limit starts again with every byte, so one byte now and then would keep a connection open for minutes.
"""

import asyncio
from typing import Any

from sanic.exceptions import RequestTimeout
from sanic.http import Stage
from sanic.server import HttpProtocol

ARRIVAL_SECONDS = 20.0
CLOSING_SECONDS = 0.5


class DeadlineProtocol(HttpProtocol):
    """Sanic's protocol with a limit on the whole of a request (`ARRIVAL_SECONDS` in the app's config).

    A late request gets 408, and its connection ends at most `CLOSING_SECONDS` later.
    """

    __slots__ = ("_arriving",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._arriving: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Start the clock of a request with its first byte."""
        if self._arriving is None and data:
            seconds = self.app.config.get("ARRIVAL_SECONDS", ARRIVAL_SECONDS)
            self._arriving = self.loop.call_later(seconds, self._late)
        elif self._arriving is not None and self._is_idle():
            self._arriving.cancel()
            self._arriving = None
            self.data_received(data)
            return
        super().data_received(data)

    def _is_idle(self) -> bool:
        """Whether the next byte is the first of a request."""
        return self._http is not None and self._http.stage is Stage.IDLE and not self._http.request_body

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the limit."""
        if self._arriving is not None:
            self._arriving.cancel()
        super().connection_lost(error)

    def _late(self) -> None:
        """End a request that is still arriving; one that has arrived takes its time."""
        self._arriving = None
        http = self._http
        if http is None or self._task is None:
            return
        if http.stage is Stage.REQUEST or http.request_body:
            http.exception = RequestTimeout("The request did not arrive in time")
            self._task.cancel()
            self.loop.call_later(CLOSING_SECONDS, self.abort)  # Sanic answers, and would go on reading
