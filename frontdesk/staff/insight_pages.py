"""Insight: figures by day and channel as plots, tables and a file. No words of patients."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.insight import figures as counted
from frontdesk.insight import outcomes
from frontdesk.insight.figures import Figure, figures
from frontdesk.insight.gaps import GapGroup, groups
from frontdesk.insight.states import OPEN
from frontdesk.settings.clinic import Clinic
from frontdesk.staff import plots, trail
from frontdesk.staff.export import safe
from frontdesk.staff.pages import Pages
from frontdesk.staff.roles import EXPORT, READ
from frontdesk.staff.visits import Place, Visit
from frontdesk.storage.database import writing

SPANS = {"7": "7 days", "30": "30 days", "90": "90 days"}
CHANNELS = {"": "Web and text", "web": "Web", "sms": "Text"}
_TOP = 10
_COLUMNS = {
    outcomes.SPOKE: "Conversations",
    outcomes.ANSWERED: "Answered",
    outcomes.ASKED_BACK: "Asked back",
    outcomes.NOT_KNOWN: "Not known",
    outcomes.HANDED_OVER: "Handed over",
    outcomes.PERSON: "With a person",
    counted.BOOKINGS: "Booked",
    outcomes.CHECKED: "Asked about a sign",
    outcomes.ALARM: "Warning sign",
    outcomes.CRISIS: "Crisis line",
    counted.SEGMENTS: "Text segments",
    counted.VISITS: "Visits",
    counted.NO_SHOWS: "Did not come",
}
# What each plot shows. Channels are parts of a whole; outcomes are not, a conversation can have several.
PLOTS = {
    "conversations": ("Conversations by channel", ("web", "sms")),
    "outcomes": ("What came of conversations", (outcomes.ANSWERED, outcomes.ASKED_BACK, outcomes.NOT_KNOWN)),
    "people": ("Handed over and booked", (outcomes.HANDED_OVER, counted.BOOKINGS)),
}
_STACKED = "conversations"
_SERIES = {"web": "Web", "sms": "Text", **_COLUMNS}


@dataclass(frozen=True)
class Span:
    """The days that are looked at, and the channel ("" is every)."""

    days: Sequence[date]
    channel: str
    name: str

    @property
    def query(self) -> str:
        """The span for an address."""
        return f"span={self.name}&channel={self.channel}"


class InsightPages:
    """The places."""

    def __init__(self, engine: Engine, clinic: Clinic, pages: Pages) -> None:
        self._engine = engine
        self._clinic = clinic
        self._pages = pages

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/insight", self.show, READ),
            Place("GET", "/insight/plots/{name}", self.plot, READ),
            Place("GET", "/insight/file", self.file, EXPORT),
        ]

    def _span(self, visit: Visit) -> Span:
        name, channel = visit.query("span") or "30", visit.query("channel")
        if name not in SPANS or channel not in CHANNELS:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        today = datetime.now(self._clinic.timezone).date()
        return Span([today - timedelta(days=back) for back in reversed(range(int(name)))], channel, name)

    def _figures(self, span: Span) -> list[Figure]:
        with self._engine.connect() as connection:
            found = figures(connection, span.days[0], span.days[-1])
        return [figure for figure in found if span.channel in ("", figure.channel)]

    def show(self, visit: Visit) -> Response:
        """The page: the figures in sum, plots with a table beside each, topics, gaps, waits."""
        span = self._span(visit)
        found = self._figures(span)
        with self._engine.connect() as connection:
            gaps = groups(connection, OPEN, _TOP)
        return self._pages.show(
            visit, "insight.html", span=span, spans=SPANS, channels=CHANNELS, **_summary(span, found, gaps)
        )

    def plot(self, visit: Visit) -> Response:
        """One of PLOTS as an image."""
        name, span = visit.path("name"), self._span(visit)
        if name not in PLOTS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        labels = [f"{day.day} {day:%b}" for day in span.days]
        table = by_day(span, self._figures(span), PLOTS[name][1])
        series = {_SERIES[each]: [row[each] for row in table.values()] for each in PLOTS[name][1]}
        return plots.as_image(plots.bars(labels, series, stacked=name == _STACKED))

    def file(self, visit: Visit) -> Response:
        """Every figure of the span as CSV."""
        span = self._span(visit)
        with writing(self._engine) as connection:
            trail.note(connection, visit.who, "export", "insight")
        name = f"insight-{span.days[0]}-{span.days[-1]}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response("\ufeff" + as_csv(self._figures(span)), HTTPStatus.OK, headers, "text/csv")


def by_day(span: Span, found: Iterable[Figure], wanted: Sequence[str]) -> Mapping[date, Counter[str]]:
    """Counts by day; of a figure without detail, and of conversations by channel."""
    table = {day: Counter[str](dict.fromkeys(wanted, 0)) for day in span.days}
    for figure in found:
        if figure.detail == "":
            table[figure.day][figure.figure] += figure.count
            if figure.figure == outcomes.SPOKE:
                table[figure.day][figure.channel] += figure.count
    return table


def _summary(span: Span, found: Sequence[Figure], gaps: Sequence[GapGroup]) -> dict[str, Any]:
    total, topics, waits = Counter[str](), Counter[str](), Counter[str]()
    for figure in found:
        if figure.figure == outcomes.ANSWERED and figure.detail:
            topics[figure.detail] += figure.count
        elif figure.figure == counted.FIRST_REPLY:
            waits[figure.detail] += figure.count
        elif figure.detail == "":
            total[figure.figure] += figure.count
    judged = total[counted.HELPFUL] + total[counted.UNHELPFUL]
    return {
        "total": total,
        "columns": _COLUMNS,
        "helpful": f"{total[counted.HELPFUL] / judged:.0%} of {judged}" if judged else "",
        "topics": topics.most_common(_TOP),
        "waits": {bucket: waits[bucket] for bucket in counted.BUCKETS} if waits else {},
        "gaps": gaps,
        "plots": PLOTS,
        "series": _SERIES,
        "tables": {name: by_day(span, found, wanted) for name, (_, wanted) in PLOTS.items()},
    }


def as_csv(found: Iterable[Figure]) -> str:
    """One line a figure."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["day", "channel", "figure", "detail", "count"])
    for figure in sorted(found, key=lambda each: (each.day, each.channel, each.figure, each.detail)):
        rows.writerow([figure.day, figure.channel, figure.figure, safe(figure.detail), figure.count])
    return written.getvalue()
