"""The clinic as `clinic.yml` describes it.

Every problem raises SettingsError with a sentence that names the file, the key and the remedy.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from frontdesk.settings.booking import HOURS_SCHEMA, Booking, read_booking
from frontdesk.settings.booking import SCHEMA as BOOKING_SCHEMA
from frontdesk.settings.sentences import explained
from frontdesk.settings.values import (
    Hours,
    Problems,
    SettingsError,
    Value,
    problem,
    read_days,
    read_hours,
    read_phone,
    read_zone,
)

_TEXT = {"type": "string", "minLength": 1, "maxLength": 400}
# Topics that a clinic answers in a sentence or two of its own, each under the topic's name.
OWN_SENTENCES = (
    "walk_ins",
    "new_patients",
    "choice_of_practitioner",
    "bring_someone",
    "payment_methods",
    "records_receipts",
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["clinic", "emergency"],
    "properties": {
        "clinic": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "phone", "timezone"],
            "properties": dict.fromkeys(
                ("name", "phone", "email", "city", "timezone", "address", "parking", "access", "document_url"), _TEXT
            )
            | {"region": {"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["CA"]}},
        },
        "hours": HOURS_SCHEMA,
        "closures": {"type": "array", "items": {"type": "string", "examples": ['"2026-12-25", in quotes']}},
        "booking": BOOKING_SCHEMA,
        "fees": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["service", "price"],
                "properties": {"service": _TEXT, "price": _TEXT},
            },
        },
        "session_lengths": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["service", "minutes"],
                "properties": {"service": _TEXT, "minutes": {"type": "integer", "minimum": 5, "maximum": 240}},
            },
        },
        "cancellation_policy": _TEXT,
        "visits": _TEXT,
        **dict.fromkeys(OWN_SENTENCES, _TEXT),
        "emergency": {
            "type": "object",
            "additionalProperties": False,
            "required": ["number", "crisis_number", "health_line"],
            "properties": {
                key: {"type": "string", "pattern": r"^[\d -]{3,20}$", "examples": ['"911", in quotes']}
                for key in ("number", "crisis_number", "health_line")
            },
        },
        "knowledge": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"general_answers": {"type": "boolean"}},
        },
        "web": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "allowed_origins": {
                    "type": "array",
                    "items": {
                        "type": "string",
                        "pattern": r"^https?://[^/]+$",
                        "examples": ["https://example.org, without a path"],
                    },
                },
                "demo_page": {"type": "boolean"},
            },
        },
        "demo_values": {"type": "array", "items": {"type": "string"}},
    },
}


@dataclass(frozen=True)
class Clinic:
    """The clinic as `clinic.yml` describes it. Optional values are None when the clinic has not set them."""

    name: str
    phone: str
    timezone: ZoneInfo
    emergency_number: str
    crisis_number: str
    health_line: str
    city: str | None = None
    address: str | None = None
    parking: str | None = None
    access: str | None = None
    document_url: str | None = None
    email: str | None = None
    region: str = "CA"
    hours: Hours = field(default_factory=dict)
    closures: frozenset[date] = frozenset()
    booking: Booking = field(default_factory=Booking)
    fees: tuple[tuple[str, str], ...] = ()
    session_lengths: tuple[tuple[str, int], ...] = ()
    cancellation_policy: str | None = None
    visits: str | None = None
    own_sentences: Mapping[str, str] = field(default_factory=dict)
    general_answers: bool = True
    allowed_origins: tuple[str, ...] = ()
    demo_page: bool = True
    demo_values: frozenset[str] = frozenset()


def _demo_values(source: Path, raw: Mapping[str, Any]) -> frozenset[str]:
    problems = Problems()
    for dotted in raw.get("demo_values", []):
        at: Any = raw
        for part in dotted.split("."):
            at = at.get(part) if isinstance(at, Mapping) else None
        if at is None:
            problems.note(problem(source, "demo_values", f"names `{dotted}`, which is not set", "Remove that line."))
    problems.raise_if_any()
    return frozenset(raw.get("demo_values", []))


class _Reading:
    """Reads the parts of a file that fit the schema, and gathers what is wrong with all of it."""

    def __init__(self, source: Path, raw: Any) -> None:
        self._source = source
        self._raw = raw
        self._problems = Problems()
        wrong = explained(source, SCHEMA, raw)
        self._paths = [path for path, _ in wrong]
        for _, error in wrong:
            self._problems.note(error)

    def part(self, *keys: str, read: Callable[[Any], Value], instead: Value) -> Value:
        """What `read` makes of a part; `instead` where the part is left out or wrong."""
        at = self._raw
        for key in keys:
            at = at.get(key) if isinstance(at, Mapping) else None
        if at is None or any(keys[: len(path)] == path[: len(keys)] for path in self._paths):
            return instead
        return self._problems.attempt(lambda: read(at), instead)

    def finish(self) -> None:
        """Raise SettingsError if anything was wrong."""
        self._problems.raise_if_any()


def read_clinic(path: Path) -> Clinic:
    """The clinic described by a settings file. Raises SettingsError with a sentence for the person who edits it."""
    try:
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: the file cannot be read ({error.strerror}). Set FRONTDESK_CLINIC_FILE to the clinic's file."
        ) from error
    except (YAMLError, UnicodeDecodeError) as error:
        where = re.sub(r"\s+", " ", str(error))
        raise SettingsError(
            f"{path}: this is not valid YAML ({where}). Check the indentation and quotes there."
        ) from error
    reading = _Reading(path, raw)
    region = reading.part("clinic", "region", read=str, instead="CA")
    phone = reading.part("clinic", "phone", read=lambda given: read_phone(path, given, region), instead="")
    timezone = reading.part("clinic", "timezone", read=lambda given: read_zone(path, given), instead=ZoneInfo("UTC"))
    no_hours: Hours = {}
    hours = reading.part("hours", read=lambda given: read_hours(path, "hours", given), instead=no_hours)
    no_days: frozenset[date] = frozenset()
    closures = reading.part("closures", read=lambda given: read_days(path, "closures", given), instead=no_days)
    booking = reading.part("booking", read=lambda given: read_booking(path, given), instead=Booking())
    no_names: frozenset[str] = frozenset()
    demo_values = reading.part("demo_values", read=lambda _: _demo_values(path, raw), instead=no_names)
    reading.finish()
    clinic = raw["clinic"]
    return Clinic(
        name=clinic["name"],
        phone=phone,
        timezone=timezone,
        emergency_number=raw["emergency"]["number"],
        crisis_number=raw["emergency"]["crisis_number"],
        health_line=raw["emergency"]["health_line"],
        city=clinic.get("city"),
        address=clinic.get("address"),
        parking=clinic.get("parking"),
        access=clinic.get("access"),
        document_url=clinic.get("document_url"),
        email=clinic.get("email"),
        region=region,
        hours=hours,
        closures=closures,
        booking=booking,
        fees=tuple((fee["service"], fee["price"]) for fee in raw.get("fees", [])),
        session_lengths=tuple((item["service"], item["minutes"]) for item in raw.get("session_lengths", [])),
        cancellation_policy=raw.get("cancellation_policy"),
        visits=raw.get("visits"),
        own_sentences={key: raw[key] for key in OWN_SENTENCES if key in raw},
        general_answers=raw.get("knowledge", {}).get("general_answers", True),
        allowed_origins=tuple(raw.get("web", {}).get("allowed_origins", ())),
        demo_page=raw.get("web", {}).get("demo_page", True),
        demo_values=demo_values,
    )
