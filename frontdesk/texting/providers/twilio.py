"""Twilio: signatures by its own library, sending by its REST API.

1. A signature covers the whole public URL and every form field, empty ones too, so the raw body is parsed here.
2. Two auth tokens are accepted while one replaces the other; sending uses the newest.
3. A refusal whose code the table of errors knows is final. 401, 403 and 404 are about our own settings, which can be
   corrected while the text waits.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from frontdesk.settings.sms import SmsSettings
from frontdesk.texting.providers.base import (
    DELIVERED,
    FAILED,
    LONGEST_VALIDITY,
    SENT,
    UNDELIVERED,
    Acknowledgement,
    Calls,
    DeliveryStatus,
    ForgedError,
    InboundText,
    NotProcessedError,
    Provider,
    RefusedError,
    UnknownOutcomeError,
    UnreadableCallError,
    header,
)
from frontdesk.texting.providers.errors import ERRORS, OPTED_OUT
from frontdesk.texting.providers.http import READ_SECONDS, get, post
from frontdesk.texting.providers.twilio_form import read_form, required
from frontdesk.texting.providers.twilio_voice import TwilioCalls

_SETTINGS_AT_FAULT = frozenset({401, 403, 404})
_NOT_DONE = frozenset({"20003", "20429", "14107"})
_STATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), SENT),
    **dict.fromkeys(("delivered", "read", "partially_delivered"), DELIVERED),
    "undelivered": UNDELIVERED,
    "failed": FAILED,
    "canceled": FAILED,
}
_PAGE, _MOST_PAGES = "200", 20
_OPT_OUT_TYPES = frozenset({"STOP", "START", "HELP"})
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){5,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Twilio:
    """Sends from a number or a Messaging Service. `seconds`: how long to wait for an answer."""

    name = "twilio"
    calls: Calls | None = TwilioCalls()
    acknowledgement = Acknowledgement(b'<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml; charset=utf-8")

    def acknowledgement_saying(self, text: str) -> Acknowledgement | None:
        """TwiML that has Twilio send a text (twilio.com/docs/messaging/twiml)."""
        said = MessagingResponse()
        said.message(text)
        return Acknowledgement(str(said).encode(), self.acknowledgement.content_type)

    def __init__(self, sms: SmsSettings, seconds: float = READ_SECONDS) -> None:
        self._api = sms.api_url
        self._number = sms.number
        self._url = f"{sms.api_url}/2010-04-01/Accounts/{sms.account}/Messages.json"
        self._auth = (sms.account, sms.auth_tokens[0]) if sms.auth_tokens else (sms.account, "")
        self._from = {"MessagingServiceSid": sms.messaging_service} if sms.messaging_service else {"From": sms.number}
        self._validators = [RequestValidator(token) for token in sms.auth_tokens]
        self._unsigned = sms.unsigned
        self._seconds = seconds

    def send(self, to: str, text: str, status_url: str, valid_seconds: int = LONGEST_VALIDITY) -> str:
        """See Provider."""
        fields = self._from | {
            "To": to,
            "Body": text,
            "ValidityPeriod": str(max(1, min(valid_seconds, LONGEST_VALIDITY))),
        }
        if status_url:
            fields["StatusCallback"] = status_url
        answer = post(self._url, fields, {"Accept": "application/json"}, self._auth, self._seconds)
        status, said = answer.status, answer.said if isinstance(answer.said, dict) else {}
        if 200 <= status < 300:
            return _accepted(said)
        code = str(said.get("code") or f"HTTP {status}")[:20]
        if status == 429 or code in _NOT_DONE or (code not in ERRORS and _is_our_fault(status)):
            raise NotProcessedError(code, answer.retry_after)
        raise RefusedError(code, opted_out=code == OPTED_OUT)

    def received_since(self, since: datetime) -> Iterator[tuple[datetime, InboundText]]:
        """See Provider. Twilio's own list of messages (twilio.com/docs/messaging/api/message-resource), page by page."""
        query = {"DateSent>": since.astimezone(timezone.utc).strftime("%Y-%m-%d"), "PageSize": _PAGE}
        if self._number:
            query["To"] = self._number
        url = self._url
        for _ in range(_MOST_PAGES):
            page = get(url, query, self._auth, self._seconds)
            yield from (found for one in page.get("messages", ()) if (found := _listed(one)) and found[0] >= since)
            following = page.get("next_page_uri")
            if not following:
                return
            url, query = f"{self._api}{following}", {}

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """See Provider. The comparison takes the same time whatever differs."""
        signature = header(headers, "X-Twilio-Signature")
        if not signature and self._unsigned:
            return
        if not signature:
            raise ForgedError("unsigned")
        try:
            form = read_form(body)
        except UnreadableCallError:
            raise ForgedError("malformed") from None
        if not any(validator.validate(url, form, signature) for validator in self._validators):
            raise ForgedError("signature")
        if form.first("AccountSid") != self._auth[0]:
            raise ForgedError("account")

    def parse_inbound(self, body: bytes, headers: Mapping[str, str]) -> InboundText:
        """See Provider."""
        form = read_form(body)
        media = form.first("NumMedia") or "0"
        opt_out = form.first("OptOutType").upper()
        return InboundText(
            provider_id=required(form, "MessageSid"),
            sender=required(form, "From"),
            recipient=form.first("To"),
            text=_text(form.first("Body")),
            media=int(media) if media.isascii() and media.isdigit() and len(media) <= 3 else 0,
            opt_out=opt_out if opt_out in _OPT_OUT_TYPES else "",
        )

    def parse_status(self, body: bytes, headers: Mapping[str, str]) -> DeliveryStatus:
        """See Provider."""
        form = read_form(body)
        state = _STATES.get(form.first("MessageStatus").lower())
        if state is None:
            raise UnreadableCallError("MessageStatus is missing or unknown")
        code = form.first("ErrorCode")
        return DeliveryStatus(required(form, "MessageSid"), state, code if re.fullmatch(r"[1-9]\d{0,6}", code) else "")


def _accepted(said: dict[str, Any]) -> str:
    sid = said.get("sid")
    if not isinstance(sid, str) or not 1 <= len(sid) <= 64:
        raise UnknownOutcomeError("accepted without an id")
    return sid


def _listed(one: Mapping[str, Any]) -> tuple[datetime, InboundText] | None:
    """An entry of the list of messages; None for one that is not a text to us or lacks something."""
    try:
        sent = parsedate_to_datetime(str(one["date_sent"]))
        media = int(one.get("num_media") or 0)
        text = InboundText(str(one["sid"]), str(one["from"]), str(one["to"]), _text(str(one["body"] or "")), media)
    except (KeyError, ValueError):
        return None
    return (sent, text) if one.get("direction") == "inbound" and 1 <= len(text.provider_id) <= 64 else None


def _is_our_fault(status: int) -> bool:
    return status in _SETTINGS_AT_FAULT or status < 400


def _text(body: str) -> str:
    """The text without NUL. Some carriers hand over the parts of a long text as base64 of the whole."""
    if _BASE64.fullmatch(body):
        try:
            decoded = base64.b64decode(body, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            decoded = ""
        if decoded and all(letter.isprintable() or letter in "\r\n\t" for letter in decoded):
            body = decoded
    return body.replace("\0", "")


PROVIDER: Callable[[SmsSettings], Provider] = Twilio
