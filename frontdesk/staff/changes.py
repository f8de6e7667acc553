"""What the forms on a request's page do. What cannot be done is said there, and changes nothing."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.arranging import PastError
from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.states import TransitionError
from frontdesk.appointments.wall_clock import instant
from frontdesk.settings.clinic import Clinic
from frontdesk.staff.answering import UnreachableError
from frontdesk.staff.desk import StaffDesk
from frontdesk.staff.visits import Handle, Visit, go_to
from frontdesk.staff.work import LONGEST_NOTE, NO_ANSWER, REACHED, READ, VOICE_MAIL

CHANGED = (
    "This was changed while you had it open, by a colleague or the patient. Nothing of yours was saved. "
    "Below is how it is now; please look again before you change it."
)
_UNREACHABLE = (
    "The chat has ended, and no phone or e-mail address is known by which the patient can read an answer. Nothing was sent. "
    "If there is a number, please call."
)
_OUTCOMES = (REACHED, VOICE_MAIL, NO_ANSWER, READ)
_LONGEST_VISIT = 480
_FURTHEST = timedelta(days=2 * 366)


class Show(Protocol):
    """Shows a request with what went wrong."""

    def __call__(self, visit: Visit, status: HTTPStatus, trouble: str) -> Response:
        """The page."""


class RefusedError(ValueError):
    """What was typed cannot be taken; the text says why."""


class Changes:
    """One method for each form."""

    def __init__(self, desk: StaffDesk, clinic: Clinic, show: Show) -> None:
        self._desk = desk
        self._clinic = clinic
        self._show = show

    def all(self) -> list[tuple[str, Handle]]:
        """The forms by the last part of their address."""
        return [
            ("called", self._changing(self._called)),
            ("missed", self._changing(self._missed)),
            ("answer", self._changing(self._answer)),
            ("time", self._changing(self._settle)),
            ("cancel", self._changing(self._cancel)),
            ("note", self._note),
            ("claim", self._claim),
            ("release", self._release),
        ]

    def _changing(self, act: Callable[[Visit, Appointment], None]) -> Handle:
        """A change of the version that was on the screen."""

        def handle(visit: Visit) -> Response:
            try:
                act(visit, self._desk.stored(visit.path("id"), visit.typed("version")))
            except (StaleError, TransitionError):
                return self._show(visit, HTTPStatus.CONFLICT, CHANGED)
            except TakenError:
                trouble = "Somebody else has this practitioner then. Please choose another time."
                return self._show(visit, HTTPStatus.CONFLICT, trouble)
            except PastError:
                return self._show(visit, HTTPStatus.UNPROCESSABLE_ENTITY, "This time has passed already.")
            except RefusedError as error:
                return self._show(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
            return self._back(visit)

        return handle

    @staticmethod
    def _back(visit: Visit) -> Response:
        """To Today if the form was there, else to the request."""
        return go_to("/" if visit.typed("back") == "today" else f"/requests/{visit.path('id')}")

    def _called(self, visit: Visit, item: Appointment) -> None:
        outcome = visit.typed("outcome")
        if outcome not in _OUTCOMES:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        self._desk.called(visit.who, item, outcome, self._text(visit))

    def _missed(self, visit: Visit, item: Appointment) -> None:
        if item.start is None or item.start > datetime.now(item.start.tzinfo):
            raise RefusedError("This visit has not begun yet.")
        self._desk.missed(visit.who, item)

    def _answer(self, visit: Visit, item: Appointment) -> None:
        text = self._text(visit)
        if item.kind != MESSAGE:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        if not text:
            raise RefusedError("The answer is empty.")
        try:
            self._desk.answer(visit.who, item, text)
        except UnreachableError as error:
            raise RefusedError(_UNREACHABLE) from error

    def _cancel(self, visit: Visit, item: Appointment) -> None:
        self._desk.cancel(visit.who, item)

    def _settle(self, visit: Visit, item: Appointment) -> None:
        practitioner = visit.typed("practitioner")
        known = [each.id for each in self._clinic.booking.practitioners]
        if practitioner and practitioner not in known:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        self._desk.settle(visit.who, item, self._start(visit), _minutes(visit.typed("minutes")), practitioner or None)

    def _start(self, visit: Visit) -> datetime:
        try:
            day, clock = date.fromisoformat(visit.typed("day")), time.fromisoformat(visit.typed("clock"))
            start = instant(day, clock.replace(tzinfo=None), self._clinic.timezone)
        except (ValueError, OverflowError) as error:
            raise RefusedError("Please give a day and a time.") from error
        if start is None:
            raise RefusedError("The clocks change that night, and this time does not exist. Please choose another one.")
        if start > datetime.now(start.tzinfo) + _FURTHEST:
            raise RefusedError("That is more than two years ahead. Please check the year.")
        return start

    def _note(self, visit: Visit) -> Response:
        text = self._text(visit)
        if not text:
            return self._show(visit, HTTPStatus.UNPROCESSABLE_ENTITY, "The note is empty.")
        self._require(visit)
        self._desk.note(visit.who, visit.path("id"), text)
        return self._back(visit)

    def _claim(self, visit: Visit) -> Response:
        self._require(visit)
        other = self._desk.claim(visit.who, visit.path("id"))
        if other:
            return self._show(visit, HTTPStatus.CONFLICT, f"{other} sees to this already.")
        return self._back(visit)

    def _release(self, visit: Visit) -> Response:
        self._require(visit)
        self._desk.release(visit.who, visit.path("id"))
        return self._back(visit)

    def _require(self, visit: Visit) -> None:
        if not self._desk.exists(visit.path("id")):
            raise HTTPException(HTTPStatus.NOT_FOUND)

    @staticmethod
    def _text(visit: Visit) -> str:
        text = visit.typed("text")
        if len(text) > LONGEST_NOTE:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return text


def _minutes(typed: str) -> int:
    minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if not 5 <= minutes <= _LONGEST_VISIT:
        raise RefusedError(f"A visit takes 5 to {_LONGEST_VISIT} minutes.")
    return minutes
