"""A web chat that goes on by text message, over real HTTP and with a stand-in for the provider."""

import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.appointments.verification import MOST_A_CONVERSATION, MOST_A_DAY, MOST_FROM_A_NETWORK, MOST_TRIES
from frontdesk.storage.booking_models import verifications
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import utc_now, writing
from frontdesk.texting.consents import WORDINGS, Consents
from frontdesk.texting.opt_outs import OptOuts
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import CLINIC_NUMBER, PUBLIC_URL, SMS, TOKEN, Phone
from tests.support.server import ROOT, SECRET, WIDE_RATES, Server
from tests.support.sms_provider import SmsProvider, sms_provider
from tests.support.streams import Stream
from tests.support.web_chat import Chat, From, assert_refused

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
_CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture(scope="module")
def provider() -> Iterator[SmsProvider]:
    with sms_provider() as running:
        running.token = TOKEN
        yield running


@pytest.fixture(scope="module")
def clinic(model: Path, provider: SmsProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes and sends text messages."""
    environment = {**WIDE_RATES, **provider.environment, "FRONTDESK_PUBLIC_URL": PUBLIC_URL}
    running = Server(tmp_path_factory.mktemp("joining"), now=TUESDAY_MORNING, **environment)
    worker = running.run("worker")
    yield running
    worker.terminate()
    worker.wait(timeout=20)
    running.stop()


class Patient:
    """Somebody with a browser and a phone."""

    def __init__(self, server: Server, phone: Phone | None = None, database: str = "") -> None:
        self.chat = Chat(server)
        self.phone = phone or Phone(server)
        self.engine = open_only(database or f"sqlite:///{server.data_dir / 'frontdesk.db'}")

    def text(self, **body: Any) -> requests.Response:
        return self.chat.call("POST", "text", json=body)

    def ask_for_code(self) -> str:
        """The code that was sent; empty if none was."""
        before = self.phone.received()
        answer = self.text(phone=self.phone.number)
        assert answer.status_code == 200, answer.text
        assert answer.json()["ok"] is True
        sent = self.phone.received()[len(before) :]
        return _CODE.findall(sent[0].text)[0] if sent else ""

    def confirm(self, code: str) -> requests.Response:
        return self.text(phone=self.phone.number, code=code)

    def join(self) -> "Patient":
        answer = self.confirm(self.ask_for_code())
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
        return self

    def transcript(self) -> list[dict[str, Any]]:
        return list(self.chat.call("GET", "messages").json()["messages"])

    def consents(self) -> list[Any]:
        with self.engine.connect() as connection:
            return Consents(Lookup([SECRET])).of_phone(connection, self.phone.number)


@pytest.fixture
def patient(clinic: Server) -> Patient:
    return Patient(clinic)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def until(found: Callable[[], Any], seconds: float = 15) -> Any:
    began = time.monotonic()
    while not (value := found()):
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return value


def offered_times(phone: Phone) -> str:
    """A text with numbered options."""
    phone.say("I'd like to book an appointment")
    return phone.reply("Ana Moreau")


def test_the_session_says_whether_chats_can_go_on_by_text(patient: Patient, server: Server) -> None:
    assert patient.chat.opening["clinic"]["texting"] is True
    without = Chat(server)
    assert without.opening["clinic"]["texting"] is False
    assert_refused(without.call("POST", "text", json={"phone": "780 555 0143"}), 404, "not_found")


def test_a_booking_begun_on_the_web_goes_on_by_text_and_is_seen_on_the_web(
    patient: Patient, provider: SmsProvider
) -> None:
    number, chat, phone = patient.phone.number, patient.chat, patient.phone
    (asked,) = chat.ask("I'd like to book an appointment")
    assert "name" in asked["text"]
    stream = Stream(chat.url, chat.token)

    assert patient.text(phone=f"{number[2:5]} {number[5:8]} {number[8:]}").status_code == 200
    (code_text,) = until(lambda: provider.texts(number))
    assert code_text.startswith("Momentum Physiotherapy: ")
    code = _CODE.findall(code_text)[0]
    assert patient.confirm(f"{code[:3]} {code[3:]}").json() == {"ok": True}
    said = stream.message()
    assert (said["kind"], said["from"]) == ("notice", "bot")
    assert said["text"] == f"This chat now also goes on by text message with the number ending in {number[-2:]}."
    first = until(lambda: provider.texts(number)[1:])[0]
    assert all(
        word in first for word in ("Momentum Physiotherapy", "Automated", "not monitored", "911", "STOP", "HELP")
    )

    phone.send("Ana Moreau")
    reply = until(lambda: provider.texts(number)[2:])[0]
    assert "phone" in reply.lower() or "number" in reply.lower()
    typed, answered = stream.message(), stream.message()
    assert (typed["from"], typed["text"]) == ("patient", "Ana Moreau")
    assert answered["from"] == "bot"
    assert answered["text"] in reply
    assert [message["id"] for message in patient.transcript()[-3:]] == [said["id"], typed["id"], answered["id"]]
    assert patient.phone.contact().consented_at is not None

    (when,) = chat.ask("780 555 0143")
    assert "When would" in when["text"]
    time.sleep(1)
    assert len(provider.texts(number)) == 3  # what is asked on the web is answered there
    assert "morning" in phone.reply("thursday morning").lower()
    assert number not in patient.phone.server.log.read_text()


def test_the_number_that_was_confirmed_is_not_asked_for_again(patient: Patient) -> None:
    patient.join()
    patient.chat.ask("I'd like to book an appointment")
    (when,) = patient.chat.ask("Ana Moreau")
    assert "When would" in when["text"]


def test_a_text_can_refer_to_what_was_said_on_the_web(patient: Patient) -> None:
    patient.chat.ask("does dry needling hurt?")
    patient.join()
    reply = patient.phone.reply("tell me more about that")
    assert "dry needling" in reply.lower() or "needle" in reply.lower()


def test_what_was_agreed_to_is_recorded(patient: Patient) -> None:
    patient.join()
    ((agreed_at, conversation_id, wording),) = patient.consents()
    assert agreed_at == patient.phone.contact().consented_at
    assert conversation_id == patient.phone.contact().conversation_id
    assert wording == WORDINGS.english["chat_by_text"]
    assert wording in (ROOT / "frontdesk/web/frontdesk.js").read_text()


def test_a_consent_in_french_has_the_words_that_the_widget_shows() -> None:
    shown = json.loads((ROOT / "frontdesk/web/frontdesk-fr.json").read_text(encoding="utf-8"))
    assert shown["textAsk"] == WORDINGS.text("fr", "chat_by_text")
    assert len(shown["textAsk"]) <= 300


def test_the_confirmed_code_is_of_no_use_again(patient: Patient) -> None:
    code = patient.ask_for_code()
    assert patient.confirm(code).status_code == 200
    seen, texts = patient.transcript(), patient.phone.received()
    assert_refused(patient.confirm(code), 400, "wrong_code")
    assert (patient.transcript(), patient.phone.received()) == (seen, texts)
    assert len(patient.consents()) == 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_refused(patient: Patient, typed: str) -> None:
    patient.ask_for_code()
    assert_refused(patient.confirm(typed), 400, "wrong_code")
    assert patient.phone.contact().conversation_id is None
    assert patient.phone.contact().consented_at is None


def test_after_five_wrong_codes_the_right_one_is_refused_too(patient: Patient) -> None:
    code = patient.ask_for_code()
    for _ in range(MOST_TRIES):
        assert_refused(patient.confirm(wrong(code)), 400, "wrong_code")
    assert_refused(patient.confirm(code), 400, "wrong_code")
    assert patient.consents() == []


def test_a_code_that_is_too_old_is_refused(patient: Patient) -> None:
    code = patient.ask_for_code()
    with writing(patient.engine) as connection:
        connection.execute(
            verifications.update()
            .where(verifications.c.contact_hash == Lookup([SECRET]).hash(patient.phone.number))
            .values(expires_at=utc_now() - timedelta(seconds=1))
        )
    assert_refused(patient.confirm(code), 400, "wrong_code")


def test_another_chats_code_is_refused(clinic: Server, patient: Patient) -> None:
    code = patient.ask_for_code()
    other = Patient(clinic, patient.phone)
    assert_refused(other.confirm(code), 400, "wrong_code")
    assert patient.confirm(code).status_code == 200


def test_a_code_is_good_for_its_number_alone(clinic: Server, patient: Patient) -> None:
    code = patient.ask_for_code()
    assert_refused(patient.text(phone=Phone(clinic).number, code=code), 400, "wrong_code")


def test_strangers_of_one_network_get_few_codes_sent_to_a_phone_and_its_holder_gets_one(
    clinic: Server, patient: Patient
) -> None:
    strangers = [Patient(clinic, patient.phone) for _ in range(MOST_A_DAY + 3)]
    answers = [stranger.text(phone=patient.phone.number) for stranger in strangers]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert [sent.kind for sent in patient.phone.received()] == ["sms_code"] * MOST_FROM_A_NETWORK
    elsewhere = requests.Session()
    elsewhere.mount("http://", From())
    token = elsewhere.post(f"{clinic.url}/chat/session", timeout=20).json()["token"]
    patient.chat.token = token
    patient.join()


def test_a_chat_gets_few_codes_whatever_the_number(clinic: Server, patient: Patient) -> None:
    phones = [Phone(clinic) for _ in range(MOST_A_CONVERSATION + 2)]
    for phone in phones:
        assert patient.text(phone=phone.number).status_code == 200
    assert sum(len(phone.received()) for phone in phones) == MOST_A_CONVERSATION


def test_a_phone_that_opted_out_gets_no_code_and_nobody_learns_of_it(clinic: Server, patient: Patient) -> None:
    patient.phone.say("STOP")
    before = patient.phone.received()
    answer = patient.text(phone=patient.phone.number)
    assert answer.text == Patient(clinic).text(phone=Phone(clinic).number).text
    assert "text START" in answer.json()["message"]
    assert patient.phone.received() == before
    assert_refused(patient.confirm("123456"), 400, "wrong_code")


def test_who_opts_out_after_the_code_is_told_and_can_come_back(patient: Patient) -> None:
    code = patient.ask_for_code()
    with writing(patient.engine) as connection:
        OptOuts(Lookup([SECRET])).record(connection, patient.phone.number, "keyword")
    assert_refused(patient.confirm(wrong(code)), 400, "wrong_code")
    assert_refused(patient.confirm(code), 400, "opted_out")
    assert patient.consents() == []
    patient.phone.say("START")
    assert patient.confirm(code).status_code == 200


@pytest.mark.parametrize(
    "number", ["911", "555 0143", "hello", "1 800 234 5678", "+44 20 7946 0000", CLINIC_NUMBER, ""]
)
def test_a_number_that_cannot_be_texted_is_refused_in_a_sentence(patient: Patient, number: str) -> None:
    assert_refused(patient.text(phone=number), 400, "unusable_phone")


@pytest.mark.parametrize(
    "body", [{}, {"phone": 7805550143}, {"phone": "780 555 0143", "code": 123456}, {"phone": "1", "to": "me"}, []]
)
def test_other_shapes_are_refused(patient: Patient, body: Any) -> None:
    assert_refused(patient.chat.call("POST", "text", json=body), 400, "invalid_body")


def test_a_token_and_json_are_needed(clinic: Server, patient: Patient) -> None:
    body = {"phone": patient.phone.number}
    assert_refused(requests.post(f"{clinic.url}/chat/text", json=body, timeout=10), 401, "missing_token")
    assert_refused(patient.chat.call("POST", "text", data="phone=1"), 415, "wrong_content_type")
    assert_refused(patient.text(phone="7" * 65), 413, "too_long")


def test_one_address_may_ask_for_few_codes(model: Path, provider: SmsProvider, tmp_path: Path) -> None:
    rates = {**WIDE_RATES, "FRONTDESK_TEXTING_RATE": "2/hour", "FRONTDESK_PUBLIC_URL": PUBLIC_URL}
    server = Server(tmp_path, **rates, **provider.environment)
    patients = [Patient(server) for _ in range(3)]
    answers = [patient.text(phone=patient.phone.number) for patient in patients]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert patients[2].phone.contact() is None
    server.stop()


def test_nothing_of_what_the_phone_talked_about_before_comes_into_the_chat(patient: Patient) -> None:
    phone = patient.phone
    assert "\n1 " in offered_times(phone)
    earlier = phone.contact().conversation_id
    patient.join()
    assert [message["kind"] for message in patient.transcript()] == ["smalltalk", "notice"]
    assert phone.contact().conversation_id not in ("", earlier)
    phone.say("1")
    assert patient.transcript()[-2]["text"] == "1"  # not an option of the earlier list
    assert "Ana" not in str(patient.transcript())


def test_a_chat_goes_on_with_one_phone(clinic: Server, patient: Patient) -> None:
    first = patient.join().phone
    patient.phone = Phone(clinic)
    patient.join()
    assert first.contact().conversation_id is None
    first.say("does it hurt?")
    assert "does it hurt?" not in str(patient.transcript())


def test_the_numbers_of_a_text_are_over_once_the_chat_went_on_on_the_web(patient: Patient) -> None:
    patient.join()
    assert "\n1 " in offered_times(patient.phone)
    patient.chat.ask("does it hurt?")
    assert "list that has ended" in patient.phone.reply("1")
    patient.phone.say("does it hurt?")
    assert "\n1 " in patient.phone.reply("MORE")
    assert "list that has ended" not in patient.phone.reply("1")


def test_a_button_of_a_reply_by_text_can_be_pressed_on_the_web(patient: Patient) -> None:
    patient.join()
    patient.phone.say("what are the side effects?")
    button = patient.transcript()[-1]["buttons"][0]
    assert patient.chat.send(choice=button["id"]).json()["messages"][0]["topics"] == [button["id"]]


def test_a_chat_that_was_ended_takes_no_phone_and_the_next_text_begins_another(patient: Patient) -> None:
    patient.join()
    ended = patient.phone.contact().conversation_id
    code = patient.ask_for_code()
    assert patient.chat.call("DELETE", "session").status_code == 200
    assert_refused(patient.text(phone=patient.phone.number), 404, "unknown_conversation")
    assert_refused(patient.confirm(code), 404, "unknown_conversation")
    assert patient.phone.say("does it hurt?")
    assert patient.phone.contact().conversation_id not in (None, ended)


def test_no_number_and_no_code_is_logged(patient: Patient) -> None:
    patient.join()
    with patient.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(verifications)).scalar_one()
    log = patient.phone.server.log.read_text()
    assert patient.phone.number[-7:] not in log
    assert _CODE.findall(patient.phone.received()[0].text)[0] not in log


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_chat_goes_on_by_text_on_postgresql(model: Path, database: Engine, tmp_path: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    server = Server(tmp_path, FRONTDESK_DATABASE_URL=url, **WIDE_RATES, **SMS)
    try:
        patient = Patient(server, Phone(server, database=url), url)
        code = patient.ask_for_code()
        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(lambda _: patient.confirm(code).status_code, range(4)))
        assert answers == [200, 400, 400, 400]
        assert len(patient.consents()) == 1
        reply = patient.phone.reply("what are the side effects?")
        assert patient.transcript()[-1]["text"] in reply
    finally:
        server.stop()
