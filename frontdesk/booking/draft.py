"""The booking under way in a conversation, kept sealed in the database: it survives restarts, pauses and red flags."""

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Details, Slot
from frontdesk.log import log_failure
from frontdesk.storage.booking_models import drafts
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing

_log = logging.getLogger(__name__)
BOOK, CALL_BACK, RESCHEDULE, CANCEL = "book", "callback", "reschedule", "cancel"
FULL_NAME = "full_name"  # asked for once, where somebody gave a first name on their own
MOST_TRIES = 2
MOST_NOTES = 1_500  # characters


def new_id() -> str:
    """The id of an appointment: 128 random bits, hexadecimal."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Say:
    """One message to the patient: names of responses whose texts are joined, the values they name, and buttons (id, title)."""

    responses: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = "booking"

    def or_else(self, ways: Sequence[tuple[str, str]]) -> "Say":
        """The same with easier ways to go on, as buttons."""
        choices = tuple(dict((*self.choices, *ways)).items())
        return replace(self, responses=(*self.responses, "utter_booking_easier"), choices=choices)


@dataclass(frozen=True)
class Draft:
    """What is known so far. `id` becomes the appointment's id, so that sending it twice makes one appointment.

    `step` is the question that is open, `asked` how often it was asked on end, `tries` how often it was answered in vain.
    `offers` are the times last offered.
    `chosen` of the `candidates` is the appointment to change or cancel; `contact` is the address that a code was sent to.
    `heard` is what the patient typed last, in lower case. `earlier_reason` is the reason as it was said before the booking.
    `held_phone` is the number of the phone that the conversation is held with, if it is held with one.
    """

    goal: str
    id: str = field(default_factory=new_id)
    details: Details = field(default_factory=Details)
    step: str = ""
    asked: int = 0
    tries: int = 0
    any_time: bool = False
    skipped: tuple[str, ...] = ()
    service: str = ""
    offers: tuple[Slot, ...] = ()
    offered: int = 0
    slot: Slot | None = None
    candidates: tuple[str, ...] = ()
    chosen: str = ""
    contact: str = ""
    held_phone: str = ""
    sent: bool = False
    heard: str = ""
    earlier_reason: str = ""
    last_turn: str = ""
    last_said: tuple[Say, ...] = ()

    def asking(self, step: str) -> "Draft":
        """The same with another question open."""
        again = step == self.step
        return replace(self, step=step, asked=self.asked + 1 if again else 1, tries=self.tries if again else 0)

    def with_note(self, words: str) -> "Draft":
        """The same with something more for the front desk to read, said once: what is part of it goes."""
        note = self.details.note
        if words.lower() in note.lower() or len(note) + len(words) > MOST_NOTES:
            return self
        kept = [line for line in note.splitlines() if line.lower() not in words.lower()]
        return self.with_details(note="\n".join([*kept, words]))

    def with_details(self, **changes: Any) -> "Draft":
        """The same with other details."""
        return replace(self, details=replace(self.details, **changes))


def _slot_values(slot: Slot) -> dict[str, str]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(slot).items()}


def _slot(values: Mapping[str, str]) -> Slot:
    times = {key: datetime.fromisoformat(values[key]) for key in ("start", "end", "busy_until")}
    return Slot(values["practitioner"], values["service"], **times)


def _as_json(draft: Draft) -> str:
    plain = {item.name: getattr(draft, item.name) for item in fields(draft)}
    plain["details"] = draft.details.as_dict()
    plain["offers"] = [_slot_values(slot) for slot in draft.offers]
    plain["slot"] = _slot_values(draft.slot) if draft.slot else None
    plain["last_said"] = [asdict(said) for said in draft.last_said]
    return json.dumps(plain)


def _from_json(text: str) -> Draft:
    values = json.loads(text)
    values["details"] = Details.from_dict(values["details"])
    values["offers"] = tuple(_slot(item) for item in values["offers"])
    values["slot"] = _slot(values["slot"]) if values["slot"] else None
    values["skipped"], values["candidates"] = tuple(values["skipped"]), tuple(values["candidates"])
    values["last_said"] = tuple(
        Say(tuple(item["responses"]), item["values"], tuple((a, b) for a, b in item["choices"]), item["kind"])
        for item in values["last_said"]
    )
    return Draft(**values)


class Drafts:
    """Stored drafts, one a conversation."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def load(self, conversation_id: str) -> Draft | None:
        """The draft of a conversation, or None."""
        with self._engine.connect() as connection:
            sealed = connection.execute(
                sa.select(drafts.c.content).where(drafts.c.conversation_id == conversation_id)
            ).scalar_one_or_none()
        try:
            return _from_json(self._vault.open(sealed)) if sealed is not None else None
        except (ValueError, KeyError, TypeError) as error:  # of another version, or with a lost secret: begin anew
            log_failure(_log, "Reading a draft", error)
            return None

    def save(self, conversation_id: str, draft: Draft) -> None:
        """Store the draft in place of the one before."""
        row = {"content": self._vault.seal(_as_json(draft)), "updated_at": utc_now()}
        with writing(self._engine) as connection:
            changed = connection.execute(
                drafts.update().where(drafts.c.conversation_id == conversation_id).values(row)
            ).rowcount
            if not changed:
                connection.execute(drafts.insert(), {"conversation_id": conversation_id, **row})
