"""Pages behind the links in e-mails: a GET only shows, a POST acts. `/booking/cancel/<token>` and `/booking/accept/<token>`.

A wrong, changed or expired link gives one and the same page; one that has been used says what was done with it.
Nothing on a page says who the patient is or why they come. A page is in the language of the appointment, or, where the link
leads to none, in the one that the browser asks for.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from html import escape
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from frontdesk.appointments.action_links import ACCEPT, CANCEL, LinkError, Links
from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.cancelling import cancel
from frontdesk.appointments.listing import day_and_time
from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.states import ACTIVE, BOOKED, CANCELLED, PATIENT, TransitionError
from frontdesk.booking.assembly import Parts
from frontdesk.channels.routes import at, header
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.language.recognition import preferred
from frontdesk.language.wording import in_words, phone_in
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c2b33;background:#fff}"
    "button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:.5rem;background:#0b5d6b;color:#fff}"
    "@media(prefers-color-scheme:dark){body{color:#eef3f5;background:#12191d}}"
)
TEXTS = PlainTexts(
    "pages",
    {
        f"ask_{CANCEL}": "Cancel this appointment?",
        f"ask_{ACCEPT}": "Take this time?",
        f"yes_{CANCEL}": "Yes, cancel it",
        f"yes_{ACCEPT}": "Yes, take it",
        f"done_{CANCEL}": "The appointment is cancelled.",
        f"done_{ACCEPT}": "The appointment is booked.",
        "when": "{moment}, reference {reference}",
        "reference": "reference {reference}",
        "questions": "Questions? Call {name} at {phone}.",
        "used": "This link no longer works",
        "used_why": "It may have been used already, have run out, or the appointment has changed since.",
        "taken": "This time has been taken",
        "taken_why": "Someone else has it by now.",
    },
)
_AFTER = {CANCEL: CANCELLED, ACCEPT: BOOKED}
_CHANNEL = "email"


class _DoneError(Exception):
    """What the link is for has been done with it already."""

    def __init__(self, appointment: Appointment) -> None:
        super().__init__()
        self.appointment = appointment


class AppointmentLinks:
    """The routes. Act for whoever holds a link that was signed here."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._clinic = config.clinic
        self._links = Links(config.secret_keys, config.public_url, config.clinic)
        self._parts = Parts(config, store)

    def routes(self) -> list[Route]:
        """For the assistant's server."""
        return [
            route
            for purpose in (CANCEL, ACCEPT)
            for route in at(
                f"/booking/{purpose}/{{token}}",
                GET=partial(self._answer, self._show, purpose),
                POST=partial(self._answer, self._act, purpose),
            )
        ]

    @staticmethod
    async def _answer(answer: Callable[[str, str, str], Response], purpose: str, request: Request) -> Response:
        await request.body()  # nothing is done for a request that has not arrived whole
        language = preferred(header(request, "accept-language") or "")
        return await asyncio.to_thread(answer, purpose, request.path_params["token"], language)

    def _appointment(self, purpose: str, token: str) -> Appointment:
        """What a link stands for, as it is now. Raises LinkError where the link no longer fits it, or _DoneError."""
        appointment_id, version = self._links.read(token, purpose)
        with self._parts.engine.connect() as connection:
            found = self._parts.appointments.find(connection, appointment_id)
        if found is None:
            raise LinkError
        if found.version == version + 1 and found.status == _AFTER[purpose]:
            raise _DoneError(found)
        if found.version != version or found.status not in ACTIVE:
            raise LinkError
        return found

    def _show(self, purpose: str, token: str, language: str) -> Response:
        try:
            appointment = self._appointment(purpose, token)
        except _DoneError as done:
            return self._done(purpose, done.appointment)
        except LinkError:
            return self._used(language)
        language = appointment.details.language
        button = escape(TEXTS.text(language, f"yes_{purpose}"))
        body = f'<p>{self._when(appointment)}</p><form method="post"><button>{button}</button></form>'
        return self._page(language, f"ask_{purpose}", body)

    def _act(self, purpose: str, token: str, language: str) -> Response:
        try:
            appointment = self._appointment(purpose, token)
            language = appointment.details.language
            if purpose == CANCEL:
                after = cancel(self._parts.slots, self._parts.hand_off, appointment, PATIENT, _CHANNEL)
            else:
                after = self._parts.slots.accept(appointment.id, datetime.now(timezone.utc), PATIENT, _CHANNEL)
        except _DoneError as done:
            return self._done(purpose, done.appointment)
        except LinkError:
            return self._used(language)
        except (StaleError, TransitionError):
            return self._show(purpose, token, language)  # somebody else was faster: it says what has come of it
        except TakenError:
            return self._page(language, "taken", f"<p>{escape(TEXTS.text(language, 'taken_why'))}</p>")
        return self._done(purpose, after)

    def _done(self, purpose: str, after: Appointment) -> Response:
        when = "" if after.status == CANCELLED else f"<p>{self._when(after)}</p>"
        return self._page(after.details.language, f"done_{purpose}", when)

    def _when(self, appointment: Appointment) -> str:
        said = partial(TEXTS.text, appointment.details.language)
        if appointment.start is None:
            return escape(said("reference", reference=appointment.reference))
        moment = in_words(appointment.details.language, day_and_time(appointment.start, self._clinic.timezone))
        return escape(said("when", moment=moment, reference=appointment.reference))

    def _used(self, language: str) -> Response:
        body = f"<p>{escape(TEXTS.text(language, 'used_why'))}</p>"
        return self._page(language, "used", body, HTTPStatus.NOT_FOUND)

    def _page(self, language: str, name: str, body: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """A page under the heading of this name, with whom to call."""
        heading, clinic = TEXTS.text(language, name), self._clinic
        call = TEXTS.text(language, "questions", name=clinic.name, phone=phone_in(language, clinic.phone))
        title = escape(f"{heading} - {clinic.name}")
        page = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
            f"<main><h1>{escape(heading)}</h1>{body}<p>{escape(call)}</p></main></html>"
        )
        return HTMLResponse(page, status, _HEADERS)
