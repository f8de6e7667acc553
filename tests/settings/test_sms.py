"""Settings of text messages: what is read, what is refused, and that no secret is shown."""

from pathlib import Path

import pytest

from frontdesk.settings.environment import Settings, read_settings
from frontdesk.settings.values import SettingsError
from tests.support.sms_provider import ACCOUNT, CLINIC_NUMBER, SERVICE, TOKEN
from tests.support.text_samples import PUBLIC_URL, sms_of

SIGNING = "a-signing-secret-0123456789-0123456789"
TWILIO = {
    "FRONTDESK_PUBLIC_URL": PUBLIC_URL,
    "FRONTDESK_SMS_PROVIDER": "twilio",
    "FRONTDESK_SMS_NUMBER": CLINIC_NUMBER,
    "FRONTDESK_TWILIO_ACCOUNT": ACCOUNT,
    "FRONTDESK_TWILIO_AUTH_TOKENS": TOKEN,
}
GATEWAY = {
    "FRONTDESK_PUBLIC_URL": PUBLIC_URL,
    "FRONTDESK_SMS_PROVIDER": "signed_http",
    "FRONTDESK_SMS_NUMBER": CLINIC_NUMBER,
    "FRONTDESK_SMS_API_URL": "https://gateway.example.org",
    "FRONTDESK_SMS_SIGNING_SECRETS": SIGNING,
}
UNSIGNED = {"FRONTDESK_SMS_UNSIGNED": "development"}


def read(folder: Path, *parts: dict[str, str]) -> Settings:
    environment = {"FRONTDESK_DATA_DIR": str(folder)}
    for part in parts:
        environment |= part
    return read_settings(environment)


def test_without_a_provider_there_are_no_text_messages(tmp_path: Path) -> None:
    assert read(tmp_path).sms is None


def test_twilio_needs_account_token_number_and_public_address(tmp_path: Path) -> None:
    sms = sms_of(read(tmp_path, TWILIO, {"FRONTDESK_TWILIO_AUTH_TOKENS": f"{TOKEN}, {'f' * 32}"}))
    assert (sms.number, sms.account, sms.auth_tokens) == (CLINIC_NUMBER, ACCOUNT, (TOKEN, "f" * 32))
    assert (sms.api_url, sms.public_url, sms.unsigned) == ("https://api.twilio.com", PUBLIC_URL, False)
    assert (sms.rate.count, sms.rate.period.total_seconds()) == (10, 1)
    assert (sms.contact_rate.count, sms.contact_rate.period.total_seconds()) == (60, 3600)


def test_a_messaging_service_can_take_the_place_of_the_number(tmp_path: Path) -> None:
    service = {"FRONTDESK_SMS_NUMBER": "", "FRONTDESK_SMS_MESSAGING_SERVICE": SERVICE}
    assert sms_of(read(tmp_path, TWILIO, service)).messaging_service == SERVICE


def test_a_gateway_needs_address_and_secrets(tmp_path: Path) -> None:
    assert sms_of(read(tmp_path, GATEWAY)).signing_secrets == (SIGNING,)


@pytest.mark.parametrize("public_url", ["", "http://127.0.0.1:5005", "http://localhost:5005"])
def test_unsigned_calls_are_for_a_developers_machine(tmp_path: Path, public_url: str) -> None:
    sms = sms_of(read(tmp_path, TWILIO, UNSIGNED, {"FRONTDESK_PUBLIC_URL": public_url}))
    assert (sms.unsigned, sms.public_url) == (True, public_url)


@pytest.mark.parametrize(
    ("given", "wrong", "sentence"),
    [
        ({}, {"FRONTDESK_SMS_NUMBER": CLINIC_NUMBER}, "FRONTDESK_SMS_PROVIDER is not"),
        ({}, UNSIGNED, "FRONTDESK_SMS_PROVIDER is not"),
        (TWILIO, {"FRONTDESK_SMS_PROVIDER": "pigeon"}, "twilio or signed_http"),
        (TWILIO, {"FRONTDESK_PUBLIC_URL": ""}, "FRONTDESK_PUBLIC_URL is not"),
        (TWILIO, {"FRONTDESK_PUBLIC_URL": "http://chat.example.org"}, "FRONTDESK_PUBLIC_URL is not encrypted"),
        (TWILIO, {"FRONTDESK_SMS_API_URL": "http://api.example.org"}, "FRONTDESK_SMS_API_URL is not encrypted"),
        (TWILIO, {"FRONTDESK_SMS_API_URL": "api.example.org"}, "FRONTDESK_SMS_API_URL is not an address"),
        (TWILIO, {"FRONTDESK_SMS_NUMBER": "780-555-0100"}, "with \\+ and country code"),
        (TWILIO, {"FRONTDESK_SMS_NUMBER": "+1 780 555 0100"}, "without spaces"),
        (TWILIO, {"FRONTDESK_SMS_NUMBER": "+1780"}, "country code"),
        (TWILIO, {"FRONTDESK_SMS_NUMBER": ""}, "Neither FRONTDESK_SMS_NUMBER"),
        (TWILIO, {"FRONTDESK_SMS_MESSAGING_SERVICE": "MG1"}, "MG and 32 hexadecimal digits"),
        (TWILIO, {"FRONTDESK_TWILIO_ACCOUNT": ""}, "AC and 32 hexadecimal digits"),
        (TWILIO, {"FRONTDESK_TWILIO_AUTH_TOKENS": ""}, "must hold one auth token"),
        (TWILIO, {"FRONTDESK_TWILIO_AUTH_TOKENS": "a,b,c"}, "must hold one auth token"),
        (TWILIO, {"FRONTDESK_TWILIO_AUTH_TOKENS": "abc"}, "32 hexadecimal digits"),
        (TWILIO, {"FRONTDESK_TWILIO_AUTH_TOKENS": f"{TOKEN},{'S' * 32}"}, "the secret of an API key does not do"),
        (TWILIO, {"FRONTDESK_SMS_SIGNING_SECRETS": SIGNING}, "is for signed_http"),
        (TWILIO, {"FRONTDESK_PUBLIC_URL": "https://a.example/sms/twilio"}, "FRONTDESK_PUBLIC_URL ends in /sms/twilio"),
        (TWILIO, {"FRONTDESK_SMS_ABROAD": "no"}, "FRONTDESK_SMS_ABROAD is 'no'"),
        (TWILIO, {"FRONTDESK_SMS_KEYWORDS": "both"}, "FRONTDESK_SMS_KEYWORDS is 'both'"),
        (TWILIO, {"FRONTDESK_SMS_RATE": "lots"}, "FRONTDESK_SMS_RATE is 'lots'"),
        (TWILIO, {"FRONTDESK_SMS_CONTACT_RATE": "1/week"}, "FRONTDESK_SMS_CONTACT_RATE is '1/week'"),
        (TWILIO, {"FRONTDESK_SMS_CLAIM_SECONDS": "long"}, "a whole number from 1 to 600"),
        (TWILIO, {"FRONTDESK_SMS_UNSIGNED": "yes"}, "can only be `development`"),
        (TWILIO, UNSIGNED, "on loopback"),
        (TWILIO, UNSIGNED | {"FRONTDESK_PUBLIC_URL": "", "FRONTDESK_HOST": "0.0.0.0"}, "on loopback"),
        (GATEWAY, {"FRONTDESK_SMS_NUMBER": ""}, "FRONTDESK_SMS_NUMBER is not set"),
        (GATEWAY, {"FRONTDESK_SMS_API_URL": ""}, "FRONTDESK_SMS_API_URL is not set"),
        (GATEWAY, {"FRONTDESK_SMS_SIGNING_SECRETS": ""}, "missing or holds a secret shorter"),
        (GATEWAY, {"FRONTDESK_SMS_SIGNING_SECRETS": f"{SIGNING},short-secret"}, "missing or holds a secret shorter"),
        (GATEWAY, {"FRONTDESK_TWILIO_ACCOUNT": ACCOUNT}, "Remove one or the other"),
    ],
)
def test_a_mistake_is_explained_with_its_remedy_and_without_secrets(
    tmp_path: Path, given: dict[str, str], wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        read(tmp_path, given, wrong)
    assert not [secret for secret in (TOKEN, SIGNING, "short-secret") if secret in str(caught.value)]


@pytest.mark.parametrize("given", [TWILIO, GATEWAY])
def test_no_secret_is_shown_where_settings_are_printed(tmp_path: Path, given: dict[str, str]) -> None:
    config = read(tmp_path, given)
    assert TOKEN not in repr(config)
    assert SIGNING not in repr(config)
