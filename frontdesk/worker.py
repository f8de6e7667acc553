"""The worker: sends what is in the outbox and runs periodic jobs, one thing at a time.

Text messages have lanes of their own (`texting/lanes.py`).

1. As long as something is due, it is sent without a pause. Otherwise the worker polls the outbox every second.
2. A failure of one row or one job is logged by its name alone, and does not stop anything else.
3. SIGTERM and SIGINT end it after it has sent the current row.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.log import of_request
from frontdesk.metrics.measures import JOB_FAILURES, JOB_SECONDS, SENT
from frontdesk.notices.dispatch import NoticeQueue
from frontdesk.notices.errors import DeliveryError, OutdatedError
from frontdesk.notices.senders import Sender, senders
from frontdesk.outbox.claims import Claim
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import is_current
from frontdesk.storage.store import Store
from frontdesk.texting.lanes import TextLanes
from frontdesk.texting.providers import open_provider
from frontdesk.texting.queue import TextQueue

Job = tuple[float, Callable[[], object]]  # every so many seconds, do this

_POLL_SECONDS = 1.0
_TROUBLE_SECONDS = 5.0

_log = logging.getLogger(__name__)


def work(settings: Settings, store: Store, jobs: Sequence[Job] = ()) -> None:
    """Work until a signal says to stop. Waits for a database that is not migrated yet."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _await_database(store.engine, stop)
    with _text_lanes(settings, store, stop):
        run(jobs, store.engine, NoticeQueue(store.vault, settings.claim), senders(settings), stop)


def _text_lanes(settings: Settings, store: Store, stop: threading.Event) -> AbstractContextManager[None]:
    sms = settings.sms
    if sms is None:
        return nullcontext()
    return TextLanes(store.engine, TextQueue.of(settings, sms, store), open_provider(sms), sms.public_url, stop)


def run(
    jobs: Sequence[Job], engine: Engine, queue: NoticeQueue, sending: Mapping[str, Sender], stop: threading.Event
) -> None:
    """Send and do jobs, each job at once and then every so many seconds, until `stop` is set."""
    next_at = [time.monotonic() for _ in jobs]
    while not stop.is_set():
        for number, (seconds, do) in enumerate(jobs):
            if time.monotonic() >= next_at[number] and not stop.is_set():
                next_at[number] = time.monotonic() + seconds
                _do(do)
        try:
            pause = 0.0 if send_one(engine, queue, sending) else _POLL_SECONDS
        except sa.exc.SQLAlchemyError as error:
            _log.error("The outbox cannot be read or written (%s); trying again", type(error).__name__)
            pause = _TROUBLE_SECONDS
        soonest = min(next_at, default=float("inf")) - time.monotonic()
        stop.wait(max(0.0, min(pause, soonest)))


def send_one(engine: Engine, queue: NoticeQueue, sending: Mapping[str, Sender]) -> bool:
    """Send the row that has been due for longest. False: nothing is due."""
    claim = queue.claim(engine)
    if claim is None:
        return False
    with of_request(claim.request):
        SENT.labels(claim.kind, _tried(engine, queue, claim, sending)).inc()
    return True


def _tried(engine: Engine, queue: NoticeQueue, claim: Claim, sending: Mapping[str, Sender]) -> str:
    """Send a row and note what became of it, which is returned."""
    try:
        _send(queue, claim, sending)
    except OutdatedError:
        queue.outdated(engine, claim)
        return "outdated"
    except DeliveryError as error:
        queue.not_sent(engine, claim, str(error))
    except Exception as error:  # its text may quote the message
        queue.not_sent(engine, claim, type(error).__name__)
    else:
        queue.sent(engine, claim)
        return "sent"
    return "not_sent"


def _send(queue: NoticeQueue, claim: Claim, sending: Mapping[str, Sender]) -> None:
    if claim.kind not in sending:
        raise DeliveryError("nothing is set up to send this")
    sending[claim.kind](claim, queue.payload(claim))


def _do(job: Callable[[], object]) -> None:
    name = getattr(job, "__qualname__", type(job).__name__).rpartition("<locals>.")[2]
    try:
        with JOB_SECONDS.labels(name).time():
            job()
    except Exception as error:
        JOB_FAILURES.labels(name).inc()
        _log.error("The job %s failed (%s); it is done again in its turn", name, type(error).__name__)


def _await_database(engine: Engine, stop: threading.Event) -> None:
    told = False
    while not stop.is_set():
        try:
            if is_current(engine):
                return
            trouble = "has not been migrated; `python -m frontdesk migrate` does that"
        except sa.exc.SQLAlchemyError as error:
            trouble = f"cannot be reached ({type(error).__name__}); FRONTDESK_DATABASE_URL says where it is"
        if not told:
            _log.warning("The worker waits: the database %s", trouble)
            told = True
        stop.wait(_POLL_SECONDS)
