"""Twilio: what is known after each answer of its API, and which of its calls are believed."""

import base64
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from frontdesk.settings.sms import SmsSettings
from frontdesk.texting.providers.base import (
    ForgedError,
    NotProcessedError,
    RefusedError,
    SendError,
    UnknownOutcomeError,
    UnreadableCallError,
    status_url,
)
from frontdesk.texting.providers.twilio import Twilio
from tests.support.sms_provider import (
    ACCOUNT,
    BROKEN,
    CLINIC_NUMBER,
    HANGS_UP,
    OPTED_OUT,
    SERVICE,
    THROTTLED,
    TOKEN,
    Answer,
    SmsProvider,
    signed,
    slow,
    sms_provider,
)
from tests.support.text_samples import ANA, PUBLIC_URL, SECRET_TEXT, sms_of, sms_settings_of

OTHER_TOKEN = "f" * 32
URL = f"{PUBLIC_URL}/sms/twilio"
TEXT = {
    "MessageSid": "SM1",
    "AccountSid": ACCOUNT,
    "From": ANA,
    "To": CLINIC_NUMBER,
    "Body": "hello",
    "NumMedia": "0",
    "FromZip": "",
}
STATUS = {"MessageSid": "SM1", "MessageStatus": "delivered"}


def settings(folder: Path, provider: SmsProvider | None = None, **environment: str) -> SmsSettings:
    return sms_of(sms_settings_of(folder, provider or SmsProvider(url="https://api.example.org"), **environment))


def body(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


def test_a_text_goes_out_with_sender_validity_and_where_to_report(tmp_path: Path) -> None:
    with sms_provider() as provider:
        url = status_url(PUBLIC_URL, "twilio", "a" * 32)
        sid = Twilio(settings(tmp_path, provider)).send(ANA, "Hé, 5 > 4 & done", url, 600)
    asked = provider.taken[0]
    assert sid == asked.sid
    assert asked.fields == {
        "From": CLINIC_NUMBER,
        "To": ANA,
        "Body": "Hé, 5 > 4 & done",
        "StatusCallback": f"{PUBLIC_URL}/sms/twilio/status?message={'a' * 32}",
        "ValidityPeriod": "600",
    }


def test_a_messaging_service_chooses_the_sender(tmp_path: Path) -> None:
    with sms_provider() as provider:
        Twilio(settings(tmp_path, provider, FRONTDESK_SMS_MESSAGING_SERVICE=SERVICE)).send(ANA, "hello", "", 10**6)
    fields = provider.taken[0].fields
    assert fields["MessagingServiceSid"] == SERVICE
    assert "From" not in fields
    assert "StatusCallback" not in fields
    assert fields["ValidityPeriod"] == "14400"


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (THROTTLED, NotProcessedError, "20429"),
        (Answer(429), NotProcessedError, "HTTP 429"),
        (Answer(401, 20003), NotProcessedError, "20003"),
        (Answer(404, 20404), NotProcessedError, "20404"),
        (Answer(302), NotProcessedError, "HTTP 302"),
        (Answer(400, 14107), NotProcessedError, "14107"),
        (OPTED_OUT, RefusedError, "21610"),
        (Answer(400, 21211), RefusedError, "21211"),
        (Answer(403, 21408), RefusedError, "21408"),
        (Answer(400, 99999), RefusedError, "99999"),
        (Answer(400, body=b"<html>"), RefusedError, "HTTP 400"),
        (BROKEN, UnknownOutcomeError, "HTTP 500"),
        (Answer(503, 20503), UnknownOutcomeError, "HTTP 503"),
        (HANGS_UP, UnknownOutcomeError, "connection lost"),
        (slow(2), UnknownOutcomeError, "time-out"),
        (Answer(201, body=b"<html>"), UnknownOutcomeError, "accepted without an id"),
        (Answer(201, body=b"[]"), UnknownOutcomeError, "accepted without an id"),
    ],
)
def test_each_answer_says_whether_the_text_may_be_sent_again(
    tmp_path: Path, answer: Answer, error: type[SendError], code: str
) -> None:
    with sms_provider(answer) as provider, pytest.raises(SendError) as caught:
        Twilio(settings(tmp_path, provider), seconds=0.5).send(ANA, SECRET_TEXT, "")
    assert (type(caught.value), caught.value.code) == (error, code)
    assert not isinstance(caught.value, RefusedError) or caught.value.opted_out == (code == "21610")
    assert ANA not in str(caught.value)


def _refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("address", [_refusing, lambda: "https://nowhere.invalid"], ids=["refused", "no such host"])
def test_what_never_reached_the_provider_may_be_sent_again(tmp_path: Path, address: Callable[[], str]) -> None:
    provider = SmsProvider(url=address())
    with pytest.raises(NotProcessedError, match="no connection"):
        Twilio(settings(tmp_path, provider)).send(ANA, "hello", "")


def test_the_newest_token_sends_and_both_are_believed_while_one_replaces_the_other(tmp_path: Path) -> None:
    with sms_provider() as provider:
        twilio = Twilio(settings(tmp_path, provider, FRONTDESK_TWILIO_AUTH_TOKENS=f"{TOKEN},{OTHER_TOKEN}"))
        twilio.send(ANA, "hello", "")
    for token in (TOKEN, OTHER_TOKEN):
        twilio.verify(URL, signed(URL, TEXT, token), body(TEXT))
    with pytest.raises(ForgedError):
        twilio.verify(URL, signed(URL, TEXT, "e" * 32), body(TEXT))


def test_a_signature_counts_in_any_case_of_its_header_and_with_empty_and_repeated_fields(tmp_path: Path) -> None:
    headers = {name.lower(): value for name, value in signed(URL, TEXT).items()}
    twilio = Twilio(settings(tmp_path))
    twilio.verify(URL, headers, body(TEXT))
    with pytest.raises(ForgedError):
        twilio.verify(URL, headers, body({name: value for name, value in TEXT.items() if value}))
    with pytest.raises(ForgedError):
        twilio.verify(URL, headers, body(TEXT) + b"&Body=more")


@pytest.mark.parametrize(
    ("url", "fields", "signature", "reason"),
    [
        (URL, TEXT, "", "unsigned"),
        (URL, TEXT, "nonsense", "signature"),
        (URL, TEXT, "é" * 28, "signature"),
        (URL.replace("https", "http"), TEXT, None, "signature"),
        (URL + "?message=other", TEXT, None, "signature"),
        (URL, TEXT | {"Body": "changed"}, None, "signature"),
        (URL, TEXT | {"More": "x"}, None, "signature"),
    ],
)
def test_what_twilio_did_not_sign_is_not_believed(
    tmp_path: Path, url: str, fields: dict[str, str], signature: str | None, reason: str
) -> None:
    headers = signed(URL, TEXT)
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    with pytest.raises(ForgedError) as caught:
        Twilio(settings(tmp_path)).verify(url, headers, body(fields))
    assert caught.value.reason == reason


@pytest.mark.parametrize("account", [{"AccountSid": "AC" + "1" * 32}, {}])
def test_a_call_of_another_account_is_not_believed_though_it_is_signed(tmp_path: Path, account: dict[str, str]) -> None:
    fields = {name: value for name, value in TEXT.items() if name != "AccountSid"} | account
    with pytest.raises(ForgedError) as caught:
        Twilio(settings(tmp_path)).verify(URL, signed(URL, fields), body(fields))
    assert caught.value.reason == "account"


@pytest.mark.parametrize("raw", [b"Body=%ff", b"\xff", b"a=1&" * 300])
def test_a_body_that_is_no_form_is_not_believed(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(ForgedError) as caught:
        Twilio(settings(tmp_path)).verify(URL, signed(URL, TEXT), raw)
    assert caught.value.reason == "malformed"


def test_on_a_developers_machine_unsigned_calls_are_believed_but_not_forged_ones(tmp_path: Path) -> None:
    sms = replace(settings(tmp_path), unsigned=True)
    Twilio(sms).verify(URL, {}, body(TEXT))
    with pytest.raises(ForgedError):
        Twilio(sms).verify(URL, signed(URL, TEXT, OTHER_TOKEN), body(TEXT))


def test_a_text_is_read_with_all_that_came_with_it(tmp_path: Path) -> None:
    twilio = Twilio(settings(tmp_path))
    fields = TEXT | {"NumMedia": "2", "OptOutType": "STOP", "Body": "un\0subscribe"}
    text = twilio.parse_inbound(body(fields), {})
    assert (text.provider_id, text.sender, text.recipient) == ("SM1", ANA, CLINIC_NUMBER)
    assert (text.text, text.media, text.opt_out) == ("unsubscribe", 2, "STOP")
    plain = twilio.parse_inbound(body(TEXT), {})
    assert (plain.text, plain.media, plain.opt_out) == ("hello", 0, "")


@pytest.mark.parametrize("media", ["", "two", "-1", "²", "9999"])
def test_an_odd_count_of_pictures_counts_as_none(tmp_path: Path, media: str) -> None:
    assert Twilio(settings(tmp_path)).parse_inbound(body(TEXT | {"NumMedia": media}), {}).media == 0


@pytest.mark.parametrize("said", ["What are your opening hours, please? " * 5, "Où êtes-vous situés exactement ?"])
def test_a_long_text_that_a_carrier_encoded_is_decoded(tmp_path: Path, said: str) -> None:
    encoded = base64.b64encode(said.encode()).decode()
    assert Twilio(settings(tmp_path)).parse_inbound(body(TEXT | {"Body": encoded}), {}).text == said


@pytest.mark.parametrize(
    "said", ["physiotherapeutically", "Pneumonoultramicroscopic", "AAAAAAAAAAAAAAAAAAAAAAAA", "1" * 24]
)
def test_what_only_looks_encoded_stays_as_it_is(tmp_path: Path, said: str) -> None:
    assert Twilio(settings(tmp_path)).parse_inbound(body(TEXT | {"Body": said}), {}).text == said


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_call_without_what_a_text_needs_cannot_be_read(tmp_path: Path, missing: str) -> None:
    with pytest.raises(UnreadableCallError, match=missing):
        Twilio(settings(tmp_path)).parse_inbound(body(TEXT | {missing: ""}), {})


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("queued", "sent"),
        ("accepted", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "undelivered"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_each_status_is_one_of_ours(tmp_path: Path, said: str, state: str) -> None:
    status = Twilio(settings(tmp_path)).parse_status(body(STATUS | {"MessageStatus": said, "ErrorCode": "30003"}), {})
    assert (status.provider_id, status.state, status.error_code) == ("SM1", state, "30003")


@pytest.mark.parametrize("code", ["", "0", "abc", "30003 and a number", "123456789"])
def test_only_a_number_is_an_error_code(tmp_path: Path, code: str) -> None:
    assert Twilio(settings(tmp_path)).parse_status(body(STATUS | {"ErrorCode": code}), {}).error_code == ""


@pytest.mark.parametrize("fields", [{"MessageStatus": "lost"}, {"MessageStatus": ""}, {"MessageSid": ""}])
def test_a_report_that_nobody_knows_cannot_be_read(tmp_path: Path, fields: dict[str, str]) -> None:
    with pytest.raises(UnreadableCallError):
        Twilio(settings(tmp_path)).parse_status(body(STATUS | fields), {})


def test_no_secret_is_shown(tmp_path: Path) -> None:
    assert TOKEN not in repr(settings(tmp_path))
