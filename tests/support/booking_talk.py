"""A clinic that is talked to about bookings, without Rasa."""

import json
import re
import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from frontdesk.appointments.appointment import Appointment
from frontdesk.booking import catalogue
from frontdesk.booking.assembly import Parts, dialogue
from frontdesk.booking.dialogue import Turn
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told, Words
from frontdesk.language.spelling import written_out
from frontdesk.settings.environment import read_settings
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.schema import migrate
from tests.support.server import ROOT, SECRET
from tests.support.stores import store_of

SLOTS_CLINIC = ROOT / "tests/conversations/booking/slots.clinic"


EMAIL = "ana.lee@example.org"


class Clinic:
    """One clinic's installation, and whoever writes to it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.config = read_settings({"FRONTDESK_DATA_DIR": str(folder), "FRONTDESK_SECRET_KEYS": SECRET, **environment})
        self.parts = Parts(self.config, store_of(self.config))
        migrate(self.parts.engine)
        self.dialogue = dialogue(self.config, store_of(self.config))

    def hears(self, conversation: str, text: str, intent: str = "", turn: str = "", choice: str = "") -> Turn:
        return self._turn(Heard(conversation, turn or secrets.token_hex(8), "web", text, choice, intent))

    def _turn(self, heard: Heard) -> Turn:
        """What is said to a message: only what the catalogue has, with every value that it promises to the texts."""
        turn = self.dialogue.turn(heard)
        promised = catalogue.values()
        for said in turn.said:
            for name in said.responses:
                assert not name.startswith("utter_booking_") or promised[name] <= said.values.keys(), name
        return turn

    def hears_marked(self, conversation: str, marked: str, *acts: str, intent: str = "") -> Turn:
        """A message as the booking reader read it: "[Ana Lee](name), thanks"."""
        told = read_as(marked, *acts)
        return self._turn(Heard(conversation, secrets.token_hex(8), "web", told.text, intent=intent, told=told))

    def says_beside(self, conversation: str, text: str, intent: str, asked: str) -> Turn:
        return self._turn(Heard(conversation, secrets.token_hex(8), "web", text, intent=intent, asked=asked))

    def presses(self, conversation: str, choice: str, turn: str = "") -> Turn:
        return self.hears(conversation, "", turn=turn, choice=choice)

    def appointments(self) -> list[Appointment]:
        with self.parts.engine.connect() as connection:
            return self.parts.appointments.all(connection)

    def states(self) -> list[str]:
        return [appointment.status for appointment in self.appointments()]

    def rows(self, kind: str) -> list[Any]:
        """The payloads of what is to be sent, oldest first."""
        query = sa.select(outbox.c.payload).where(outbox.c.kind == kind).order_by(outbox.c.created_at)
        with self.parts.engine.connect() as connection:
            return [json.loads(self.parts.vault.open(sealed)) for sealed in connection.execute(query).scalars()]

    def newest_code(self) -> str:
        return str(self.rows("code")[-1]["code"])

    def count(self, table: sa.Table) -> int:
        with self.parts.engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def read_as(marked: str, *acts: str) -> Told:
    """A text with marks, "[Ana Lee](name)", as the booking reader would have read it with certainty."""
    text, words = "", []
    for piece in re.split(r"(\[[^\]]+\]\(\w+\))", marked):
        found = re.fullmatch(r"\[([^\]]+)\]\((\w+)\)", piece)
        said = found.group(1) if found else piece
        if found:
            words.append(Words(found.group(2), len(text), len(text) + len(said), 1.0))
        text += said
    return Told(text, tuple(words), dict.fromkeys(acts, 1.0), written_out(text))


def responses(turn: Turn) -> list[str]:
    return [name for said in turn.said for name in said.responses]
