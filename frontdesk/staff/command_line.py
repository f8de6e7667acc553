"""`python -m frontdesk requests`: what the front desk's page shows and does, where there is no browser.

Changes are made in the name of an account (`--as`), are told and audited like those of the page, and refuse what was changed
meanwhile.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.arranging import PastError
from frontdesk.appointments.listing import as_row, as_text
from frontdesk.appointments.repository import StaleError, audit_of
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.states import TransitionError
from frontdesk.appointments.wording import one_line
from frontdesk.settings.environment import Settings
from frontdesk.settings.values import SettingsError
from frontdesk.staff.accounts import Account, all_accounts
from frontdesk.staff.answering import UnreachableError
from frontdesk.staff.desk import StaffDesk
from frontdesk.staff.roles import WORK, may
from frontdesk.staff.searching import Search, Searching
from frontdesk.staff.work import OUTCOMES, REACHED, READ, Note, claimed_by
from frontdesk.storage.store import Store

_MINUTES = range(5, 481)  # how long a visit may be
_LONGEST = 1000  # characters of a note or an answer


@dataclass(frozen=True)
class Wish:
    """What is to be done with a request; what is None is not to be done. `start` is aware."""

    note: str | None = None
    answer: str | None = None
    start: datetime | None = None
    minutes: int | None = None
    practitioner: str | None = None
    done: bool = False
    cancel: bool = False


class CommandLine:
    """Requests of one clinic."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._zone = config.clinic.timezone
        self._region = config.clinic.region
        self._practitioners = {each.id for each in config.clinic.booking.practitioners}
        self._store = store
        self._desk = StaffDesk(config, store)

    def account(self, name: str) -> Account:
        """The account with a sign-in name that may change requests. Raises SettingsError."""
        with self._store.engine.connect() as connection:
            found = {account.name: account for account, is_open in all_accounts(connection) if is_open}
        if name not in found or not may(found[name].role, WORK):
            raise SettingsError(
                f"Nobody with the sign-in name {name!r} may change requests. `--as` names an open account of the front "
                "desk or the owner; the page *Team* lists them."
            )
        return found[name]

    def find(self, reference: str) -> Appointment:
        """The request with a reference number. Raises SettingsError."""
        with self._store.engine.connect() as connection:
            found = Searching(self._desk.appointments, self._region).some(
                connection, Search("all", "", reference), None, 2
            )
        if len(found) != 1 or found[0].reference != reference.upper():
            raise SettingsError(f"There is no request {reference}. `python -m frontdesk requests` lists them.")
        return found[0]

    def do(self, by: Account, item: Appointment, wish: Wish) -> None:
        """Make changes, the note last. Raises SettingsError for what cannot be."""
        if wish.practitioner and wish.practitioner not in self._practitioners:
            raise SettingsError(f"No practitioner has the id {wish.practitioner!r}; clinic.yml names them.")
        _require_sense(item, wish)
        try:
            if wish.start is not None:
                minutes = wish.minutes or self._desk.arranging.minutes(item)
                self._desk.settle(by, item, wish.start, minutes, wish.practitioner)
            elif wish.answer:
                self._desk.answer(by, item, wish.answer)
            elif wish.done:
                self._desk.called(by, item, READ if item.kind == MESSAGE else REACHED, "")
            elif wish.cancel:
                self._desk.cancel(by, item)
            if wish.note:
                self._desk.note(by, item.id, wish.note)
        except (StaleError, TransitionError) as error:
            raise SettingsError(
                f"{item.reference} is {item.status} or was changed meanwhile: nothing was done. Look at it again first."
            ) from error
        except TakenError as error:
            raise SettingsError("Somebody else has this practitioner then. Please choose another time.") from error
        except PastError as error:
            raise SettingsError("This time has passed already.") from error
        except UnreachableError as error:
            raise SettingsError("The patient can read an answer nowhere. Nothing was sent; please call.") from error

    def shown(self, items: Sequence[Appointment], as_json: bool, history: bool = False) -> list[str]:
        """Each request with its notes and who sees to it, as text or as a line of JSON. `history`: with every change."""
        ids = [item.id for item in items]
        with self._store.engine.connect() as connection:
            notes, claimed = self._desk.work.notes(connection, ids), claimed_by(connection, ids)
            return [
                self._one(connection, item, notes[item.id], claimed.get(item.id, ("", ""))[1], as_json, history)
                for item in items
            ]

    def _one(
        self, connection: Connection, item: Appointment, notes: list[Note], claimed: str, as_json: bool, history: bool
    ) -> str:
        if as_json:
            told = [
                {"at": note.at.isoformat(), "by": note.by, "outcome": note.outcome, "text": note.text} for note in notes
            ]
            row = as_row(item, self._zone) | {"seen_to_by": claimed, "notes": told}
            return json.dumps(row, ensure_ascii=False)
        lines = [as_text(item, self._zone), f"  seen to by: {claimed}" if claimed else ""]
        for note in notes:
            words = f": {one_line(note.text)}" if note.text else ""
            lines.append(
                f"  {OUTCOMES[note.outcome]}, {note.at.astimezone(self._zone):%Y-%m-%d %H:%M}, {note.by}{words}"
            )
        if history:
            lines += [
                f"  {row.action} by {row.actor}, {row.channel}, version {row.version}"
                for row in audit_of(connection, item.id)
            ]
        return "\n".join(line for line in lines if line)


def _require_sense(item: Appointment, wish: Wish) -> None:
    if wish.answer and item.kind != MESSAGE:
        raise SettingsError(
            f"{item.reference} is no message, so nobody waits for an answer to it. Add a note, or confirm it."
        )
    if wish.minutes is not None and wish.minutes not in _MINUTES:
        raise SettingsError(f"A visit lasts {_MINUTES.start} to {_MINUTES.stop - 1} minutes.")
    if max(len(wish.note or ""), len(wish.answer or "")) > _LONGEST:
        raise SettingsError(f"A note or an answer has at most {_LONGEST} characters.")
