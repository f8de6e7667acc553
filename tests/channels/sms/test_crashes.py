"""Text messages while things break: a killed assistant, a locked database, texts that cannot be answered; and on PostgreSQL."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import Content, InboundTexts
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import writing
from frontdesk.storage.sms_models import inbound_texts
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import CLINIC_NUMBER, EMERGENCY, QUESTION, SMS, Phone, booked
from tests.support.server import SECRET, WIDE_RATES, Server

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
MILLISECONDS_UNTIL_KILLED = (0, 20, 27, 34, 60)


@pytest.fixture(scope="module")
def mortal(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("mortal"), now=TUESDAY_MORNING, FRONTDESK_TURN_SECONDS="1", **WIDE_RATES, **SMS
    )
    yield running
    running.stop()


def kill(server: Server) -> None:
    server.process.kill()
    server.process.wait(timeout=20)
    server.process = server.run("serve")
    server._await(server.process, f"{server.url}/health/ready")


@pytest.mark.parametrize("milliseconds", MILLISECONDS_UNTIL_KILLED)
def test_a_text_that_was_acknowledged_is_answered_once_whenever_the_assistant_dies(
    mortal: Server, milliseconds: int
) -> None:
    phone = Phone(mortal)
    for text in ("I'd like to book an appointment", "Ana Moreau", "tomorrow morning", "sore knee", "no, first time"):
        phone.say(text)
    before = len(phone.received())
    phone.send("1")
    time.sleep(milliseconds / 1000)
    mortal.process.kill()
    print(f"killed after {milliseconds} ms: {phone.states()[-1]}")
    kill(mortal)
    phone.wait()
    answers = phone.received()[before:]
    assert len(answers) == 1
    assert phone.states()[-1] == "done"
    reference = answers[0].text.partition("reference is ")[2][:7]
    stored = [line for line in mortal.verb("requests").splitlines() if not line.startswith(" ")]
    assert sum(reference in line for line in stored) == 1, (answers, stored)


def test_while_the_database_is_locked_the_provider_is_asked_to_try_again(mortal: Server) -> None:
    phone = Phone(mortal)
    fields = phone.fields(QUESTION)
    engine = open_only(f"sqlite:///{mortal.data_dir / 'frontdesk.db'}")
    with writing(engine):
        assert phone.post(fields).status_code == 503
    assert phone.states() == []
    assert phone.post(fields).status_code == 200
    phone.wait()
    assert phone.states() == ["done"]


def given_up(server: Server, secret: str) -> Phone:
    """A phone whose one text has failed as often as a text may."""
    phone = Phone(server)
    engine = open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}")
    texts = InboundTexts(Vault([secret]), Lookup([SECRET]))
    with writing(engine) as connection:  # nobody takes it up before it is old
        connection.execute(inbound_texts.insert(), _old_row(texts, phone.number, secret))
    phone.wait()
    return phone


def _old_row(texts: InboundTexts, number: str, secret: str) -> dict[str, object]:
    engine = open_only("sqlite://")
    inbound_texts.metadata.create_all(engine, [inbound_texts])
    texts.accept(engine, "twilio", f"SM-{number}", Content(number, CLINIC_NUMBER, QUESTION))
    with engine.connect() as connection:
        row = dict(connection.execute(sa.select(inbound_texts)).mappings().one())
    return {key: value for key, value in row.items() if key not in ("id", "clinic_id")} | {"attempts": 5}


def test_a_text_that_fails_again_and_again_is_given_up_with_the_clinics_phone(mortal: Server) -> None:
    phone = given_up(mortal, SECRET)
    assert phone.states() == ["failed"]
    (sent,) = phone.received()
    assert "780-555-0100" in sent.text
    assert phone.alerts() == [("not_answered", "")]


def test_a_text_whose_secret_is_lost_is_given_up_and_logged(mortal: Server) -> None:
    phone = given_up(mortal, "a-secret-that-nobody-has-any-more-0123456789")
    assert phone.states() == ["failed"]
    assert phone.contact() is None
    assert "FRONTDESK_SECRET_KEYS" in mortal.log.read_text()


def test_what_is_under_way_is_finished_when_the_server_stops(mortal: Server) -> None:
    phone = Phone(mortal)
    phone.send(QUESTION)
    mortal.process.terminate()
    mortal.process.wait(timeout=20)
    at_stop = phone.states()
    mortal.process = mortal.run("serve")
    mortal._await(mortal.process, f"{mortal.url}/health/ready")
    phone.wait()
    assert phone.states() == ["done"]
    assert at_stop in (["waiting"], ["done"])
    assert len(phone.received()) in (1, 2)  # with an introduction of its own, or not


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_texts_on_postgresql(model: Path, database: Engine, tmp_path: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    server = Server(tmp_path, now=TUESDAY_MORNING, FRONTDESK_DATABASE_URL=url, **WIDE_RATES, **SMS)
    try:
        phone = Phone(server, database=url)
        assert "reference" in booked(phone)[-1]
        fields = phone.fields("STOP")
        assert phone.post(fields).status_code == phone.post(fields).status_code == 200
        phone.wait()
        assert phone.received()[-1].kind == "sms_last"
        assert [event for event, _ in phone.alerts()] == ["opted_out_open"]
        assert [sent.kind for sent in phone.say(EMERGENCY)] == ["sms_safety"]
    finally:
        server.stop()
