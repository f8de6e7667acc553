"""Words of a patient, followed through every process, failures included: nothing that is written contains them in the clear.

What goes to the front desk and to the patient on purpose (e-mails, texts) is not searched.
"""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from frontdesk.storage.models import metadata
from tests.support.clock import TUESDAY_MORNING
from tests.support.console import PASSWORD
from tests.support.databases import open_only
from tests.support.phone import SMS, TOKEN, Phone
from tests.support.server import WIDE_RATES, Server, ServerWithConsole
from tests.support.sms_provider import BROKEN, SmsProvider, sms_provider
from tests.support.traces import BOOKING, CANARIES, EMAIL, NAME, PHONE, WORDS, found_in_files
from tests.support.web_chat import Chat
from tests.support.workers import wait_until

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
_REFUSED = "smtp://127.0.0.1:9"  # nothing listens there: no e-mail goes out
_DIALOGUE = (
    f"hi, i'm {NAME} and i have a {WORDS}",
    "i want to book an appointment",
    NAME,
    *BOOKING,
    f"what about my {WORDS}?",
    f"can you tell the physio that {NAME} is running late",
    "call me back at 780-555-0187 please",
)


@pytest.fixture(scope="module")
def provider() -> Iterator[SmsProvider]:
    with sms_provider(BROKEN) as running:
        running.token = TOKEN
        yield running


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, model: Path, provider: SmsProvider) -> Iterator[ServerWithConsole]:
    """Every process, with a mail server that cannot be reached and a provider that fails at first."""
    environment = WIDE_RATES | SMS | {"FRONTDESK_SMS_API_URL": provider.url, "FRONTDESK_SMTP_URL": _REFUSED}
    running = ServerWithConsole(tmp_path_factory.mktemp("clinic"), now=TUESDAY_MORNING, **environment)
    worker = running.run("worker")
    yield running
    worker.terminate()
    worker.wait(20)
    running.stop()


def _chat(clinic: ServerWithConsole) -> None:
    chat = Chat(clinic)
    for text in _DIALOGUE:
        replies = chat.ask(text)
    answer = {"message": replies[-1]["id"], "helpful": False, "comment": f"{NAME}: {WORDS}"}
    chat.call("POST", "feedback", json=answer)
    chat.call("POST", "text", json={"phone": PHONE})
    for body in (f'{{"id": "{NAME}"', f'{{"id": 1, "text": "{WORDS}"}}', f'["{EMAIL}"]'):
        assert chat.raw(body.encode()).status_code == 400
    assert chat.send(text=f"{WORDS} " * 100).status_code in (400, 413)
    assert chat.call("GET", f"messages?after={NAME}").status_code == 400
    assert chat.call("GET", "messages", token=f"{EMAIL}.x.y").status_code == 401
    assert requests.get(f"{clinic.url}/chat/{EMAIL}?name={NAME}", timeout=10).status_code == 404


def _text(clinic: ServerWithConsole) -> None:
    phone = Phone(clinic, PHONE)
    for text in _DIALOGUE:
        phone.send(text)
    phone.wait()
    assert phone.post(phone.fields(WORDS), signature="forged").status_code == 403
    phone.send("stop")
    phone.send(f"please text {NAME} again: start")
    phone.wait()


def _while_locked(clinic: ServerWithConsole) -> None:
    """What is said while another program keeps the database locked."""
    chat = Chat(clinic)
    holder = sqlite3.connect(clinic.data_dir / "frontdesk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        chat.send(text=f"{NAME} would like to know about {WORDS}")
        chat.call("POST", "feedback", json={"message": uuid.uuid4().hex, "helpful": True, "comment": WORDS})
        phone = Phone(clinic, PHONE)
        phone.post(phone.fields(f"{WORDS} again"))
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def _desk(clinic: ServerWithConsole) -> None:
    """Somebody at the front desk who searches, notes and gets things wrong."""
    staff, page = requests.Session(), clinic.invitation()
    headers = {"Origin": clinic.console_url}
    form = {"name": "sam", "shown_as": "Sam", "password": PASSWORD, "again": PASSWORD}
    assert staff.post(page, data=form, headers=headers, timeout=20).ok
    token = re.search(r'name="csrf" value="(\w+)"', staff.get(f"{clinic.console_url}/", timeout=20).text)
    assert token
    for path in (f"/requests?text={PHONE}", f"/requests?text={NAME}&state=all", f"/conversations/{NAME}", f"/{EMAIL}"):
        staff.get(f"{clinic.console_url}{path}", timeout=20)
    for path in ("/privacy/export", "/privacy/erase", f"/requests/{NAME}/note", "/sign-in"):
        staff.post(
            f"{clinic.console_url}{path}",
            data={"csrf": token[1], "contact": PHONE, "name": EMAIL, "password": WORDS, "text": WORDS},
            headers=headers,
            timeout=20,
        )


def _plain_columns(clinic: ServerWithConsole) -> list[str]:
    """Where a canary is in the database without being sealed."""
    engine = open_only(f"sqlite:///{clinic.data_dir / 'frontdesk.db'}")
    with engine.connect() as connection:
        return [
            f"{table.name}.{name}: {canary}"
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            for name, value in row._mapping.items()
            for canary in CANARIES
            if canary in (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
        ]


def _stored(clinic: ServerWithConsole, table: str) -> int:
    engine = open_only(f"sqlite:///{clinic.data_dir / 'frontdesk.db'}")
    with engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(metadata.tables[table])).scalar_one())


def test_nothing_that_is_written_contains_what_a_patient_said(clinic: ServerWithConsole, provider: SmsProvider) -> None:
    _chat(clinic)
    _text(clinic)
    _while_locked(clinic)
    _desk(clinic)
    log = clinic.log
    wait_until(lambda: "trying again" in log.read_text() and bool(provider.asked), 60)
    clinic.process.kill()  # in the middle of whatever it does
    clinic.process.wait(20)
    Server.start(clinic)
    Chat(clinic).ask(f"{NAME} is back")
    assert (_stored(clinic, "messages") > 40, _stored(clinic, "inbound_texts") > 10) == (True, True)
    assert [canary for canary in CANARIES if canary in log.read_text()] == []
    assert _plain_columns(clinic) == []
    assert found_in_files(clinic.data_dir) == []
