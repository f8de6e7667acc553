"""What a clinic decides (`clinic.yml`) and what the machine provides (environment variables), read and checked once.

Every problem raises SettingsError with a sentence that names the file, the key and the remedy.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jsonschema
import phonenumbers
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Environment variables: name -> (default, meaning). docs/settings.md shows this table.
ENVIRONMENT: dict[str, tuple[str, str]] = {
    "FRONTDESK_CLINIC_FILE": ("clinic.yml", "The clinic's settings file."),
    "FRONTDESK_DATA_DIR": ("var", "Where the embedded database and the generated secret live."),
    "FRONTDESK_DATABASE_URL": ("", "SQLAlchemy URL of the database; unset: SQLite in the data directory."),
    "FRONTDESK_SECRET_KEYS": (
        "",
        "Secrets, newest first, comma-separated, 32+ characters each; unset: one is generated.",
    ),
    "FRONTDESK_HOST": ("127.0.0.1", "Address that the assistant listens on."),
    "PORT": ("5005", "Port that the assistant listens on."),
    "FRONTDESK_PROXIES": ("0", "Trusted reverse proxies in front: how many X-Forwarded-For entries to believe."),
    "FRONTDESK_CONVERSATION_RATE": ("30/minute", "Messages allowed in one conversation."),
    "FRONTDESK_ADDRESS_RATE": ("600/minute", "Messages allowed from one network address."),
    "FRONTDESK_SESSION_RATE": ("120/minute", "New conversations allowed from one network address."),
    "FRONTDESK_SESSION_HOURS": ("24", "How long a chat token stays valid."),
    "FRONTDESK_TURN_SECONDS": ("10", "A reply that takes longer is replaced by the phone number."),
}

_TEXT = {"type": "string", "minLength": 1, "maxLength": 400}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["clinic", "emergency"],
    "properties": {
        "clinic": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "phone", "timezone"],
            "properties": dict.fromkeys(
                ("name", "phone", "city", "timezone", "address", "parking", "document_url"), _TEXT
            ),
        },
        "hours": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                day: {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"}}
                for day in WEEKDAYS
            },
        },
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
        "emergency": {
            "type": "object",
            "additionalProperties": False,
            "required": ["number", "crisis_number", "health_line"],
            "properties": {
                key: {"type": "string", "pattern": r"^[\d -]{3,20}$"}
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
                "allowed_origins": {"type": "array", "items": {"type": "string", "pattern": r"^https?://[^/]+$"}}
            },
        },
        "demo_values": {"type": "array", "items": {"type": "string"}},
    },
}


class SettingsError(ValueError):
    """A setting is missing or wrong. The message is for whoever edits the settings."""


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
    document_url: str | None = None
    hours: Mapping[str, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    fees: tuple[tuple[str, str], ...] = ()
    session_lengths: tuple[tuple[str, int], ...] = ()
    cancellation_policy: str | None = None
    visits: str | None = None
    general_answers: bool = True
    allowed_origins: tuple[str, ...] = ()
    demo_values: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Settings:
    """Everything that one running Frontdesk needs to know."""

    clinic: Clinic
    database_url: str
    secret_keys: tuple[str, ...]
    host: str
    port: int
    proxies: int
    conversation_rate: str
    address_rate: str
    session_rate: str
    session_seconds: int
    turn_seconds: float


def _problem(source: object, key: str, what: str, remedy: str) -> SettingsError:
    return SettingsError(f"{source}: `{key}` {what}. {remedy}")


def _explained(source: Path, error: jsonschema.ValidationError) -> SettingsError:
    key = ".".join(str(part) for part in error.absolute_path) or "(top level)"
    schema: Any = error.schema
    given: Any = error.instance
    if error.validator == "additionalProperties":
        known = ", ".join(sorted(schema["properties"]))
        unknown = ", ".join(sorted(set(given) - set(schema["properties"])))
        return _problem(
            source, key, f"has the unknown key `{unknown}`", f"It is probably misspelt; known keys: {known}."
        )
    if error.validator == "required":
        missing = ", ".join(sorted(set(schema["required"]) - set(given)))
        return _problem(source, key, f"lacks `{missing}`", "Add it; docs/settings.md explains each key.")
    if error.validator == "pattern":
        return _problem(source, key, f"is {given!r}", f"It must look like {schema['pattern']}.")
    return _problem(source, key, error.message.replace("\n", " "), "docs/settings.md shows an example.")


def _hours(source: Path, raw: Mapping[str, list[str]]) -> dict[str, tuple[tuple[time, time], ...]]:
    hours = {}
    for day, spans in raw.items():
        parsed: list[tuple[time, time]] = []
        for span in spans:
            try:
                opens, closes = (time.fromisoformat(part) for part in span.split("-"))
            except ValueError as error:
                raise _problem(source, f"hours.{day}", f"is {span!r}", "Write it as 08:00-18:00.") from error
            if opens >= closes:
                raise _problem(source, f"hours.{day}", f"closes before it opens ({span})", "Write it as 08:00-18:00.")
            if parsed and opens < parsed[-1][1]:
                raise _problem(
                    source, f"hours.{day}", f"has spans that overlap ({span})", "List them in order of time."
                )
            parsed.append((opens, closes))
        hours[day] = tuple(parsed)
    return hours


def _zone(source: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _problem(
            source, "clinic.timezone", f"is {name!r}", "Use a name of the IANA list, such as America/Edmonton."
        ) from error


def _checked_phone(source: Path, phone: str) -> str:
    try:
        valid = phonenumbers.is_possible_number(phonenumbers.parse(phone, "CA"))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise _problem(source, "clinic.phone", f"is {phone!r}", "Write a number with its area code, as 780-555-0100.")
    return phone


def _demo_values(source: Path, raw: Mapping[str, Any]) -> frozenset[str]:
    for dotted in raw.get("demo_values", []):
        at: Any = raw
        for part in dotted.split("."):
            at = at.get(part) if isinstance(at, Mapping) else None
        if at is None:
            raise _problem(source, "demo_values", f"names `{dotted}`, which is not set", "Remove that line.")
    return frozenset(raw.get("demo_values", []))


def read_clinic(path: Path) -> Clinic:
    """The clinic described by a settings file. Raises SettingsError with a sentence for whoever edits it."""
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
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft7Validator(_SCHEMA).iter_errors(raw))
    if wrong is not None:
        raise _explained(path, wrong)
    clinic = raw["clinic"]
    return Clinic(
        name=clinic["name"],
        phone=_checked_phone(path, clinic["phone"]),
        timezone=_zone(path, clinic["timezone"]),
        emergency_number=raw["emergency"]["number"],
        crisis_number=raw["emergency"]["crisis_number"],
        health_line=raw["emergency"]["health_line"],
        city=clinic.get("city"),
        address=clinic.get("address"),
        parking=clinic.get("parking"),
        document_url=clinic.get("document_url"),
        hours=_hours(path, raw.get("hours", {})),
        fees=tuple((fee["service"], fee["price"]) for fee in raw.get("fees", [])),
        session_lengths=tuple((item["service"], item["minutes"]) for item in raw.get("session_lengths", [])),
        cancellation_policy=raw.get("cancellation_policy"),
        visits=raw.get("visits"),
        general_answers=raw.get("knowledge", {}).get("general_answers", True),
        allowed_origins=tuple(raw.get("web", {}).get("allowed_origins", ())),
        demo_values=_demo_values(path, raw),
    )


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(name for name in environ if name.startswith("FRONTDESK_") and name not in ENVIRONMENT)
    if unknown:
        raise SettingsError(
            f"The environment variable {unknown[0]} is not known. It is probably misspelt; docs/settings.md lists them all."
        )
    return {name: environ.get(name) or default for name, (default, _) in ENVIRONMENT.items()}


def _number(values: Mapping[str, str], name: str, low: int, high: int) -> int:
    try:
        number = int(values[name])
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{name} is {values[name]!r}. It must be a whole number from {low} to {high}.")
    return number


def _rate(values: Mapping[str, str], name: str) -> str:
    if not re.fullmatch(r"[1-9]\d*/(second|minute|hour|day)", values[name]):
        raise SettingsError(f"{name} is {values[name]!r}. Write a number and a period, as 30/minute.")
    return values[name]


def _secret_keys(configured: str, data_dir: Path) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in configured.split(",") if key.strip())
    if any(len(key) < 32 for key in keys):
        raise SettingsError(
            "FRONTDESK_SECRET_KEYS holds a key shorter than 32 characters. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    return keys or (_generated_key(data_dir / "secret.key"),)


def _generated_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise SettingsError(f"{path}: the generated secret was cut short. Delete the file to have a new one made.")
    return key


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """All settings. Raises SettingsError; makes the data directory and its secret on first use."""
    values = _environment(environ)
    data_dir = Path(values["FRONTDESK_DATA_DIR"])
    return Settings(
        clinic=read_clinic(Path(values["FRONTDESK_CLINIC_FILE"])),
        secret_keys=_secret_keys(values["FRONTDESK_SECRET_KEYS"], data_dir),
        database_url=values["FRONTDESK_DATABASE_URL"] or f"sqlite:///{data_dir.resolve() / 'frontdesk.db'}",
        host=values["FRONTDESK_HOST"],
        port=_number(values, "PORT", 1, 65535),
        proxies=_number(values, "FRONTDESK_PROXIES", 0, 10),
        conversation_rate=_rate(values, "FRONTDESK_CONVERSATION_RATE"),
        address_rate=_rate(values, "FRONTDESK_ADDRESS_RATE"),
        session_rate=_rate(values, "FRONTDESK_SESSION_RATE"),
        session_seconds=_number(values, "FRONTDESK_SESSION_HOURS", 1, 720) * 3600,
        turn_seconds=_number(values, "FRONTDESK_TURN_SECONDS", 1, 60),
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()
