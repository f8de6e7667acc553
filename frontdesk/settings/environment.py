"""What the machine provides (environment variables) beside what the clinic decides, read and checked once.

A variable is one field of `Settings` or `SmsSettings`. Every problem raises SettingsError with a sentence that names the
variable and the remedy.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, WrapValidator

from frontdesk.settings import dependent
from frontdesk.settings.backups import Backups
from frontdesk.settings.clinic import Clinic, read_clinic
from frontdesk.settings.dependent import LAST_PORT, SHORTEST_SECRET
from frontdesk.settings.endpoints import ActionEndpoint, read_action_endpoint
from frontdesk.settings.fields import Variable
from frontdesk.settings.openid import OpenIdSettings, only_with_an_issuer
from frontdesk.settings.operations import Operations
from frontdesk.settings.sms import SmsSettings, only_with_a_provider
from frontdesk.settings.values import SECRETS, Parsed, SettingsError, address, rate, seconds
from frontdesk.settings.variables import read_variables
from frontdesk.storage.separation import ONLY


@dataclass(frozen=True)
class Settings:
    """Everything that one running Frontdesk needs to know of one clinic.

    Of several, `path` is under which one is served, and `own_data` has topics and answers that it has for itself.
    """

    clinic: Annotated[
        Clinic,
        Parsed(read_clinic, Path),
        Variable("FRONTDESK_CLINIC_FILE", "The clinic's settings file.", "clinic.yml"),
    ]
    action_endpoint: Annotated[
        ActionEndpoint,
        Parsed(read_action_endpoint, Path),
        Variable(
            "FRONTDESK_ENDPOINTS_FILE",
            "Rasa's endpoints file: where the custom actions run (below).",
            "endpoints.yml",
        ),
    ]
    data_dir: Annotated[
        Path,
        Variable("FRONTDESK_DATA_DIR", "Where the embedded database and the generated secret live.", "var"),
    ]
    database_url: Annotated[
        str,
        AfterValidator(dependent.database),
        Variable(
            "FRONTDESK_DATABASE_URL",
            "SQLAlchemy URL: `sqlite:///…` or `postgresql://…`.",
            unset="SQLite in the data directory",
        ),
    ]
    secret_keys: Annotated[
        tuple[str, ...],
        SECRETS,
        AfterValidator(dependent.long_enough),
        Variable(
            "FRONTDESK_SECRET_KEYS",
            "Secrets, newest first, comma-separated, 32+ characters each. The newest encrypts and signs; all are accepted.",
            unset="one is generated",
        ),
    ]
    host: Annotated[str, Variable("FRONTDESK_HOST", "Address that the assistant listens on.", "127.0.0.1")]
    port: Annotated[int, Field(ge=1, le=LAST_PORT), Variable("PORT", "Port that the assistant listens on.", "5005")]
    actions_port: Annotated[
        int,
        Field(ge=1, le=LAST_PORT),
        WrapValidator(dependent.actions_port),
        Variable(
            "FRONTDESK_ACTIONS_PORT",
            "Port of an action server, on loopback only.",
            unset="that of the `url` in `endpoints.yml`, or 50 above `PORT`",
        ),
    ]
    staff_port: Annotated[
        int,
        Field(ge=1, le=LAST_PORT),
        WrapValidator(dependent.staff_port),
        Variable("FRONTDESK_STAFF_PORT", "Port that the front desk's page listens on.", unset="the one after `PORT`"),
    ]
    staff_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_STAFF_URL",
            "Address under which staff reach the front desk's page, `https://…`. The page answers under this name alone.",
            unset="this machine only, without TLS",
        ),
    ]
    public_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_PUBLIC_URL",
            "Address under which patients, and the provider of text messages, reach this server; needed for `embed`.",
            unset="no links",
        ),
    ]
    smtp_url: Annotated[
        str | None,
        address("smtp", "smtps"),
        Variable(
            "FRONTDESK_SMTP_URL",
            "Mail server, `smtp://user:password@host:587` (STARTTLS, which only a server on this machine may do without) or "
            "`smtps://…`.",
            unset="files in the data directory's `outbox`",
        ),
    ]
    mail_from: Annotated[
        str,
        AfterValidator(dependent.sender),
        Variable("FRONTDESK_MAIL_FROM", "Sender of e-mails.", unset="the clinic's own address"),
    ]
    caldav_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_CALDAV_URL",
            "Calendar that booked slots are mirrored to, `https://user:password@host/…`.",
            unset="none",
        ),
    ]
    webhook_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_WEBHOOK_URL",
            "Address told of every booking as a FHIR Appointment ([webhook](webhook.md)).",
            unset="none",
        ),
    ]
    webhook_secret: Annotated[
        str,
        AfterValidator(dependent.webhook_secret),
        Variable("FRONTDESK_WEBHOOK_SECRET", "Secret that signs the webhook, 32+ characters."),
    ]
    proxies: Annotated[
        int,
        Field(ge=0, le=10),
        Variable(
            "FRONTDESK_PROXIES",
            "Trusted reverse proxies in front: how many X-Forwarded-For entries to believe.",
            "0",
        ),
    ]
    conversation_rate: Annotated[
        str,
        rate(),
        Variable("FRONTDESK_CONVERSATION_RATE", "Messages allowed in one conversation.", "30/minute"),
    ]
    address_rate: Annotated[
        str, rate(), Variable("FRONTDESK_ADDRESS_RATE", "Messages allowed from one network address.", "600/minute")
    ]
    session_rate: Annotated[
        str,
        rate(),
        Variable("FRONTDESK_SESSION_RATE", "New conversations allowed from one network address.", "120/minute"),
    ]
    texting_rate: Annotated[
        str,
        rate(),
        Variable(
            "FRONTDESK_TEXTING_RATE",
            "Codes by text message that may be asked for from one network address.",
            "20/hour",
        ),
    ]
    session_seconds: Annotated[
        int,
        Field(ge=1, le=720),
        AfterValidator(lambda hours: hours * 3600),
        Variable("FRONTDESK_SESSION_HOURS", "How long a chat token stays valid.", "24"),
    ]
    turn_seconds: Annotated[
        float,
        Parsed(float, Annotated[int, Field(ge=1, le=60)]),
        Variable("FRONTDESK_TURN_SECONDS", "A reply that takes longer is replaced by the phone number.", "10"),
    ]
    claim: Annotated[
        timedelta,
        seconds(1, 3600),
        Variable(
            "FRONTDESK_CLAIM_SECONDS",
            "When a worker dies while it sends something, another one sends it after so many seconds. Less than a slow mail "
            "server takes (60) makes e-mails come twice.",
            "180",
        ),
    ]
    clinics_dir: Annotated[
        Path,
        Variable(
            "FRONTDESK_CLINICS_DIR",
            "Folder with a folder for each of several clinics ([many clinics](many-clinics.md)). Without it, or with "
            "`FRONTDESK_CLINIC_FILE`, there is one clinic.",
            "clinics",
        ),
    ]
    operations: Operations
    backups: Backups
    sms: Annotated[SmsSettings | None, WrapValidator(only_with_a_provider)] = None
    openid: Annotated[OpenIdSettings | None, WrapValidator(only_with_an_issuer)] = None
    clinic_id: str = ONLY
    path: str = ""
    own_data: Path | None = None

    @property
    def staff_address(self) -> str:
        """Where staff reach the front desk's page: the address that is set, else this machine's own."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return self.staff_url or f"http://{host}:{self.staff_port}"


def _generated_key(path: Path) -> str:
    """The secret in a file, which is made where there is none: whole or not at all, by the first of several processes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        try:
            _write_key(path)
        except OSError as error:
            raise SettingsError(
                f"{path}: no secret can be written ({error.strerror}). Make room there, and start again."
            ) from error
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_SECRET:
        raise SettingsError(
            f"{path}: the secret in it is too short. Put back a copy of it, or delete the file if there is none."
        )
    return key


def _write_key(path: Path) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """All settings. Raises SettingsError; makes the data directory and its secret on first use."""
    read = read_variables(Settings, environ)
    return read if read.secret_keys else replace(read, secret_keys=(_generated_key(read.data_dir / "secret.key"),))
