"""Any gateway that speaks JSON and signs what it says. docs/sms.md explains how to adapt one.

1. Both sides sign "<timestamp>.<body>" with HMAC-SHA256 under a shared secret; the timestamp is Unix time.
2. A call whose timestamp is more than five minutes off is refused, so that a recorded call cannot be replayed.
3. The gateway answers 2xx with an id, 400 or 422 with a code if it refuses for good, 429 if it did nothing.
"""

import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import jsonschema

from frontdesk.settings.sms import SmsSettings
from frontdesk.signature import signature
from frontdesk.texting.providers.base import (
    DELIVERED,
    FAILED,
    LONGEST_VALIDITY,
    SENT,
    UNDELIVERED,
    Acknowledgement,
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
from frontdesk.texting.providers.errors import OPTED_OUT
from frontdesk.texting.providers.http import READ_SECONDS, post

TIMESTAMP_HEADER = "X-Frontdesk-Timestamp"
SIGNATURE_HEADER = "X-Frontdesk-Signature"
_OLDEST_SECONDS = 300
_REFUSED = frozenset({400, 422})

_NAME = {"type": "string", "minLength": 1, "maxLength": 64}
_INBOUND = jsonschema.Draft7Validator(
    {
        "type": "object",
        "required": ["id", "from", "to", "text"],
        "properties": {
            "id": _NAME,
            "from": _NAME,
            "to": _NAME,
            "text": {"type": "string", "maxLength": 5000},
            "media": {"type": "integer", "minimum": 0, "maximum": 999},
            "opt_out": {"enum": ["", "STOP", "START", "HELP"]},
        },
    }
)
_STATUS = jsonschema.Draft7Validator(
    {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": _NAME,
            "state": {"enum": [SENT, DELIVERED, UNDELIVERED, FAILED]},
            "error_code": {"type": "string", "pattern": r"^[A-Za-z0-9_.-]{0,20}$"},
        },
    }
)


class SignedHttp:
    """Posts to one address. `seconds`: how long to wait for an answer."""

    name = "signed_http"
    acknowledgement = Acknowledgement(b"{}", "application/json")

    def acknowledgement_saying(self, text: str) -> Acknowledgement | None:
        """None: a gateway of this kind calls again until a text is accepted."""
        return None

    def __init__(self, sms: SmsSettings, seconds: float = READ_SECONDS) -> None:
        self._url = sms.api_url
        self._number = sms.number
        self._secrets = sms.signing_secrets
        self._unsigned = sms.unsigned
        self._seconds = seconds

    def send(self, to: str, text: str, status_url: str, valid_seconds: int = LONGEST_VALIDITY) -> str:
        """See Provider."""
        fields = {
            "from": self._number,
            "to": to,
            "text": text,
            "status_url": status_url,
            "valid_seconds": valid_seconds,
        }
        body = json.dumps(fields, ensure_ascii=False).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(self._secrets[0], timestamp, body),
        }
        answer = post(self._url, body, headers, None, self._seconds)
        status, said = answer.status, answer.said if isinstance(answer.said, dict) else {}
        if 200 <= status < 300:
            provider_id = said.get("id")
            if not isinstance(provider_id, str) or not 1 <= len(provider_id) <= 64:
                raise UnknownOutcomeError("accepted without an id")
            return provider_id
        code = str(said.get("code") or "")
        code = code if re.fullmatch(r"[A-Za-z0-9_.-]{1,20}", code) else f"HTTP {status}"
        if status not in _REFUSED:
            raise NotProcessedError(code, answer.retry_after)
        raise RefusedError(code, opted_out=code == OPTED_OUT)

    def received_since(self, since: datetime) -> Iterable[tuple[datetime, InboundText]]:
        """None: a gateway of this kind calls again until a text is accepted."""
        return ()

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """See Provider."""
        timestamp, signed = header(headers, TIMESTAMP_HEADER), header(headers, SIGNATURE_HEADER)
        if not signed and self._unsigned:
            return
        if not signed or not timestamp:
            raise ForgedError("unsigned")
        expected = [signature(secret, timestamp, body).encode() for secret in self._secrets]
        if not any(hmac.compare_digest(one, signed.encode(errors="replace")) for one in expected):
            raise ForgedError("signature")
        if not re.fullmatch(r"\d{1,12}", timestamp, re.ASCII):
            raise ForgedError("malformed")
        if abs(time.time() - int(timestamp)) > _OLDEST_SECONDS:
            raise ForgedError("stale")

    def parse_inbound(self, body: bytes, headers: Mapping[str, str]) -> InboundText:
        """See Provider."""
        said = _read(body, _INBOUND)
        return InboundText(
            provider_id=said["id"],
            sender=said["from"],
            recipient=said["to"],
            text=said["text"].replace("\0", ""),
            media=said.get("media", 0),
            opt_out=said.get("opt_out", ""),
        )

    def parse_status(self, body: bytes, headers: Mapping[str, str]) -> DeliveryStatus:
        """See Provider."""
        said = _read(body, _STATUS)
        return DeliveryStatus(said["id"], said["state"], said.get("error_code", ""))


def _read(body: bytes, schema: Any) -> Any:
    try:
        said = json.loads(body)
        json.dumps(said, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    except (ValueError, RecursionError) as error:
        raise UnreadableCallError("the body is not JSON in valid Unicode") from error
    wrong = next(iter(schema.iter_errors(said)), None)
    if wrong is not None:
        where = ".".join(map(str, wrong.absolute_path)) or "the object"
        raise UnreadableCallError(f"{where} is missing something or wrong ({wrong.validator})")
    return said


PROVIDER: Callable[[SmsSettings], Provider] = SignedHttp
