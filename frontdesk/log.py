"""Logging without what the patient typed: of a failure the kind of error and where, never its message or values.

Whatever one request causes carries its id, in every process that has a part in it: in the assistant, in an action server, and
in the worker that sends what the request queued.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

REQUEST: ContextVar[str] = ContextVar("request", default="")
REQUEST_CHARACTERS = 16


def new_request() -> str:
    """The id of a request that begins here; nothing of it comes from whoever sent the request."""
    request = secrets.token_hex(REQUEST_CHARACTERS // 2)
    REQUEST.set(request)
    return request


@contextmanager
def of_request(request: str) -> Iterator[None]:
    """What is done here is a part of a request that began elsewhere."""
    token = REQUEST.set(request)
    try:
        yield
    finally:
        REQUEST.reset(token)


class _Text(logging.Formatter):
    """A line of text, with the request at its end."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = super().format(record)
        return f"{line} [request {REQUEST.get()}]" if REQUEST.get() else line


class _Json(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        fields = {
            "at": at,
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
            "request": REQUEST.get() or None,
        }
        if record.exc_info:
            fields["error"] = getattr(record.exc_info[0], "__name__", None)
        return json.dumps(fields)


def start_logging(form: str = "text", process: str = "frontdesk") -> None:
    """Log warnings to standard error from now on, as `text`, or as `json` for machines."""
    logging.basicConfig(level=logging.WARNING)
    formatter = _Json(process) if form == "json" else _Text("%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """One line: what failed, the error's type, and the innermost places in our code and in libraries."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(
        f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in reversed(frames)
    )
    logger.error("%s failed with %s in %s.", what, type(error).__name__, places)
