"""A browser that listens to a chat."""

import json
import queue
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

Event = tuple[str, dict[str, Any]]


class Stream:
    """One open `GET /chat/events`; `next()` gives its events one by one."""

    def __init__(self, url: str, token: str, query: str = "", **headers: str) -> None:
        self._connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
        self._connection.request("GET", f"/chat/events{query}", headers={"Authorization": f"Bearer {token}"} | headers)
        self._socket = self._connection.sock
        self.response = self._connection.getresponse()
        assert self.response.status == 200, self.response.read()
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._line(5).startswith(":")  # it is open
        assert self._line(5) == ""

    def _read(self) -> None:
        try:
            while line := self.response.readline():
                self._lines.put(line.decode().rstrip("\n"))
        except (HTTPException, OSError):
            pass
        self.response.close()
        self._connection.close()
        self._lines.put(None)

    def _line(self, seconds: float) -> str:
        line = self._lines.get(timeout=seconds)
        if line is None:
            raise EOFError
        return line

    def next(self, seconds: float = 5) -> Event:
        """The next event: its kind and data. Raises queue.Empty when none comes in time and EOFError at the end."""
        fields: dict[str, str] = {}
        until = time.monotonic() + seconds
        while line := self._line(max(0.01, until - time.monotonic())):
            name, _, value = line.partition(": ")
            fields[name] = value
        if "event" not in fields:
            return self.next(max(0.01, until - time.monotonic()))
        data = json.loads(fields["data"])
        assert fields["event"] != "message" or fields["id"] == data["id"]
        return fields["event"], data

    def message(self, seconds: float = 5) -> dict[str, Any]:
        """The next event, which must be a message."""
        kind, data = self.next(seconds)
        assert kind == "message", kind
        return data

    def ends(self) -> bool:
        """Whether the server has closed it."""
        try:
            self._line(5)
        except EOFError:
            return True
        return False

    def close(self) -> None:
        """Leave."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
