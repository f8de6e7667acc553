"""Requests and bookings: found, looked at, noted on, settled, moved, cancelled; the day; the list as a file."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.repository import audit_of
from frontdesk.appointments.wall_clock import instant
from frontdesk.conversations.presence import viewers
from frontdesk.settings.clinic import Clinic
from frontdesk.staff import trail
from frontdesk.staff.accounts import shown_names
from frontdesk.staff.changes import Changes
from frontdesk.staff.desk import StaffDesk, subject
from frontdesk.staff.export import MOST, as_csv
from frontdesk.staff.pages import Pages
from frontdesk.staff.reads import note_read
from frontdesk.staff.roles import EXPORT, READ, WORK
from frontdesk.staff.searching import KINDS, PAGE, STATES, Search, Searching
from frontdesk.staff.visits import Place, Visit, place_of
from frontdesk.staff.waiting import Waiting
from frontdesk.staff.work import OUTCOMES, claimed_by
from frontdesk.storage.database import writing

_MOST_TYPED = 100


class RequestPages:
    """The places."""

    def __init__(self, engine: Engine, clinic: Clinic, pages: Pages, desk: StaffDesk, waiting: Waiting) -> None:
        self._engine = engine
        self._clinic = clinic
        self._pages = pages
        self._desk = desk
        self._waiting = waiting
        self._searching = Searching(desk.appointments, clinic.region)
        self._changes = Changes(desk, clinic, self.show)

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/requests", self.listed, READ),
            Place("POST", "/requests/search", self.search, READ),
            Place("POST", "/requests/export", self.export, EXPORT),
            Place("GET", "/requests/{id}", self.one, READ),
            *(Place("POST", f"/requests/{{id}}/{name}", act, WORK) for name, act in self._changes.all()),
            Place("GET", "/day", self.day, READ),
        ]

    def listed(self, visit: Visit) -> Response:
        """Requests in a state, the newest first."""
        return self._listed(visit, self._search(visit.query, visit, ""))

    def search(self, visit: Visit) -> Response:
        """What was searched for. It comes as a form, so that no name stands in an address."""
        return self._listed(visit, self._search(visit.typed, visit, visit.typed("q")[:_MOST_TYPED]))

    @staticmethod
    def _search(given: Any, visit: Visit, text: str) -> Search:
        state, kind = given("state") or ("all" if text else "waiting"), given("kind")
        if state not in STATES or kind not in KINDS:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        return Search(state, kind, text, visit.who.id if given("mine") else "")

    def _listed(self, visit: Visit, search: Search) -> Response:
        with self._engine.connect() as connection:
            found = self._searching.page(connection, search, place_of(visit.query("before")))
            claimed = claimed_by(connection, [item.id for item in found])
        if search.text:
            with writing(self._engine) as connection:
                trail.note(connection, visit.who, "search", "requests")
        else:
            note_read(self._engine, visit, "requests")
        return self._pages.show(
            visit,
            "requests.html",
            found=found[:PAGE],
            more=len(found) > PAGE,
            claimed=claimed,
            search=search,
            states=STATES,
            kinds=KINDS,
        )

    def export(self, visit: Visit) -> Response:
        """The list as a file."""
        search = self._search(visit.typed, visit, visit.typed("q")[:_MOST_TYPED])
        with self._engine.connect() as connection:
            found = self._searching.some(connection, search, None, MOST)
        with writing(self._engine) as connection:
            trail.note(connection, visit.who, "export", f"requests:{len(found)}")
        name = f"requests-{datetime.now(self._clinic.timezone):%Y-%m-%d}.csv"
        return Response(
            "\ufeff" + as_csv(found, self._clinic.timezone, self._clinic.region),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def one(self, visit: Visit) -> Response:
        """One request."""
        return self.show(visit, HTTPStatus.OK, "")

    def show(self, visit: Visit, status: HTTPStatus, trouble: str) -> Response:
        """One request, with what went wrong, if anything did."""
        request_id = visit.path("id")
        with self._engine.connect() as connection:
            item = self._desk.appointments.find(connection, request_id)
            if item is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            names = shown_names(connection)
            looking = viewers(connection, subject(request_id)) - {visit.who.id}
            values = {
                "notes": self._desk.work.notes(connection, [request_id])[request_id],
                "claimed": claimed_by(connection, [request_id]).get(request_id),
                "ways": self._desk.answering.ways(connection, item) if item.kind == MESSAGE else [],
                "history": audit_of(connection, request_id),
                "looking": sorted(names[each] for each in looking if each in names),
            }
        note_read(self._engine, visit, subject(request_id))
        return self._pages.show(
            visit,
            "request.html",
            status,
            item=item,
            trouble=trouble,
            outcomes=OUTCOMES,
            practitioners=self._clinic.booking.practitioners,
            typed=self._time_typed(visit, item),
            typed_answer=visit.typed("text") if trouble and visit.request.url.path.endswith("/answer") else "",
            past=item.start is not None and item.start <= datetime.now(item.start.tzinfo),
            **values,
        )

    def _time_typed(self, visit: Visit, item: Appointment) -> dict[str, str]:
        """What the form for a time holds: what was typed, else what is known."""
        start = item.start or (item.details.windows[0].start if item.details.windows else None)
        local = start.astimezone(self._clinic.timezone) if start else None
        minutes = (item.end - item.start) // timedelta(minutes=1) if item.start and item.end else None
        known = {
            "day": f"{local:%Y-%m-%d}" if local else "",
            "clock": f"{local:%H:%M}" if local else "",
            "minutes": str(minutes or self._desk.arranging.minutes(item)),
            "practitioner": item.practitioner or "",
        }
        return {name: visit.typed(name) or value for name, value in known.items()}

    def day(self, visit: Visit) -> Response:
        """The visits of a day."""
        today = datetime.now(self._clinic.timezone).date()
        try:
            day = date.fromisoformat(visit.query("date")) if visit.query("date") else today
            instant(day + timedelta(days=2), time(), self._clinic.timezone)
            instant(day - timedelta(days=2), time(), self._clinic.timezone)
        except (ValueError, OverflowError) as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from error
        with self._engine.connect() as connection:
            visits = self._waiting.of_day(connection, day)
        note_read(self._engine, visit, f"day:{day}")
        names = {item.id: item.name for item in self._clinic.booking.practitioners}
        return self._pages.show(
            visit,
            "day.html",
            day=day,
            before=day - timedelta(days=1),
            after=day + timedelta(days=1),
            today=today,
            visits=visits,
            practitioners=names,
            now=datetime.now(self._clinic.timezone),
        )
