"""Calls to the number for texts, over real HTTP: what callers hear, and who is texted that they were missed."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.content.phrasings import read_yaml
from frontdesk.settings.clinic import read_clinic
from frontdesk.texting.gsm import GSM_7, encoding, segments
from frontdesk.texting.words import missed_call_text
from tests.support.clock import TUESDAY_MORNING
from tests.support.phone import ACCOUNT, PUBLIC_URL, SMS, Phone
from tests.support.server import ROOT, WIDE_RATES, Server

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
AT_NIGHT = "2026-11-24T23:00-07:00"
VOICE = "/voice/twilio"


def clinic_that(folder: Path, texts_missed_calls: bool) -> str:
    """A clinic with a front desk that can be texting."""
    clinic = read_yaml(ROOT / "clinic.yml")
    clinic["clinic"]["phone"] = "780-555-0190"
    clinic["texting"] = {"missed_calls": texts_missed_calls}
    file = folder / "rung.yml"
    file.write_text(json.dumps(clinic))
    return str(file)


@pytest.fixture(scope="module")
def texting(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rung")
    clinic = clinic_that(folder, texts_missed_calls=True)
    running = Server(folder, now=TUESDAY_MORNING, FRONTDESK_CLINIC_FILE=clinic, **WIDE_RATES, **SMS)
    yield running
    running.stop()


def call(phone: Phone, **more: str) -> str:
    """What is heard next."""
    fields = {"CallSid": "CA" + secrets.token_hex(16), "AccountSid": ACCOUNT, "From": phone.number, **more}
    answer = phone.post(fields, path=VOICE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/xml")
    return answer.text


def miss(phone: Phone, **more: str) -> str:
    return call(phone, DialCallStatus="no-answer", **more)


def test_a_call_is_put_through_to_the_front_desk(phone: Phone) -> None:
    heard = call(phone)
    assert "hang up and call 9 1 1" in heard
    assert f'action="{PUBLIC_URL}{VOICE}"' in heard
    assert "+17805550190</Dial>" in heard
    assert phone.received() == []


@pytest.mark.parametrize("outcome", ["no-answer", "busy", "failed", "canceled"])
def test_who_is_not_answered_hears_so_and_gets_a_text(phone: Phone, outcome: str) -> None:
    assert "Nobody can answer now" in call(phone, DialCallStatus=outcome)
    (sent,) = phone.received()
    assert sent.kind == "sms_notice"
    assert sent.text.startswith("Momentum Physiotherapy: sorry, we missed your call.")
    assert sent.text.endswith("STOP to opt out.")


def test_who_is_answered_gets_none(phone: Phone) -> None:
    heard = call(phone, DialCallStatus="completed")
    assert "<Say" not in heard
    assert phone.received() == []


def test_only_one_text_a_day(phone: Phone) -> None:
    miss(phone)
    miss(phone)
    miss(phone, CallSid="CA" + "7" * 32)
    miss(phone, CallSid="CA" + "7" * 32)
    assert len(phone.received()) == 1


def test_who_has_opted_out_gets_none(phone: Phone) -> None:
    phone.send("STOP")
    phone.wait()
    before = phone.received()
    miss(phone)
    assert phone.received() == before


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "+33612345678", "+17805550190"])
def test_who_cannot_be_texted_gets_none(texting: Server, caller: str) -> None:
    phone = Phone(texting, number=caller)
    assert "Nobody can answer now" in miss(phone)
    assert phone.contact() is None


def test_the_text_is_the_introduction(phone: Phone) -> None:
    miss(phone)
    assert not phone.say("does it hurt?")[0].text.startswith("Automated assistant")


def test_a_text_that_waits_for_the_morning_is_no_introduction_yet(model: Path, tmp_path: Path) -> None:
    clinic = clinic_that(tmp_path, texts_missed_calls=True)
    running = Server(tmp_path, now=AT_NIGHT, FRONTDESK_CLINIC_FILE=clinic, **WIDE_RATES, **SMS)
    try:
        phone = Phone(running)
        miss(phone)
        assert phone.say("does it hurt?")[0].text.startswith("Automated assistant")
    finally:
        running.stop()


def test_a_call_that_the_provider_did_not_sign_is_refused(phone: Phone) -> None:
    fields = {"CallSid": "CA1", "AccountSid": ACCOUNT, "From": phone.number, "DialCallStatus": "no-answer"}
    assert phone.post(fields, "wrong", path=VOICE).status_code == 403
    del fields["From"]
    assert phone.post(fields, path=VOICE).status_code == 400
    assert phone.received() == []


def test_nobody_is_texted_unless_the_clinic_wants_it(model: Path, tmp_path: Path) -> None:
    clinic = clinic_that(tmp_path, texts_missed_calls=False)
    running = Server(tmp_path, now=TUESDAY_MORNING, FRONTDESK_CLINIC_FILE=clinic, **WIDE_RATES, **SMS)
    try:
        phone = Phone(running)
        assert "Nobody can answer now" in miss(phone)
        assert phone.received() == []
    finally:
        running.stop()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_text_keeps_to_the_cheap_alphabet_and_two_segments(language: str) -> None:
    text = missed_call_text(read_clinic(Path("clinic.yml")), language)
    assert encoding(text) == GSM_7
    assert segments(text) <= 2
