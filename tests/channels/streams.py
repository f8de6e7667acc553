"""A browser that listens to a chat."""

import json
import queue
import threading
import time
from typing import Any

import requests

Event = tuple[str, dict[str, Any]]


class Stream:
    """One open `GET /chat/events`; `next()` gives its events one by one."""

    def __init__(self, url: str, token: str, query: str = "", **headers: str) -> None:
        authorization = {"Authorization": f"Bearer {token}"}
        self.response = requests.get(
            f"{url}/chat/events{query}", headers=authorization | headers, stream=True, timeout=60
        )
        assert self.response.status_code == 200, self.response.text
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        assert self._line(5).startswith(":")  # it is open
        assert self._line(5) == ""

    def _read(self) -> None:
        try:
            for line in self.response.iter_lines(chunk_size=1, decode_unicode=True):
                self._lines.put(line)
        except (requests.RequestException, AttributeError, ValueError):
            pass
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
        self.response.close()
