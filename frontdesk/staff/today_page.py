"""Today: everything that waits, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Engine
from starlette.responses import Response

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.settings.clinic import Clinic
from frontdesk.staff.accounts import shown_names
from frontdesk.staff.desk import StaffDesk
from frontdesk.staff.pages import Pages, waited
from frontdesk.staff.reads import note_read
from frontdesk.staff.roles import READ
from frontdesk.staff.visits import Place, Visit
from frontdesk.staff.waiting import SOON, Waiting
from frontdesk.staff.work import Note, claimed_by


@dataclass(frozen=True)
class Card:
    """A request as Today shows it. `urgency`: "late", "soon" or ""; `claimed`: who sees to it; `tried`: the last note."""

    item: Appointment
    urgency: str
    claimed: str
    tried: Note | None


def urgency(due_at: datetime | None, now: datetime) -> str:
    """Whether something is overdue ("late") or due within SOON ("soon")."""
    if due_at is None or due_at - now > SOON:
        return ""
    return "late" if due_at < now else "soon"


class TodayPage:
    """The place."""

    def __init__(self, engine: Engine, clinic: Clinic, pages: Pages, desk: StaffDesk, waiting: Waiting) -> None:
        self._engine = engine
        self._clinic = clinic
        self._pages = pages
        self._desk = desk
        self._waiting = waiting

    def places(self) -> list[Place]:
        """For the route table."""
        return [Place("GET", "/", self.show, READ)]

    def show(self, visit: Visit) -> Response:
        """The page; the title counts what waits."""
        now = datetime.now(timezone.utc)
        waiting = self._waiting
        with self._engine.connect() as connection:
            found = {kind: waiting.to_answer(connection, kind) for kind in ("callback", "booking", MESSAGE)}
            booked = waiting.new_bookings(connection)
            visits = waiting.of_day(connection, now.astimezone(self._clinic.timezone).date())
            ids = [item.id for items in found.values() for item in items]
            claimed, notes = claimed_by(connection, ids), self._desk.work.notes(connection, ids)
            values: dict[str, Any] = {
                "chats": waiting.chats(connection),
                "alarms": waiting.alarms(connection),
                "texts": waiting.failed_texts(connection),
                "counts": waiting.counts(connection),
                "names": shown_names(connection),
            }
        note_read(self._engine, visit, "today")
        cards = {
            kind: [
                Card(
                    item, urgency(item.due_at, now), claimed.get(item.id, ("", ""))[1], next(iter(notes[item.id]), None)
                )
                for item in items
            ]
            for kind, items in found.items()
        }
        unanswered = [chat for chat in values["chats"] if chat.claimed_at is None]
        total = sum(values["counts"].values()) + len(unanswered)
        return self._pages.show(
            visit,
            "today.html",
            cards=cards,
            booked=booked,
            visits=visits,
            total=total,
            waited=waited,
            now=now,
            **values,
        )
