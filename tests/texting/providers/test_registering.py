"""A provider is a class and what its settings need: one more is chosen, checked, opened and called at its own address."""

import hmac
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.settings import sms_providers
from frontdesk.settings.sms import SmsSettings
from frontdesk.settings.sms_providers.carrier import Carrier
from frontdesk.settings.values import SettingsError
from frontdesk.texting import providers
from frontdesk.texting.providers import open_provider
from frontdesk.texting.providers.base import LONGEST_VALIDITY, ForgedError
from frontdesk.texting.providers.signed_http import SignedHttp
from tests.support.samples import settings_of
from tests.support.sms_provider import CLINIC_NUMBER
from tests.support.stand_ins import http_server
from tests.support.text_samples import PUBLIC_URL, sms_of

SENT: list[tuple[str, str]] = []


class Courier(SignedHttp):
    """Keeps what it is to send."""

    name = "courier"

    def send(self, to: str, text: str, status_url: str, valid_seconds: int = LONGEST_VALIDITY) -> str:
        SENT.append((to, text))
        return f"c{len(SENT)}"


def _check(sms: SmsSettings) -> None:
    if not sms.signing_secrets:
        raise SettingsError("courier needs FRONTDESK_SMS_SIGNING_SECRETS. Courier's console shows one.")


@pytest.fixture
def courier() -> Iterator[Carrier]:
    carrier = sms_providers.register(Carrier("courier", 30, _check, api_url="https://courier.example.org"))
    providers.register("courier", Courier)
    yield carrier
    providers.unregister("courier")
    sms_providers.unregister(carrier)


def settings(folder: Path, **environment: str) -> SmsSettings:
    chosen = {"FRONTDESK_SMS_PROVIDER": "courier", "FRONTDESK_PUBLIC_URL": PUBLIC_URL} | environment
    return sms_of(settings_of(folder, **chosen))


@pytest.mark.usefixtures("courier")
def test_a_provider_that_is_added_is_opened_with_its_settings(tmp_path: Path) -> None:
    sms = settings(tmp_path, FRONTDESK_SMS_SIGNING_SECRETS="s" * 32)
    assert (sms.api_url, sms.provider_answers) == ("https://courier.example.org", False)
    provider = open_provider(sms)
    assert (provider.name, provider.send("+17805550101", "hello", "")) == ("courier", "c1")
    assert SENT == [("+17805550101", "hello")]


@pytest.mark.usefixtures("courier")
def test_what_it_needs_is_checked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="courier needs FRONTDESK_SMS_SIGNING_SECRETS"):
        settings(tmp_path)


@pytest.mark.usefixtures("courier")
def test_it_is_named_among_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"is 'pigeon'\. Write twilio, signed_http or courier"):
        settings(tmp_path, FRONTDESK_SMS_PROVIDER="pigeon")


def test_the_provider_of_the_tutorial_works(tmp_path: Path) -> None:
    written = Path("docs/tutorials/add-an-sms-provider.md").read_text(encoding="utf-8")
    of_class, of_settings = re.findall(r"```python\n(.*?)```", written, re.DOTALL)
    for name, code in (("of_class.py", of_class), ("of_settings.py", of_settings)):
        (tmp_path / name).write_text(code, encoding="utf-8")
    carrier = sms_providers.register(runpy.run_path(str(tmp_path / "of_settings.py"))["CARRIER"])
    providers.register("courier", runpy.run_path(str(tmp_path / "of_class.py"))["PROVIDER"])
    try:
        with pytest.raises(SettingsError, match="Courier's console shows both"):
            settings(tmp_path)
        token = "t" * 32
        chosen = {"FRONTDESK_SMS_NUMBER": CLINIC_NUMBER, "FRONTDESK_SMS_SIGNING_SECRETS": token}
        with http_server(202, body=b'{"id": "c1"}') as gateway:
            provider = open_provider(settings(tmp_path, FRONTDESK_SMS_API_URL=gateway.url, **chosen))
            assert provider.send("+17805550101", "hello", "") == "c1"
        body = b'{"id": "m1", "from": "+17805550101", "to": "+17805550100", "body": "hello"}'
        with pytest.raises(ForgedError, match="signature"):
            provider.verify("", {"Courier-Signature": "wrong"}, body)
        provider.verify("", {"Courier-Signature": hmac.new(token.encode(), body, "sha256").hexdigest()}, body)
        assert provider.parse_inbound(body, {}).text == "hello"
    finally:
        providers.unregister("courier")
        sms_providers.unregister(carrier)


def test_every_file_is_a_provider_with_settings() -> None:
    shared = {"__init__", "base", "errors", "http", "carrier", "twilio_form", "twilio_voice"}
    folders = ("frontdesk/texting/providers", "frontdesk/settings/sms_providers")
    classes, carriers = ({file.stem for file in Path(folder).glob("*.py")} - shared for folder in folders)
    assert classes == carriers
