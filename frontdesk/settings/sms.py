"""How text messages are sent and received: environment variables, read and checked once.

1. Without `FRONTDESK_SMS_PROVIDER` there are no text messages, and none of the other variables may be set.
2. Callers must prove who they are. `FRONTDESK_SMS_UNSIGNED=development` lifts that, on a machine that nobody else can reach.
3. Secrets are not shown: not in errors, and not by `repr`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, ValidationInfo, ValidatorFunctionWrapHandler

from frontdesk.settings.fields import Variable, marked
from frontdesk.settings.sms_providers import carrier_of, named, parsed
from frontdesk.settings.values import LOOPBACK, SECRETS, Parsed, SettingsError, address, rate, seconds

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Rate:
    """A count in a stretch of time."""

    count: int
    period: timedelta


def _number(number: str) -> str:
    if not number:
        return ""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible or not re.fullmatch(r"\+\d{8,15}", number):
        raise ValueError(f"is {number!r}. Write it with + and country code, without spaces, as +17805550100.")
    return number


def _encrypted(url: str | None) -> str:
    if url and not url.startswith("https://") and not _is_loopback(url):
        raise ValueError(
            "is not encrypted. Patients' numbers and texts go over it: it must start with https://, unless it is on loopback."
        )
    return url or ""


def _unsigned(value: str) -> bool:
    if value not in ("", "development"):
        raise ValueError("can only be `development`. Remove it where patients text.")
    return bool(value)


def _keywords(value: str) -> str:
    if value not in ("", "provider", "frontdesk"):
        raise ValueError(
            f"is {value!r}. Write provider if the provider itself answers STOP, START and HELP, else frontdesk."
        )
    return value


def _answers_abroad(value: str) -> bool:
    if value not in ("", "ignored"):
        raise ValueError(
            f"is {value!r}. Write ignored, or remove it if phones outside the clinic's country are answered."
        )
    return not value


def _rate(written: str) -> Rate:
    count, _, period = written.partition("/")
    return Rate(int(count), timedelta(seconds=_SECONDS[period]))


@dataclass(frozen=True)
class SmsSettings:
    """What sending and receiving text messages takes. `number` is E.164 or empty; `public_url` is empty on a developer's
    machine only: there are no delivery reports then. `path`: under which one of several clinics is served."""

    provider: Annotated[
        str,
        AfterValidator(parsed),
        Variable(
            "FRONTDESK_SMS_PROVIDER",
            f"Who carries text messages: {named('`{}`')}. `FRONTDESK_PUBLIC_URL` must be set, with https:// (http:// on "
            "loopback).",
            unset="no text messages",
        ),
    ]
    number: Annotated[
        str,
        AfterValidator(_number),
        Variable("FRONTDESK_SMS_NUMBER", "The clinic's number for text messages, `+17805550100`."),
    ]
    messaging_service: Annotated[
        str,
        Variable(
            "FRONTDESK_SMS_MESSAGING_SERVICE",
            "Twilio's Messaging Service, `MG…`, which chooses the number to send from.",
            unset="the number sends",
        ),
    ]
    account: Annotated[str, Variable("FRONTDESK_TWILIO_ACCOUNT", "Twilio's Account SID, `AC…`.")]
    auth_tokens: Annotated[
        tuple[str, ...],
        SECRETS,
        Variable("FRONTDESK_TWILIO_AUTH_TOKENS", "Twilio's auth token; two, newest first, while it is being changed."),
    ] = field(repr=False)
    keywords: Annotated[
        str,
        AfterValidator(_keywords),
        Variable(
            "FRONTDESK_SMS_KEYWORDS",
            "Who answers STOP, START and HELP: `provider` or `frontdesk` ([sms.md](sms.md#stop-start-help)).",
            unset="the provider, with `twilio`",
        ),
    ]
    answers_abroad: Annotated[
        bool,
        Parsed(_answers_abroad),
        Variable(
            "FRONTDESK_SMS_ABROAD",
            "`ignored`: texts from phones outside the clinic's country (Canada and the United States count as one) get no "
            "answer.",
            unset="they are answered",
        ),
    ]
    api_url: Annotated[
        str,
        address("https", "http"),
        AfterValidator(_encrypted),
        Variable("FRONTDESK_SMS_API_URL", "Address of the provider's API.", unset="Twilio's own"),
    ] = field(repr=False)
    signing_secrets: Annotated[
        tuple[str, ...],
        SECRETS,
        Variable(
            "FRONTDESK_SMS_SIGNING_SECRETS",
            "Secrets shared with a `signed_http` gateway, newest first, comma-separated, 32+ characters each.",
        ),
    ] = field(repr=False)
    unsigned: Annotated[
        bool,
        Parsed(_unsigned),
        Variable(
            "FRONTDESK_SMS_UNSIGNED",
            "`development`: calls without a signature are believed. Only with host and public address on loopback.",
            unset="signatures are checked",
        ),
    ]
    rate: Annotated[
        Rate,
        rate(_rate),
        Variable("FRONTDESK_SMS_RATE", "Text messages sent in all; more wait their turn.", "10/second"),
    ]
    contact_rate: Annotated[
        Rate,
        rate(_rate),
        Variable("FRONTDESK_SMS_CONTACT_RATE", "Text messages sent to one phone; more wait their turn.", "60/hour"),
    ]
    claim: Annotated[
        timedelta,
        seconds(1, 600),
        Variable(
            "FRONTDESK_SMS_CLAIM_SECONDS",
            "When a worker dies while it sends a text, another one takes over after so many seconds. Keep it well above the "
            "time the provider takes to answer.",
            "30",
        ),
    ]
    public_url: str = ""
    path: str = ""

    @property
    def own_url(self) -> str:
        """Where the provider reaches this very clinic."""
        return self.public_url and f"{self.public_url}{self.path}"

    @property
    def provider_answers(self) -> bool:
        """Whether the provider itself answers STOP, START and HELP."""
        return self.keywords == "provider" or (not self.keywords and carrier_of(self.provider).answers)


def only_with_a_provider(texts: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> SmsSettings | None:
    """The settings of text messages, or None where there are none: what wraps the reading of SmsSettings in Settings."""
    if not texts["provider"]:
        _check_nothing_else(texts)
        return None
    sms: SmsSettings = read(texts)
    public_url: str | None = info.data.get("public_url")
    sms = replace(sms, public_url=public_url or "", api_url=sms.api_url or carrier_of(sms.provider).api_url)
    _check_callers(sms, info.data.get("host", ""))
    carrier_of(sms.provider).check(sms)
    return sms


def _check_callers(sms: SmsSettings, host: str) -> None:
    pasted = urlsplit(sms.public_url).path
    if pasted.startswith("/sms"):
        raise SettingsError(
            f"FRONTDESK_PUBLIC_URL ends in {pasted}, which is where the provider calls. Write the address of the server alone, "
            "as https://chat.example.org: the paths are added to it, and signatures are made over the whole."
        )
    if sms.public_url and not sms.public_url.startswith("https://") and not _is_loopback(sms.public_url):
        raise SettingsError(
            "FRONTDESK_PUBLIC_URL is not encrypted. Patients' numbers and texts go over it: it must start with https://, "
            "unless it is on loopback."
        )
    if sms.unsigned and (host not in LOOPBACK or (sms.public_url and not _is_loopback(sms.public_url))):
        raise SettingsError(
            "FRONTDESK_SMS_UNSIGNED lets anybody send text messages in anybody's name. It is only allowed while FRONTDESK_HOST "
            "and FRONTDESK_PUBLIC_URL are on loopback. Remove it."
        )
    if not sms.public_url and not sms.unsigned:
        raise SettingsError(
            "FRONTDESK_SMS_PROVIDER is set, but FRONTDESK_PUBLIC_URL is not. Write the https:// address under which the "
            "provider reaches this server: its signatures are made over it."
        )


def _check_nothing_else(texts: Mapping[str, str]) -> None:
    alone = (
        (variable.name, texts[field.name])
        for field, _, variable in marked(SmsSettings, Variable)
        if not variable.default
    )
    stray = next((name for name, written in alone if written), None)
    if stray:
        raise SettingsError(
            f"{stray} is set, but FRONTDESK_SMS_PROVIDER is not, so that no text message would be sent. Write "
            f"FRONTDESK_SMS_PROVIDER=twilio, or remove {stray}."
        )


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
