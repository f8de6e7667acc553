"""The worker: sends what is in the outbox and runs periodic jobs, one thing at a time.

Text messages have lanes of their own (`texting/lanes.py`).

1. As long as something is due, it is sent without a pause. Otherwise the worker polls the outbox every second.
2. Of several clinics each has its turn: one row of each that has something due, and after a second of jobs what is to be sent.
3. A failure of one row or one job is logged by its name alone, and does not stop anything else.
4. SIGTERM and SIGINT end it after it has sent the current row.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.log import of_request
from frontdesk.metrics.measures import JOB_FAILURES, JOB_SECONDS, SENT
from frontdesk.metrics.tracing import span
from frontdesk.notices.dispatch import NoticeQueue
from frontdesk.notices.errors import DeliveryError, OutdatedError
from frontdesk.notices.senders import Sender, senders
from frontdesk.outbox.claims import Claim
from frontdesk.outbox.whose import whose_turn
from frontdesk.storage.schema import is_current
from frontdesk.texting.lanes import Texting, TextLanes
from frontdesk.texting.providers import open_provider
from frontdesk.texting.queue import TextQueue
from frontdesk.wiring import OpenClinic

Job = tuple[float, Callable[[], object]]  # every so many seconds, do this

_POLL_SECONDS = 1.0
_JOBS_SECONDS = 1.0
_TROUBLE_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """What one clinic has to send, and how that is done."""

    engine: Engine
    queue: NoticeQueue
    sending: Mapping[str, Sender]


def work(opened: Sequence[OpenClinic], jobs: Sequence[Job] = ()) -> None:
    """Work until a signal says to stop. Waits for a database that is not migrated yet."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    engine = opened[0].store.engine
    _await_database(engine, stop)
    posts = {each.config.clinic_id: _post(each) for each in opened}
    with _text_lanes(opened, stop):
        run(jobs, whose_turn(posts, engine), stop)


def _post(clinic: OpenClinic) -> Post:
    store, config = clinic.store, clinic.config
    return Post(store.engine, NoticeQueue(store.vault, config.claim), senders(config))


def _text_lanes(opened: Sequence[OpenClinic], stop: threading.Event) -> AbstractContextManager[None]:
    texting = {
        each.config.clinic_id: Texting(
            each.store.engine, TextQueue.of(each.config, sms, each.store), open_provider(sms), sms.own_url
        )
        for each in opened
        if (sms := each.config.sms)
    }
    return TextLanes(whose_turn(texting, opened[0].store.engine), stop) if texting else nullcontext()


def run(jobs: Sequence[Job], posts: Callable[[], Collection[Post]], stop: threading.Event) -> None:
    """Send and do jobs, each job at once and then every so many seconds, until `stop` is set. `posts`: what may be due."""
    next_at = [time.monotonic() for _ in jobs]
    while not stop.is_set():
        ends = time.monotonic() + _JOBS_SECONDS
        for number in sorted(range(len(jobs)), key=next_at.__getitem__):
            if next_at[number] > time.monotonic() or time.monotonic() > ends or stop.is_set():
                break
            seconds, do = jobs[number]
            next_at[number] = time.monotonic() + seconds
            _do(do)
        try:
            sent = [send_one(post.engine, post.queue, post.sending) for post in posts()]
            pause = 0.0 if any(sent) else _POLL_SECONDS
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
    with of_request(claim.request), span(claim.kind):
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
