"""The interface between Frontdesk and the carriers of its text messages: one class for each provider.

1. `send` says what is known afterwards: accepted (an id), refused for good, not processed (it may be sent again), or unknown
   (it may have been sent, so it must not be sent again).
2. A call is passed to `verify` before anything in it is read. ForgedError gives its reason in one word, for counting.
3. Errors never quote a number, a text or a secret.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

# What DeliveryStatus.state may be; the words are those of the outbox.
SENT = "sent"
DELIVERED = "delivered"
UNDELIVERED = "undelivered"
FAILED = "failed"

LONGEST_VALIDITY = 4 * 3600  # seconds


@dataclass(frozen=True)
class InboundText:
    """A text from a phone. Numbers are as the provider writes them, E.164 for phones; a sender may be a short code or a name.

    `media` counts pictures and the like. `opt_out` is STOP, START or HELP if the provider has acted on the word and has already
    answered it, else empty.
    """

    provider_id: str
    sender: str
    recipient: str
    text: str
    media: int = 0
    opt_out: str = ""


@dataclass(frozen=True)
class DeliveryStatus:
    """What became of a text: `state` is sent, delivered, undelivered or failed; `error_code` the provider's, or empty."""

    provider_id: str
    state: str
    error_code: str = ""


@dataclass(frozen=True)
class Call:
    """A call to the number for texts. `caller` is E.164, or whatever the provider writes for a withheld number; `ended` once it
    has been put through, and `answered` if somebody took it."""

    provider_id: str
    caller: str
    ended: bool
    answered: bool


@dataclass(frozen=True)
class Acknowledgement:
    """The answer to a call from the provider. It says nothing to the patient."""

    body: bytes
    content_type: str


class ForgedError(Exception):
    """A call that the provider did not make. `reason`: unsigned, signature, stale or malformed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadableCallError(ValueError):
    """A call from the provider that lacks a field or has an unknown value. The message names the field."""


class SendError(Exception):
    """A text was not accepted, as far as is known. `code` is short and safe to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RefusedError(SendError):
    """Refused for good. `opted_out`: because the person does not want texts."""

    def __init__(self, code: str, opted_out: bool) -> None:
        super().__init__(code)
        self.opted_out = opted_out


class NotProcessedError(SendError):
    """Certainly not sent: the provider was not reached, or said that it did nothing. It may be sent again.

    `retry_after`: not before so many seconds (0: it did not say).
    """

    def __init__(self, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class UnknownOutcomeError(SendError):
    """Perhaps sent: no answer, or one that does not say. It must not be sent again."""


class Calls(Protocol):
    """What a provider of texts does with calls to the same number. It asks when a call comes in, and once it has ended."""

    def parse_call(self, body: bytes) -> Call:
        """The call in a verified request. Raises UnreadableCallError."""

    def put_through(self, greeting: str, phone: str, then: str) -> Acknowledgement:
        """Say something, ring `phone` (E.164), and ask again at the address `then` when that has ended."""

    def hang_up(self, last: str = "") -> Acknowledgement:
        """Say something, or nothing, and end the call."""


class Provider(Protocol):
    """Who carries texts. `headers` are looked up without regard to case; `calls` is None where we are told of no calls."""

    name: str
    acknowledgement: Acknowledgement
    calls: Calls | None

    def acknowledgement_saying(self, text: str) -> Acknowledgement | None:
        """What acknowledges an inbound text and answers it at once; None if this provider cannot do that."""

    def send(self, to: str, text: str, status_url: str, valid_seconds: int = LONGEST_VALIDITY) -> str:
        """Ask for a text to be sent; the provider's id of it. Raises RefusedError, NotProcessedError, UnknownOutcomeError.

        `to` is E.164. `status_url` is where to report what became of it (empty: nowhere). After `valid_seconds` the provider
        must stop trying.
        """

    def received_since(self, since: datetime) -> Iterable[tuple[datetime, InboundText]]:
        """The texts that the provider took for us since a moment, with the moment of each (aware); empty if it keeps no list.

        Raises NotProcessedError.
        """

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Check that the provider made this call. `url` is the whole public one, with query. Raises ForgedError."""

    def parse_inbound(self, body: bytes, headers: Mapping[str, str]) -> InboundText:
        """The text in a verified call. Raises UnreadableCallError."""

    def parse_status(self, body: bytes, headers: Mapping[str, str]) -> DeliveryStatus:
        """The delivery report in a verified call. Raises UnreadableCallError."""


def inbound_path(provider: str) -> str:
    """Where the provider posts texts."""
    return f"/sms/{provider}"


def status_path(provider: str) -> str:
    """Where the provider posts delivery reports; the query `message` is the outbox row's id."""
    return f"{inbound_path(provider)}/status"


def calls_path(provider: str) -> str:
    """Where the provider asks what callers hear."""
    return f"/voice/{provider}"


def status_url(public_url: str, provider: str, message_id: str) -> str:
    """The address to report to about one text, or "" where nobody can reach us."""
    return f"{public_url}{status_path(provider)}?{urlencode({'message': message_id})}" if public_url else ""


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever its case, or ""."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")
