"""One hand-off to the front desk: an Appointment in FHIR's words, whatever the method."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from frontdesk.language.packs import ENGLISH

# Letters and digits that are not mistaken for one another when read aloud or copied by hand.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

MESSAGE = "message"  # words for a person at the clinic: FHIR's Communication, kept and listed as the other requests are
KINDS = ("booking", "callback", MESSAGE)
PATIENT_TYPES = ("new", "returning")


def new_reference() -> str:
    """A short reference number that can be read out on the phone: "K7M-4QX"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


@dataclass(frozen=True)
class Period:
    """A stretch of time, FHIR Period: start and end are aware datetimes in UTC, half open."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Details:
    """What the patient said. Stored sealed, as a whole.

    `phone` is E.164 with an optional ";ext=…". `windows` are the preferred times, `when` says them in words. `for_whom` names
    the relation if somebody else is asking ("mother"). `remind` says whether the patient asked for a reminder. `more` is what
    else was asked for, each under what the front desk calls it ("Insurer"). `language` is the one that they wrote in: what the
    clinic sends them is in it.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    reason: str = ""
    patient_type: str = ""
    windows: tuple[Period, ...] = ()
    when: str = ""
    for_whom: str = ""
    note: str = ""
    remind: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    language: str = ENGLISH

    def as_dict(self) -> dict[str, Any]:
        """JSON values; times in ISO 8601."""
        return asdict(self) | {"windows": [[w.start.isoformat(), w.end.isoformat()] for w in self.windows]}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Details":
        """The details that `as_dict` described. Fields that are no longer known are ignored."""
        known = {each.name for each in fields(cls)}
        windows = tuple(
            Period(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in values["windows"]
        )
        return cls(**{key: value for key, value in values.items() if key in known} | {"windows": windows})


@dataclass(frozen=True)
class Slot:
    """A bookable time: `start`, `end` and `busy_until` (end with the service's buffer) are aware datetimes in UTC."""

    practitioner: str
    service: str
    start: datetime
    end: datetime
    busy_until: datetime


@dataclass(frozen=True)
class Appointment:
    """A stored hand-off. `status` is FHIR's; all times are aware datetimes in UTC.

    `start` and `end` are set once a slot is held or booked. `version` counts changes, from 1.
    """

    id: str
    reference: str
    kind: str
    method: str
    status: str
    version: int
    conversation_id: str
    channel: str
    created_at: datetime
    due_at: datetime | None
    details: Details
    service: str | None = None
    practitioner: str | None = None
    start: datetime | None = None
    end: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON values; times in ISO 8601."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        times = {key: value.isoformat() for key, value in plain.items() if isinstance(value, datetime)}
        return plain | times | {"details": self.details.as_dict()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Appointment":
        """The appointment that `as_dict` described."""
        times = {
            key: datetime.fromisoformat(values[key])
            for key in ("created_at", "due_at", "start", "end")
            if values[key] is not None
        }
        return replace(cls(**values | times), details=Details.from_dict(values["details"]))
