"""A gateway that signs: what goes out and comes in, and what is not believed."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from frontdesk.texting.providers import open_provider
from frontdesk.texting.providers.base import (
    ForgedError,
    NotProcessedError,
    Provider,
    RefusedError,
    SendError,
    UnknownOutcomeError,
    UnreadableCallError,
)
from frontdesk.texting.providers.signed_http import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from tests.support.samples import settings_of
from tests.support.sms_provider import CLINIC_NUMBER
from tests.support.stand_ins import http_server
from tests.support.text_samples import ANA, PUBLIC_URL, sms_of

NEW, OLD = "new-" + "s" * 32, "old-" + "s" * 32
URL = f"{PUBLIC_URL}/sms/signed_http"
NOW = 1_795_540_000
TEXT = {"id": "m1", "from": ANA, "to": CLINIC_NUMBER, "text": "hello"}


def gateway(folder: Path, url: str = "https://gateway.example.org/texts") -> Provider:
    environment = {
        "FRONTDESK_PUBLIC_URL": PUBLIC_URL,
        "FRONTDESK_SMS_PROVIDER": "signed_http",
        "FRONTDESK_SMS_NUMBER": CLINIC_NUMBER,
        "FRONTDESK_SMS_API_URL": url,
        "FRONTDESK_SMS_SIGNING_SECRETS": f"{NEW}, {OLD}",
    }
    return open_provider(sms_of(settings_of(folder, **environment)))


def signed(body: bytes, secret: str = NEW, timestamp: str = str(NOW)) -> dict[str, str]:
    return {TIMESTAMP_HEADER.lower(): timestamp, SIGNATURE_HEADER: signature(secret, timestamp, body)}


def encoded(said: Any) -> bytes:
    return json.dumps(said).encode()


def test_a_text_goes_out_signed_with_the_newest_secret(tmp_path: Path) -> None:
    with http_server(202, body=b'{"id": "g1"}') as receiver:
        sent = gateway(tmp_path, receiver.url + "/texts").send(ANA, "Où ?", "https://chat.example.org/report", 60)
    method, path, headers, body = receiver.requests[0]
    assert (sent, method, path) == ("g1", "POST", "/texts")
    assert json.loads(body) == {
        "from": CLINIC_NUMBER,
        "to": ANA,
        "text": "Où ?",
        "status_url": "https://chat.example.org/report",
        "valid_seconds": 60,
    }
    assert headers[SIGNATURE_HEADER] == signature(NEW, headers[TIMESTAMP_HEADER], body)


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (400, b'{"code": "21211"}', RefusedError, "21211"),
        (422, b'{"code": "21610"}', RefusedError, "21610"),
        (422, b'{"code": "a sentence with +17805550111"}', RefusedError, "HTTP 422"),
        (429, b"", NotProcessedError, "HTTP 429"),
        (401, b"{}", NotProcessedError, "HTTP 401"),
        (500, b'{"id": "g1"}', UnknownOutcomeError, "HTTP 500"),
        (200, b"{}", UnknownOutcomeError, "accepted without an id"),
        (200, b"done", UnknownOutcomeError, "accepted without an id"),
    ],
)
def test_each_answer_says_whether_the_text_may_be_sent_again(
    tmp_path: Path, status: int, body: bytes, error: type[SendError], code: str
) -> None:
    with http_server(status, body=body) as receiver, pytest.raises(SendError) as caught:
        gateway(tmp_path, receiver.url).send(ANA, "hello", "")
    assert (type(caught.value), caught.value.code) == (error, code)
    assert not isinstance(caught.value, RefusedError) or caught.value.opted_out == (code == "21610")


@pytest.mark.parametrize("secret", [NEW, OLD])
@pytest.mark.parametrize("age", [0, 299, -299])
def test_a_recent_call_signed_with_any_secret_is_believed(tmp_path: Path, secret: str, age: int) -> None:
    body = encoded(TEXT)
    with time_machine.travel(NOW + age, tick=False):
        gateway(tmp_path).verify(URL, signed(body, secret), body)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "unsigned"),
        ({SIGNATURE_HEADER: signature(NEW, str(NOW), encoded(TEXT))}, "unsigned"),
        (signed(encoded(TEXT), "another-secret" + "s" * 32), "signature"),
        (signed(encoded({})), "signature"),
        (signed(encoded(TEXT)) | {SIGNATURE_HEADER: "é"}, "signature"),
        (signed(encoded(TEXT)) | {SIGNATURE_HEADER: "v1=\udce9"}, "signature"),
        (signed(encoded(TEXT)) | {TIMESTAMP_HEADER.lower(): "\udce9"}, "signature"),
        (signed(encoded(TEXT)) | {TIMESTAMP_HEADER.lower(): str(NOW + 1)}, "signature"),
        (signed(encoded(TEXT), timestamp=str(NOW - 301)), "stale"),
        (signed(encoded(TEXT), timestamp=str(NOW + 301)), "stale"),
        (signed(encoded(TEXT), timestamp="yesterday"), "malformed"),
    ],
)
def test_a_forged_or_replayed_call_is_not_believed(tmp_path: Path, headers: dict[str, str], reason: str) -> None:
    with time_machine.travel(NOW, tick=False), pytest.raises(ForgedError) as caught:
        gateway(tmp_path).verify(URL, headers, encoded(TEXT))
    assert caught.value.reason == reason


def test_a_text_and_a_report_are_read(tmp_path: Path) -> None:
    provider = gateway(tmp_path)
    text = provider.parse_inbound(encoded(TEXT | {"text": "a\0b", "media": 1, "opt_out": "STOP"}), {})
    assert (text.provider_id, text.sender, text.recipient, text.text) == ("m1", ANA, CLINIC_NUMBER, "ab")
    assert (text.media, text.opt_out) == (1, "STOP")
    status = provider.parse_status(encoded({"id": "g1", "state": "undelivered", "error_code": "30005"}), {})
    assert (status.provider_id, status.state, status.error_code) == ("g1", "undelivered", "30005")
    assert provider.parse_status(encoded({"id": "g1", "state": "sent"}), {}).error_code == ""


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"hello",
        b"[]",
        b"\xff",
        encoded(TEXT | {"from": 1}),
        encoded({"id": "m1"}),
        b"[" * 100_000,
        json.dumps(TEXT | {"text": "\ud800"}).encode(),
    ],
)
def test_what_is_not_as_described_cannot_be_read(tmp_path: Path, said: bytes) -> None:
    with pytest.raises(UnreadableCallError) as caught:
        gateway(tmp_path).parse_inbound(said, {})
    assert ANA not in str(caught.value)


def test_an_unknown_state_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableCallError, match="state"):
        gateway(tmp_path).parse_status(encoded({"id": "g1", "state": "lost"}), {})
