"""Two assistants and two front desk's pages on one PostgreSQL behind a proxy: either may answer, or die."""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from frontdesk.staff.accounts import invite
from frontdesk.staff.roles import OWNER
from frontdesk.storage.database import writing
from tests.support.console import PASSWORD
from tests.support.databases import PostgresqlServer, open_only
from tests.support.replicas import Replicas
from tests.support.stores import store_over
from tests.support.streams import Stream
from tests.support.talkers import BOOKING, QUESTIONS, talk
from tests.support.web_chat import Chat

_READINGS = 120  # a minute, of one chat
_REFERENCE = re.compile(r"your reference is ([A-Z2-9]{3}-[A-Z2-9]{3})")


@pytest.fixture(scope="module")
def clinic(
    model: Path, postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replicas]:
    with postgresql_server.new_database(migrated=True) as url:
        folder, counts = tmp_path_factory.mktemp("replicas"), {"serve": 2, "staff": 2}
        running = Replicas(folder, url, counts, FRONTDESK_TURN_SECONDS="2")
        yield running
        running.stop()


def test_a_booking_changes_its_assistant_at_every_turn(clinic: Replicas) -> None:
    chat, texts = Chat(clinic.assistant(0)), []  # type: ignore[arg-type]  it has an address
    stream = Stream(clinic.assistant(0).url, chat.token)
    for number, text in enumerate(BOOKING[:-1]):
        chat.url = clinic.assistant((number + 1) % 2).url
        texts += [message["text"] for message in chat.ask(text)]
    assert _REFERENCE.search(" ".join(texts))
    assert stream.message()["text"] == BOOKING[0], "said to the other assistant"
    stream.close()


def test_a_message_that_is_sent_again_elsewhere_gets_the_same_reply(clinic: Replicas) -> None:
    chat = Chat(clinic.assistant(0))  # type: ignore[arg-type]
    first = chat.send(id="the-same-id-for-both", text="does it hurt?").json()
    chat.url = clinic.assistant(1).url
    assert chat.send(id="the-same-id-for-both", text="does it hurt?").json() == first


def test_who_has_signed_in_at_one_page_is_known_at_the_other(clinic: Replicas) -> None:
    store = store_over(open_only(clinic.database_url))
    with writing(store.engine) as connection:
        invitation = f"/invitation/{invite(connection, OWNER, None)}"
    store.engine.dispose()
    account = {"name": "sam", "shown_as": "Sam", "password": PASSWORD, "again": PASSWORD}
    with httpx.Client(base_url=clinic.desk) as sam:
        assert sam.post(invitation, data=account, headers={"Origin": clinic.desk}).status_code == 303
        host = {"Host": clinic.desk.removeprefix("http://")}
        pages = [sam.get(f"http://127.0.0.1:{port}/", headers=host) for port in clinic.ports_of("staff")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all("Today" in page.text for page in pages)


def test_rates_hold_for_both_together(clinic: Replicas) -> None:
    chat, read = Chat(clinic.assistant(0)), Counter[int]()  # type: ignore[arg-type]
    for number in range(_READINGS + 40):
        chat.url = clinic.assistant(number % 2).url
        read[chat.call("GET", "messages").status_code] += 1
    assert read[429] > 0
    assert read[200] <= _READINGS + 10, "at the border of two minutes the count is an estimate"


def test_no_turn_is_lost_or_doubled_when_an_assistant_is_killed(clinic: Replicas) -> None:
    stop = threading.Event()

    def kill() -> None:
        time.sleep(1)
        clinic.kill("serve 0")
        time.sleep(2)
        stop.set()

    killer = threading.Thread(target=kill)
    killer.start()
    result = asyncio.run(talk(clinic.url, 4, lambda: not stop.is_set(), QUESTIONS))
    killer.join()
    assert result.wrong == 0
    assert result.messages > 40
    assert result.longest < 12  # a turn whose process died is taken up after three times its deadline
