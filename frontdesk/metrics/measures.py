"""What is counted and timed, one name each. Labels take their values from code and settings, never from a patient.

Every process counts for itself; Prometheus adds them up. What is read from the database at the moment of asking is not here:
`frontdesk/outbox/measuring.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from frontdesk.metrics.tracing import span

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began is of no use here, and doubles the lines
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LOCK_BUCKETS = (0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
_JOB_BUCKETS = (0.001, 0.01, 0.1, 0.5, 1, 2, 5, 30)

HTTP_RESPONSES = Counter("frontdesk_http_responses", "Answers over HTTP, by status", ["status"], registry=REGISTRY)
TURNS = Counter(
    "frontdesk_turns",
    "Messages that patients sent: answered, repeated (sent again), left (a person answers) or failed",
    ["channel", "outcome"],
    registry=REGISTRY,
)
REPLIES = Counter(
    "frontdesk_replies", "Messages of the assistant, by their kind", ["channel", "kind"], registry=REGISTRY
)
TURN_SECONDS = Histogram(
    "frontdesk_turn_stage_seconds",
    "Time of a turn by stage: claim, wait (to be read), read, reply (with wait and read), store, whole",
    ["stage"],
    buckets=_TURN_BUCKETS,
    registry=REGISTRY,
)
ALARMS = Counter("frontdesk_alarms", "Warnings given, by group of signs", ["channel", "group"], registry=REGISTRY)
CHECKS = Counter("frontdesk_checks", "Questions about a sign in doubt", ["channel", "group"], registry=REGISTRY)
EVENT_STREAMS = Gauge("frontdesk_event_streams", "Open event streams", ["page"], registry=REGISTRY)
LOCK_SECONDS = Histogram(
    "frontdesk_lock_wait_seconds",
    "Time that a transaction waited for a lock, or for the thread that writes",
    ["lock"],
    buckets=_LOCK_BUCKETS,
    registry=REGISTRY,
)
CONNECTIONS = Gauge(
    "frontdesk_database_connections", "Connections of the pool, in use or idle", ["state"], registry=REGISTRY
)
SENT = Counter(
    "frontdesk_outbox_sent",
    "Rows of the outbox that were tried: sent, outdated or not_sent",
    ["kind", "outcome"],
    registry=REGISTRY,
)
TEXTS = Counter("frontdesk_texts", "Text messages by what became of them", ["kind", "state"], registry=REGISTRY)
SEGMENTS = Counter("frontdesk_text_segments", "Segments of texts that the provider took", registry=REGISTRY)
JOB_SECONDS = Histogram(
    "frontdesk_job_seconds", "Time of the worker's jobs", ["work"], buckets=_JOB_BUCKETS, registry=REGISTRY
)
JOB_FAILURES = Counter("frontdesk_job_failures", "Jobs of the worker that failed", ["work"], registry=REGISTRY)

SYNTHETIC_CHECKS = Counter(
    "frontdesk_synthetic_checks",
    "What Frontdesk asked itself: right, wrong or unanswered",
    ["check", "outcome"],
    registry=REGISTRY,
)
SYNTHETIC_RIGHT = Gauge(
    "frontdesk_synthetic_right", "Whether it was answered rightly last time", ["check"], registry=REGISTRY
)

BACKUP_AT = Gauge(
    "frontdesk_backup_timestamp_seconds",
    "When the newest backup was made that has been restored on trial",
    registry=REGISTRY,
)


class Pool(Protocol):
    """A pool of connections, as far as it is measured."""

    def checkedout(self) -> int:
        """How many are in use."""

    def checkedin(self) -> int:
        """How many are idle."""


def measure_pool(pool_of: Callable[[], Pool]) -> None:
    """Have the connections of this process's pool counted whenever somebody asks; `pool_of` gives the one in use by then."""
    CONNECTIONS.labels("in_use").set_function(lambda: pool_of().checkedout())
    CONNECTIONS.labels("idle").set_function(lambda: pool_of().checkedin())


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time one stage of a turn."""
    with TURN_SECONDS.labels(name).time(), span(name):
        yield
