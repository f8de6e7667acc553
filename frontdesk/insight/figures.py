"""Figures by day and channel, counted by conversation. A conversation belongs to the day, at the clinic, on which it began.

1. The last days are counted anew each time, as far back as all rows are certainly still there (`countable`), at most RECENT.
   Days before keep their figures when the conversations are gone.
2. A figure is a count and nothing else: no word, name, number or id of a patient. `detail` is a topic or a bucket.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.states import BOOKED, NOSHOW
from frontdesk.outbox.states import TEXT_KINDS
from frontdesk.settings.privacy import Retention
from frontdesk.storage.booking_models import appointments, audit, outbox
from frontdesk.storage.database import as_stored, utc_now, writing
from frontdesk.storage.insight_models import FigureRow, conversation_outcomes, daily_figures, gaps
from frontdesk.storage.models import conversations, every_row, feedback, takeovers

RECENT = timedelta(days=20)
BOOKINGS, GAPS = "booked", "gaps"
HELPFUL, UNHELPFUL = "helpful", "unhelpful"
VISITS, NO_SHOWS = "visits", "no_shows"
SEGMENTS = "segments"
FIRST_REPLY = "first_reply"
# Of the time until a person first answered; the last one: nobody did.
BUCKETS = ("under 1 minute", "1 to 3 minutes", "3 to 10 minutes", "over 10 minutes", "nobody answered")
_LIMITS = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=10))
_Key = tuple[date, str, str, str]  # day, channel, figure, detail


@dataclass(frozen=True)
class Figure:
    """A count of one day and channel."""

    day: date
    channel: str
    figure: str
    detail: str
    count: int


def countable(keep: Retention) -> timedelta:
    """How many days before today can be counted anew, given how long a clinic keeps what is counted."""
    shortest = min(keep.kept(kind) for kind in ("conversations", "outbox", "appointments"))
    return max(timedelta(), min(RECENT, shortest - timedelta(days=2)))


def tally(engine: Engine, zone: ZoneInfo, days: timedelta = RECENT) -> None:
    """Count today and so many days before it anew."""
    today = datetime.now(zone).date()
    counted = Counter[_Key]()
    for back in range(days.days + 1):
        day = today - timedelta(days=back)
        begins, ends = (
            as_stored(datetime.combine(each, time(), zone)) or datetime.min for each in (day, day + timedelta(days=1))
        )
        with engine.connect() as connection:
            for channel, figure, detail, count in _of_day(connection, begins, ends):
                counted[day, channel, figure, detail] += int(count)
    rows = [dict(zip(("day", "channel", "figure", "detail", "count"), (*key, count))) for key, count in counted.items()]
    with writing(engine) as connection:
        connection.execute(daily_figures.delete().where(daily_figures.c.day >= today - days))
        if rows:
            connection.execute(daily_figures.insert(), rows)


def _of_day(connection: Connection, begins: datetime, ends: datetime) -> Iterator[Sequence[Any]]:
    """Channel, figure, detail and count of what belongs to a stretch of time."""

    def within(column: Any) -> sa.ColumnElement[bool]:
        return sa.and_(column >= begins, column < ends)

    for query in _conversations(within(conversations.c.created_at)):
        yield from connection.execute(query)
    yield from _replies(connection, within(takeovers.c.asked_at))
    sent = sa.and_(within(outbox.c.submitted_at), outbox.c.kind.in_(TEXT_KINDS))
    segments = connection.execute(sa.select(sa.func.sum(outbox.c.segments)).where(sent)).scalar()
    if segments:
        yield "sms", SEGMENTS, "", segments
    begun = sa.and_(within(appointments.c.starts_at), appointments.c.starts_at < utc_now())
    by_state = sa.select(appointments.c.channel, appointments.c.status, sa.func.count()).where(begun)
    for channel, status, count in connection.execute(by_state.group_by(appointments.c.channel, appointments.c.status)):
        if status in (BOOKED, NOSHOW):
            yield channel, VISITS, "", count
        if status == NOSHOW:
            yield channel, NO_SHOWS, "", count


def _conversations(begun: sa.ColumnElement[bool]) -> Iterator[sa.Select[Any]]:
    """What happened in conversations, each counted once a figure."""
    channel, each = conversations.c.channel, sa.func.count(sa.distinct(conversations.c.id))
    outcome, topic = conversation_outcomes.c.outcome, conversation_outcomes.c.topic
    yield (
        sa.select(channel, outcome, topic, each)
        .join(conversation_outcomes, conversation_outcomes.c.conversation_id == conversations.c.id)
        .where(begun)
        .group_by(channel, outcome, topic)
    )
    judged = sa.case((feedback.c.helpful, HELPFUL), else_=UNHELPFUL)
    yield (
        sa.select(channel, judged, sa.literal(""), each)
        .join(feedback, feedback.c.conversation_id == conversations.c.id)
        .where(begun)
        .group_by(channel, feedback.c.helpful)
    )
    with_gap = sa.select(channel, sa.literal(GAPS), sa.literal(""), each)
    yield with_gap.join(gaps, gaps.c.conversation_id == conversations.c.id).where(begun).group_by(channel)
    booked = sa.select(channel, sa.literal(BOOKINGS), sa.literal(""), each)
    yield (
        booked.join(appointments, appointments.c.conversation_id == conversations.c.id)
        .join(audit, audit.c.appointment_id == appointments.c.id)
        .where(begun, audit.c.to_status == BOOKED)
        .group_by(channel)
    )


def _replies(connection: Connection, asked: sa.ColumnElement[bool]) -> Iterator[Sequence[Any]]:
    """How long patients who wanted a person waited until one said something; one who is still waiting does not count yet."""
    first, answered = sa.func.min(takeovers.c.asked_at), sa.func.min(takeovers.c.answered_at)
    is_over = sa.func.count(takeovers.c.ended_at) == sa.func.count()
    query = (
        sa.select(conversations.c.channel, first, answered, is_over)
        .join(conversations, conversations.c.id == takeovers.c.conversation_id)
        .where(asked)
        .group_by(takeovers.c.conversation_id, conversations.c.channel)
    )
    for channel, asked_at, answered_at, over in connection.execute(query):
        if answered_at or over:
            yield channel, FIRST_REPLY, bucket_of(answered_at - asked_at) if answered_at else BUCKETS[-1], 1


def bucket_of(waited: timedelta) -> str:
    """The bucket of a wait that ended."""
    return BUCKETS[sum(waited >= limit for limit in _LIMITS)]


def figures(connection: Connection, first: date, last: date) -> list[Figure]:
    """The figures of some days, both included."""
    within = sa.and_(daily_figures.c.day >= first, daily_figures.c.day <= last)
    rows = every_row(connection, FigureRow, sa.select(daily_figures).where(within))
    return [Figure(row.day, row.channel, row.figure, row.detail, row.count) for row in rows]
