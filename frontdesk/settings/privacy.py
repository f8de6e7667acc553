"""The `privacy` and `retention` parts of `clinic.yml`: what patients are told of their data, and how long it is kept."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from frontdesk.settings.fields import Key
from frontdesk.settings.values import CLOSED, whole

_SHORT = Field(min_length=1, max_length=80)
_PAGE = Field(
    pattern=r"^https://[^\s/]+\.[^\s]+$",
    max_length=80,
    examples=["https://clinic.example.org/privacy, 80 characters at most"],
)
_DECADE = 3660  # days


def _days(low: int, high: int = _DECADE) -> object:
    return whole(low, high)


@dataclass(frozen=True)
class Privacy:
    """What the notice says that comes before the first personal detail. What is None has not been set."""

    __pydantic_config__ = CLOSED

    authority: Annotated[
        str | None,
        _SHORT,
        Key(
            "authority",
            'law under which personal details are taken, as a patient reads it after "under": `Alberta\'s Health Information '
            "Act`",
            "none is named, and `check --production` says so",
        ),
    ] = None
    contact: Annotated[
        str | None,
        _SHORT,
        Key(
            "contact", "whom to ask about privacy: a name or office, with a phone or address", "the front desk's phone"
        ),
    ] = None
    page: Annotated[
        str | None, _PAGE, Key("page", "page with the clinic's privacy statement", "answers name no page")
    ] = None
    assessment: Annotated[
        str | None,
        _SHORT,
        Key(
            "assessment",
            "number or date of the privacy impact assessment that the Commissioner has accepted (Health Information Act, "
            "section 64)",
            "`check --production` says that it is missing",
        ),
    ] = None


@dataclass(frozen=True)
class Retention:
    """How many days each kind of record is kept (docs/privacy.md)."""

    __pydantic_config__ = CLOSED

    conversations: Annotated[
        int,
        _days(1, 730),
        Key(
            "conversations",
            "a conversation with its messages and feedback, and Rasa's record of it, after its last message",
        ),
    ] = 30
    drafts: Annotated[
        int,
        _days(1, 60),
        Key("drafts", "the draft of a booking after its last message; longer if a chat token is valid for longer"),
    ] = 2
    codes: Annotated[
        int, _days(1, 60), Key("codes", "that a verification code was sent (its limits count an hour)")
    ] = 2
    outbox: Annotated[
        int, _days(1, 730), Key("outbox", "an e-mail, text or calendar entry that was sent, cancelled or given up")
    ] = 30
    texts: Annotated[int, _days(1, 730), Key("texts", "an incoming text that has been processed")] = 30
    contacts: Annotated[
        int,
        _days(1, 730),
        Key(
            "contacts",
            "a phone that texts, after its last text; longer while its appointment is to come or something is sent to it",
        ),
    ] = 30
    appointments: Annotated[
        int,
        _days(1),
        Key(
            "appointments",
            "an appointment, request, call-back or message with its notes, after the visit or after it was closed; what is "
            "still open is never deleted",
        ),
    ] = 400
    sign_ins: Annotated[
        int,
        _days(1, 730),
        Key("sign_ins", "a sign-in to the front desk's page, a failed one, an unused link for an account"),
    ] = 1
    audit: Annotated[
        int,
        _days(366),
        Key(
            "audit",
            "who changed an appointment, and who read and changed what on the front desk's page; the database itself refuses "
            "to delete what is not a year old",
        ),
    ] = 1095
    consents: Annotated[
        int,
        _days(366),
        Key("consents", "what a phone's holder agreed to: a keyed hash of the number, the words, the moment"),
    ] = 1095

    def kept(self, kind: str) -> timedelta:
        """How long a kind is kept."""
        return timedelta(days=getattr(self, kind))
