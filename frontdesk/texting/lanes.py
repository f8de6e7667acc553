"""Lanes of the worker that send texts, so that no text waits behind a slow mail server, nor behind another phone's text.

1. One idle lane looks for the next text (several times a second); when it has one, the next idle lane looks.
2. Once the provider has been asked, its answer is noted, however long the database takes. So the text is not sent twice.
3. When told to stop, each lane finishes the text that it is sending.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.log import of_request
from frontdesk.metrics.tracing import span
from frontdesk.outbox.claims import Claim
from frontdesk.outbox.states import FAILED, UNKNOWN
from frontdesk.texting.providers.base import (
    NotProcessedError,
    Provider,
    RefusedError,
    UnknownOutcomeError,
    status_url,
)
from frontdesk.texting.providers.errors import OPTED_OUT
from frontdesk.texting.queue import Ready, TextQueue

LANES = 4
_POLL_SECONDS = 0.2
_TROUBLE_SECONDS = 5.0
_NOTING_SECONDS = (0.2, 0.5, 1, 2, 5, 10, 20)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Texting:
    """The texts of one clinic, and who carries them."""

    engine: Engine
    queue: TextQueue
    provider: Provider
    public_url: str


class TextLanes:
    """Threads that send texts while the context is open and `stop` is not set. `due`: who may have texts to send."""

    def __init__(self, due: Callable[[], Collection[Texting]], stop: threading.Event, count: int = LANES) -> None:
        self._due = due
        self._stop = stop
        self._looking = threading.Lock()
        self._threads = [threading.Thread(target=self._run, name=f"texts {n}", daemon=True) for n in range(count)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._looking:
                    found = self._look()
                if found:
                    clinic, claim = found
                    with of_request(claim.request), span("text"):
                        send_text(clinic.engine, clinic.queue, clinic.provider, clinic.public_url, claim)
            except Exception as error:  # its text may quote the message
                _log.error("A lane for text messages is in trouble (%s); going on", type(error).__name__)
                self._stop.wait(_TROUBLE_SECONDS)

    def _look(self) -> tuple[Texting, Claim] | None:
        while not self._stop.is_set():
            for clinic in self._due():
                claim = clinic.queue.claim(clinic.engine)
                if claim:
                    return clinic, claim
            self._stop.wait(_POLL_SECONDS)
        return None


def send_text(engine: Engine, queue: TextQueue, provider: Provider, public_url: str, claim: Claim) -> None:
    """Send a claimed text and note what became of it."""
    try:
        ready = queue.submit(engine, claim)
    except Exception as error:
        _note(partial(queue.not_processed, engine, claim, type(error).__name__))
        return
    if ready:
        url = status_url(public_url, provider.name, claim.id)
        _note(partial(_asked(queue, provider, ready, url), engine, claim))


def _asked(queue: TextQueue, provider: Provider, ready: Ready, url: str) -> Callable[[Engine, Claim], None]:
    """Ask the provider; how to note its answer."""
    try:
        provider_id = provider.send(ready.phone, ready.text, url, ready.valid_seconds)
    except NotProcessedError as error:
        return partial(queue.not_processed, code=error.code, retry_after=error.retry_after)
    except RefusedError as error:
        return partial(queue.ended, state=FAILED, code=OPTED_OUT if error.opted_out else error.code)
    except UnknownOutcomeError as error:
        return partial(queue.ended, state=UNKNOWN, code=error.code)
    except Exception as error:  # its text may quote the message
        return partial(queue.ended, state=UNKNOWN, code=type(error).__name__)
    return partial(queue.accepted, provider_id=provider_id)


def _note(write: Callable[[], None]) -> None:
    """Write to the database, trying again for a while. Raises what the database raises in the end."""
    for pause in _NOTING_SECONDS:
        try:
            write()
            return
        except sa.exc.DBAPIError as error:
            _log.error("What became of a text cannot be noted (%s); trying again", type(error).__name__)
            time.sleep(pause)
    write()
