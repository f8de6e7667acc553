"""What the machine provides (environment variables) beside what the clinic decides, read and checked once.

Every problem raises SettingsError with a sentence that names the variable and the remedy.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path

from frontdesk.settings.clinic import Clinic, read_clinic
from frontdesk.settings.endpoints import ActionEndpoint, ActionServer, read_action_endpoint
from frontdesk.settings.sms import SMS_ENVIRONMENT, SmsSettings, read_sms
from frontdesk.settings.values import Problems, SettingsError, read_address, read_number, read_rate

CLAIM_SECONDS = 180  # a mail server is abandoned after one minute
# Environment variables: name -> (default, meaning). docs/settings.md shows this table.
ENVIRONMENT: dict[str, tuple[str, str]] = {
    "FRONTDESK_CLINIC_FILE": ("clinic.yml", "The clinic's settings file."),
    "FRONTDESK_ENDPOINTS_FILE": ("endpoints.yml", "Rasa's endpoints file: where the custom actions run."),
    "FRONTDESK_DATA_DIR": ("var", "Where the embedded database and the generated secret live."),
    "FRONTDESK_DATABASE_URL": ("", "SQLAlchemy URL of the database; unset: SQLite in the data directory."),
    "FRONTDESK_SECRET_KEYS": (
        "",
        "Secrets, newest first, comma-separated, 32+ characters each; unset: one is generated.",
    ),
    "FRONTDESK_HOST": ("127.0.0.1", "Address that the assistant listens on."),
    "PORT": ("5005", "Port that the assistant listens on."),
    "FRONTDESK_ACTIONS_PORT": (
        "",
        "Port of an action server, on loopback only; unset: that of the url in endpoints.yml, or 50 above PORT.",
    ),
    "FRONTDESK_PUBLIC_URL": (
        "",
        "Address under which patients and the text message provider reach this server; unset: no links, no `embed`.",
    ),
    "FRONTDESK_STAFF_PORT": ("", "Port that the front desk's page listens on; unset: the one after PORT."),
    "FRONTDESK_STAFF_URL": (
        "",
        "Address under which staff reach the front desk's page, https://…; unset: this machine only, without TLS.",
    ),
    "FRONTDESK_SMTP_URL": ("", "Mail server, smtp://user:password@host:587 or smtps://…; unset: e-mails become files."),
    "FRONTDESK_MAIL_FROM": ("", "Sender of e-mails; unset: the clinic's own address."),
    "FRONTDESK_CALDAV_URL": (
        "",
        "Calendar that booked slots are mirrored to, https://user:password@host/…; unset: none.",
    ),
    "FRONTDESK_WEBHOOK_URL": ("", "Address told of every booking as a FHIR Appointment; unset: none."),
    "FRONTDESK_WEBHOOK_SECRET": ("", "Secret that signs the webhook, 32+ characters."),
    "FRONTDESK_PROXIES": ("0", "Trusted reverse proxies in front: how many X-Forwarded-For entries to believe."),
    "FRONTDESK_CONVERSATION_RATE": ("30/minute", "Messages allowed in one conversation."),
    "FRONTDESK_ADDRESS_RATE": ("600/minute", "Messages allowed from one network address."),
    "FRONTDESK_SESSION_RATE": ("120/minute", "New conversations allowed from one network address."),
    "FRONTDESK_TEXTING_RATE": ("20/hour", "Codes by text message that may be asked for from one network address."),
    "FRONTDESK_SESSION_HOURS": ("24", "How long a chat token stays valid."),
    "FRONTDESK_TURN_SECONDS": ("10", "A reply that takes longer is replaced by the phone number."),
    "FRONTDESK_CLAIM_SECONDS": (
        str(CLAIM_SECONDS),
        "When a worker dies while it sends something, another one sends it after so many seconds.",
    ),
} | SMS_ENVIRONMENT

_NUMBERS = (
    ("FRONTDESK_PROXIES", 0, 10),
    ("FRONTDESK_SESSION_HOURS", 1, 720),
    ("FRONTDESK_TURN_SECONDS", 1, 60),
    ("FRONTDESK_CLAIM_SECONDS", 1, 3600),
)
_RATES = tuple(f"FRONTDESK_{name}_RATE" for name in ("CONVERSATION", "ADDRESS", "SESSION", "TEXTING"))
_ADDRESSES = {
    "FRONTDESK_SMTP_URL": ("smtp", "smtps"),
    "FRONTDESK_CALDAV_URL": ("https", "http"),
    "FRONTDESK_WEBHOOK_URL": ("https", "http"),
}


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
    texting_rate: str
    session_seconds: int
    turn_seconds: float
    claim: timedelta
    data_dir: Path
    action_endpoint: ActionEndpoint
    actions_port: int
    staff_port: int
    staff_url: str | None
    public_url: str | None
    smtp_url: str | None
    mail_from: str
    caldav_url: str | None
    webhook_url: str | None
    webhook_secret: str
    sms: SmsSettings | None = None

    @property
    def staff_address(self) -> str:
        """Where staff reach the front desk's page: the address that is set, else this machine's own."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return self.staff_url or f"http://{host}:{self.staff_port}"


def _check_names(environ: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environ if name.startswith("FRONTDESK_") and name not in ENVIRONMENT)
    if unknown:
        raise SettingsError(
            *(
                f"The environment variable {name} is not known. It is probably misspelt; docs/settings.md lists them all."
                for name in unknown
            )
        )


def _try_each(problems: Problems, values: Mapping[str, str]) -> None:
    """Read every variable on its own, to note all that is wrong."""
    for name, low, high in _NUMBERS:
        problems.try_out(partial(read_number, values, name, low, high))
    for name in _RATES:
        problems.try_out(partial(read_rate, values, name))
    for name, schemes in _ADDRESSES.items():
        problems.try_out(partial(read_address, values, name, *schemes))
    problems.try_out(partial(_webhook_secret, values))
    problems.try_out(partial(_own_keys, values["FRONTDESK_SECRET_KEYS"]))


def _actions_port(values: Mapping[str, str], port: int, endpoint: ActionEndpoint | None) -> int:
    """Where an action server listens."""
    called_at = endpoint.port if isinstance(endpoint, ActionServer) and endpoint.here else None
    if not values["FRONTDESK_ACTIONS_PORT"]:
        return called_at or (port + 50 if port + 50 <= 65535 else port - 50)
    chosen = read_number(values, "FRONTDESK_ACTIONS_PORT", 1, 65535)
    if called_at not in (None, chosen):
        raise SettingsError(
            f"FRONTDESK_ACTIONS_PORT is {chosen}, but `action_endpoint.url` in {values['FRONTDESK_ENDPOINTS_FILE']} calls port "
            f"{called_at}. Unset the variable; the action server then listens where it is called."
        )
    return chosen


def _staff_port(values: Mapping[str, str], port: int) -> int:
    """Where the front desk's page listens."""
    if not values["FRONTDESK_STAFF_PORT"]:
        return port + 1 if port < 65535 else port - 1
    return read_number(values, "FRONTDESK_STAFF_PORT", 1, 65535)


def _own_keys(configured: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in configured.split(",") if key.strip())
    if any(len(key) < 32 for key in keys):
        raise SettingsError(
            "FRONTDESK_SECRET_KEYS holds a key shorter than 32 characters. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    return keys


def _secret_keys(configured: str, data_dir: Path) -> tuple[str, ...]:
    return _own_keys(configured) or (_generated_key(data_dir / "secret.key"),)


def _generated_key(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise SettingsError(f"{path}: the generated secret was cut short. Delete the file to have a new one made.")
    return key


def _webhook_secret(values: Mapping[str, str]) -> str:
    secret = values["FRONTDESK_WEBHOOK_SECRET"]
    if values["FRONTDESK_WEBHOOK_URL"] and len(secret) < 32:
        raise SettingsError(
            "FRONTDESK_WEBHOOK_URL is set, but FRONTDESK_WEBHOOK_SECRET is missing or shorter than 32 characters. Give both "
            "sides the same long random text."
        )
    return secret


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """All settings. Raises SettingsError; makes the data directory and its secret on first use."""
    values = {name: environ.get(name) or default for name, (default, _) in ENVIRONMENT.items()}
    data_dir = Path(values["FRONTDESK_DATA_DIR"])
    problems = Problems()
    clinic = problems.attempt(lambda: read_clinic(Path(values["FRONTDESK_CLINIC_FILE"])), None)
    problems.try_out(lambda: _check_names(environ))
    port = problems.attempt(lambda: read_number(values, "PORT", 1, 65535), 0)
    _try_each(problems, values)
    public_url = problems.attempt(lambda: read_address(values, "FRONTDESK_PUBLIC_URL", "https", "http"), None)
    sms = problems.attempt(lambda: read_sms(values, public_url), None)
    endpoint = problems.attempt(lambda: read_action_endpoint(Path(values["FRONTDESK_ENDPOINTS_FILE"])), None)
    actions_port = problems.attempt(lambda: _actions_port(values, port, endpoint), 0)
    staff_port = problems.attempt(lambda: _staff_port(values, port), 0)
    staff_url = problems.attempt(lambda: read_address(values, "FRONTDESK_STAFF_URL", "https", "http"), None)
    problems.raise_if_any()
    assert clinic is not None
    assert endpoint is not None
    return Settings(
        clinic=clinic,
        secret_keys=_secret_keys(values["FRONTDESK_SECRET_KEYS"], data_dir),
        database_url=values["FRONTDESK_DATABASE_URL"] or f"sqlite:///{data_dir.resolve() / 'frontdesk.db'}",
        host=values["FRONTDESK_HOST"],
        port=port,
        proxies=read_number(values, "FRONTDESK_PROXIES", 0, 10),
        conversation_rate=read_rate(values, "FRONTDESK_CONVERSATION_RATE"),
        address_rate=read_rate(values, "FRONTDESK_ADDRESS_RATE"),
        session_rate=read_rate(values, "FRONTDESK_SESSION_RATE"),
        texting_rate=read_rate(values, "FRONTDESK_TEXTING_RATE"),
        session_seconds=read_number(values, "FRONTDESK_SESSION_HOURS", 1, 720) * 3600,
        turn_seconds=read_number(values, "FRONTDESK_TURN_SECONDS", 1, 60),
        claim=timedelta(seconds=read_number(values, "FRONTDESK_CLAIM_SECONDS", 1, 3600)),
        data_dir=data_dir,
        action_endpoint=endpoint,
        actions_port=actions_port,
        staff_port=staff_port,
        staff_url=staff_url,
        public_url=public_url,
        smtp_url=read_address(values, "FRONTDESK_SMTP_URL", "smtp", "smtps"),
        mail_from=values["FRONTDESK_MAIL_FROM"] or clinic.email or "frontdesk@localhost",
        caldav_url=read_address(values, "FRONTDESK_CALDAV_URL", "https", "http"),
        webhook_url=read_address(values, "FRONTDESK_WEBHOOK_URL", "https", "http"),
        webhook_secret=_webhook_secret(values),
        sms=sms,
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()
