"""What waits in the outbox, read at the moment when somebody asks for the figures."""

import logging
from collections.abc import Iterator

import sqlalchemy as sa
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from frontdesk.log import log_failure
from frontdesk.outbox.states import QUEUED, SENDING
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now
from frontdesk.storage.separation import across_clinics

logger = logging.getLogger(__name__)


class OutboxFigures(Collector):
    """Depth and age of the outbox by kind, of all clinics together: one figure each would be too many for a large group.

    While the database cannot be read there are none, and `reachable` is 0.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = across_clinics(engine)

    def describe(self) -> Iterator[Metric]:
        """The figures without values, so that registering does not ask the database."""
        yield from self._families()

    def collect(self) -> Iterator[Metric]:
        """The figures now."""
        reachable, waiting, oldest = self._families()
        now = utc_now()
        due = sa.and_(outbox.c.state.in_((QUEUED, SENDING)), outbox.c.due_at <= now)
        query = sa.select(outbox.c.kind, sa.func.count(), sa.func.min(outbox.c.due_at)).where(due)
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(query.group_by(outbox.c.kind)).all()
        except sa.exc.SQLAlchemyError as error:
            log_failure(logger, "Measuring the outbox", error)
            reachable.add_metric([], 0)
            yield reachable
            return
        reachable.add_metric([], 1)
        for kind, count, due_at in rows:
            waiting.add_metric([kind], count)
            oldest.add_metric([kind], max(0.0, (now - due_at).total_seconds()))
        yield from (reachable, waiting, oldest)

    @staticmethod
    def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily("frontdesk_database_reachable", "Whether the worker can read the database"),
            GaugeMetricFamily("frontdesk_outbox_due", "Rows of the outbox that are due", labels=["kind"]),
            GaugeMetricFamily(
                "frontdesk_outbox_oldest_seconds", "How long the oldest row has been due", labels=["kind"]
            ),
        )
