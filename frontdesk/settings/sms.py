"""How text messages are sent and received: environment variables, read and checked once.

1. Without `FRONTDESK_SMS_PROVIDER` there are no text messages, and none of the other variables may be set.
2. Callers must prove who they are. `FRONTDESK_SMS_UNSIGNED=development` lifts that, on a machine that nobody else can reach.
3. Secrets are not shown: not in errors, and not by `repr`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import phonenumbers

from frontdesk.settings.values import SettingsError, read_address, read_number, read_rate

TWILIO = "twilio"
SIGNED_HTTP = "signed_http"
TWILIO_API = "https://api.twilio.com"

# Environment variables: name -> (default, meaning). docs/settings.md shows this table.
SMS_ENVIRONMENT: dict[str, tuple[str, str]] = {
    "FRONTDESK_SMS_PROVIDER": ("", "Who carries text messages: twilio or signed_http; unset: no text messages."),
    "FRONTDESK_SMS_NUMBER": ("", "The clinic's number for text messages, +17805550100."),
    "FRONTDESK_SMS_MESSAGING_SERVICE": ("", "Twilio's Messaging Service, MG…, which chooses the number to send from."),
    "FRONTDESK_TWILIO_ACCOUNT": ("", "Twilio's Account SID, AC…."),
    "FRONTDESK_TWILIO_AUTH_TOKENS": ("", "Twilio's auth token; while it is being changed two, newest first."),
    "FRONTDESK_SMS_KEYWORDS": (
        "",
        "Who answers STOP, START and HELP: provider or frontdesk; unset: provider with twilio, as Twilio does by default.",
    ),
    "FRONTDESK_SMS_ABROAD": (
        "",
        "ignored: texts from phones outside the clinic's country get no answer; unset: they do.",
    ),
    "FRONTDESK_SMS_API_URL": ("", "Address of the provider's API; unset: Twilio's own."),
    "FRONTDESK_SMS_SIGNING_SECRETS": (
        "",
        "Secrets shared with a signed_http gateway, newest first, comma-separated, 32+ characters each.",
    ),
    "FRONTDESK_SMS_UNSIGNED": ("", "development: calls without a signature are believed, on loopback only."),
    "FRONTDESK_SMS_RATE": ("10/second", "Text messages sent in all; more wait their turn."),
    "FRONTDESK_SMS_CONTACT_RATE": ("60/hour", "Text messages sent to one phone; more wait their turn."),
    "FRONTDESK_SMS_CLAIM_SECONDS": (
        "30",
        "When a worker dies while it sends a text, another one takes over after so many seconds.",
    ),
}
_OPTIONAL = ("FRONTDESK_SMS_RATE", "FRONTDESK_SMS_CONTACT_RATE", "FRONTDESK_SMS_CLAIM_SECONDS")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Rate:
    """A count in a stretch of time."""

    count: int
    period: timedelta


@dataclass(frozen=True)
class SmsSettings:
    """What sending and receiving text messages takes. `number` is E.164 or empty; `public_url` is empty on a developer's
    machine only: there are no delivery reports then."""

    provider: str
    number: str
    messaging_service: str
    account: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    api_url: str = field(repr=False)
    signing_secrets: tuple[str, ...] = field(repr=False)
    unsigned: bool
    rate: Rate
    contact_rate: Rate
    claim: timedelta
    public_url: str
    provider_answers: bool  # STOP, START and HELP
    answers_abroad: bool  # phones outside the clinic's country


def read_sms(values: Mapping[str, str], public_url: str | None) -> SmsSettings | None:
    """The settings of text messages, or None where there are none. Raises SettingsError."""
    provider = values["FRONTDESK_SMS_PROVIDER"]
    if not provider:
        _check_nothing_else(values)
        return None
    if provider not in (TWILIO, SIGNED_HTTP):
        raise SettingsError(f"FRONTDESK_SMS_PROVIDER is {provider!r}. Write {TWILIO} or {SIGNED_HTTP}.")
    unsigned = _unsigned(values, public_url)
    api_url = read_address(values, "FRONTDESK_SMS_API_URL", "https", "http")
    sms = SmsSettings(
        provider=provider,
        number=_number(values["FRONTDESK_SMS_NUMBER"]),
        messaging_service=values["FRONTDESK_SMS_MESSAGING_SERVICE"],
        account=values["FRONTDESK_TWILIO_ACCOUNT"],
        auth_tokens=_listed(values["FRONTDESK_TWILIO_AUTH_TOKENS"]),
        api_url=_encrypted("FRONTDESK_SMS_API_URL", api_url) or (TWILIO_API if provider == TWILIO else ""),
        signing_secrets=_listed(values["FRONTDESK_SMS_SIGNING_SECRETS"]),
        unsigned=unsigned,
        rate=_rate(values, "FRONTDESK_SMS_RATE"),
        contact_rate=_rate(values, "FRONTDESK_SMS_CONTACT_RATE"),
        claim=timedelta(seconds=read_number(values, "FRONTDESK_SMS_CLAIM_SECONDS", 1, 600)),
        public_url=_without_our_path(_encrypted("FRONTDESK_PUBLIC_URL", public_url)),
        answers_abroad=_answers_abroad(values["FRONTDESK_SMS_ABROAD"]),
        provider_answers=_provider_answers(values["FRONTDESK_SMS_KEYWORDS"], provider),
    )
    if not public_url and not unsigned:
        raise SettingsError(
            "FRONTDESK_SMS_PROVIDER is set, but FRONTDESK_PUBLIC_URL is not. Write the https:// address under which the "
            "provider reaches this server: its signatures are made over it."
        )
    (_check_twilio if provider == TWILIO else _check_signed_http)(sms)
    return sms


def _check_nothing_else(values: Mapping[str, str]) -> None:
    stray = [name for name in SMS_ENVIRONMENT if values[name] and name not in _OPTIONAL]
    if stray:
        raise SettingsError(
            f"{stray[0]} is set, but FRONTDESK_SMS_PROVIDER is not, so that no text message would be sent. Write "
            f"FRONTDESK_SMS_PROVIDER={TWILIO}, or remove {stray[0]}."
        )


def _unsigned(values: Mapping[str, str], public_url: str | None) -> bool:
    value = values["FRONTDESK_SMS_UNSIGNED"]
    if not value:
        return False
    if value != "development":
        raise SettingsError("FRONTDESK_SMS_UNSIGNED can only be `development`. Remove it where patients text.")
    if values["FRONTDESK_HOST"] not in _LOOPBACK or (public_url and not _is_loopback(public_url)):
        raise SettingsError(
            "FRONTDESK_SMS_UNSIGNED lets anybody send text messages in anybody's name. It is only allowed while FRONTDESK_HOST "
            "and FRONTDESK_PUBLIC_URL are on loopback. Remove it."
        )
    return True


def _answers_abroad(value: str) -> bool:
    if value not in ("", "ignored"):
        raise SettingsError(
            f"FRONTDESK_SMS_ABROAD is {value!r}. Write ignored, or remove it if phones outside the clinic's country are "
            "answered."
        )
    return not value


def _provider_answers(value: str, provider: str) -> bool:
    if value not in ("", "provider", "frontdesk"):
        raise SettingsError(
            f"FRONTDESK_SMS_KEYWORDS is {value!r}. Write provider if the provider itself answers STOP, START and HELP, else "
            "frontdesk."
        )
    return value == "provider" or (not value and provider == TWILIO)


def _number(number: str) -> str:
    if not number:
        return ""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible or not re.fullmatch(r"\+\d{8,15}", number):
        raise SettingsError(
            f"FRONTDESK_SMS_NUMBER is {number!r}. Write it with + and country code, without spaces, as +17805550100."
        )
    return number


def _encrypted(name: str, url: str | None) -> str:
    if url and not url.startswith("https://") and not _is_loopback(url):
        raise SettingsError(
            f"{name} is not encrypted. Patients' numbers and texts go over it: it must start with https://, unless it is on "
            "loopback."
        )
    return url or ""


def _without_our_path(public_url: str) -> str:
    pasted = urlsplit(public_url).path
    if pasted.startswith("/sms"):
        raise SettingsError(
            f"FRONTDESK_PUBLIC_URL ends in {pasted}, which is where the provider calls. Write the address of the server alone, "
            "as https://chat.example.org: the paths are added to it, and signatures are made over the whole."
        )
    return public_url


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


def _listed(secrets: str) -> tuple[str, ...]:
    return tuple(secret.strip() for secret in secrets.split(",") if secret.strip())


def _rate(values: Mapping[str, str], name: str) -> Rate:
    count, _, period = read_rate(values, name).partition("/")
    return Rate(int(count), timedelta(seconds=_SECONDS[period]))


def _check_twilio(sms: SmsSettings) -> None:
    _check_pattern("FRONTDESK_TWILIO_ACCOUNT", sms.account, "AC")
    if sms.messaging_service:
        _check_pattern("FRONTDESK_SMS_MESSAGING_SERVICE", sms.messaging_service, "MG")
    elif not sms.number:
        raise SettingsError(
            "Neither FRONTDESK_SMS_NUMBER nor FRONTDESK_SMS_MESSAGING_SERVICE is set. Write the number that was bought, as "
            "+17805550100, or the Messaging Service it belongs to."
        )
    if not 1 <= len(sms.auth_tokens) <= 2:
        raise SettingsError(
            "FRONTDESK_TWILIO_AUTH_TOKENS must hold one auth token, or two while it is being changed (newest first). "
            "Twilio's console shows it under Account, API keys & tokens."
        )
    if not all(re.fullmatch(r"[0-9a-f]{32}", token) for token in sms.auth_tokens):
        raise SettingsError(
            "FRONTDESK_TWILIO_AUTH_TOKENS holds something else than an auth token, which is 32 hexadecimal digits. Twilio's "
            "console shows it under Account, API keys & tokens; the secret of an API key does not do."
        )
    if sms.signing_secrets:
        raise SettingsError(
            "FRONTDESK_SMS_SIGNING_SECRETS is for signed_http; twilio signs with its auth token. Remove it."
        )


def _check_signed_http(sms: SmsSettings) -> None:
    if not sms.number:
        raise SettingsError("FRONTDESK_SMS_NUMBER is not set. Write the clinic's number, as +17805550100.")
    if not sms.api_url:
        raise SettingsError("FRONTDESK_SMS_API_URL is not set. Write the address of the gateway, https://….")
    if not sms.signing_secrets or min(map(len, sms.signing_secrets)) < _SHORTEST_SECRET:
        raise SettingsError(
            "FRONTDESK_SMS_SIGNING_SECRETS is missing or holds a secret shorter than 32 characters. Give both sides the same "
            "long random text."
        )
    if sms.account or sms.auth_tokens or sms.messaging_service:
        raise SettingsError(
            "Settings of twilio are set, but FRONTDESK_SMS_PROVIDER is signed_http. Remove one or the other."
        )


def _check_pattern(name: str, value: str, prefix: str) -> None:
    if not re.fullmatch(rf"{prefix}[0-9a-f]{{32}}", value):
        raise SettingsError(
            f"{name} is missing or wrong. It is {prefix} and 32 hexadecimal digits; Twilio's console shows it."
        )
