"""Crashes while patients text: `kill -9` of the assistant or the worker at random, again and again.

The provider posts every text until it is acknowledged, a fifth of them once more, at once or later. Whatever dies, every text
is one turn, in the order of sending, and every answer goes out once; where nobody knows whether it did, it is not sent again.

    python -m pytest tests/test_text_crashes.py -s --texts 500 --seed 7 --crash-database postgresql
"""

import random
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa

from frontdesk.channels.sms.inbox import DONE
from frontdesk.outbox.states import SENT, UNKNOWN
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.models import turns
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.mortal import Mortal, killed_at_random
from tests.support.phone import SMS, TOKEN, Phone
from tests.support.server import WIDE_RATES
from tests.support.sms_provider import HANGS_UP, THROTTLED, Answer, Asked, SmsProvider, slow, sms_provider
from tests.support.text_records import TextRecords

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
TEXTS_OF_ONE = 10
A_SECOND = 8  # texts, of all phones together
TWICE = 0.2
# What was being answered or sent when its process died is taken up again the sooner.
CLAIM_SECONDS = 5
SOON = {"FRONTDESK_TURN_SECONDS": "1", "FRONTDESK_SMS_CLAIM_SECONDS": str(CLAIM_SECONDS)}
ENOUGH = {"FRONTDESK_SMS_RATE": "1000/second", "FRONTDESK_SMS_CONTACT_RATE": "1000/hour"}
_ANSWERS = ((slow(0.03), slow(0.3), THROTTLED, HANGS_UP), (70, 24, 3, 3))
_PATIENCE_SECONDS = 60
_QUESTIONS = (
    "does dry needling hurt, asks {who}?",
    "{who} would like to know what it costs",
    "{who}: where are you and when are you open?",
    "do I need a referral? {who}",
    "what should {who} wear on the first visit?",
    "is it safe, {who} wonders",
    "how many visits will {who} need?",
    "{who} takes blood thinners, is that ok?",
    "do you treat children? {who} has one",
    "thanks from {who}",
)
_BOOKING = (
    "hello this is {who}, I'd like to book an appointment",
    "my name is {who}",
    "{who} can come next tuesday afternoon",
    "{who} has a sore shoulder since spring",
    "no, {who} has never been there before",
    "yes please, says {who}",
    "{who} has no e-mail",
    "and does dry needling hurt, asks {who}?",
    "do I need a referral? {who}",
    "thanks from {who}",
)


def _name(number: int) -> str:
    return f"Zora {chr(65 + number // 26)}{chr(97 + number % 26)}zenbrook"


class Sender:
    """A patient's phone and the provider between it and us: each text is posted until it is acknowledged."""

    def __init__(self, number: int, server: Mortal, database: str, count: int, chance: random.Random) -> None:
        self.phone = Phone(server, f"+178055501{number + 1:02}", database)
        self.texts = [text.format(who=_name(number)) for text in (_BOOKING if number % 3 else _QUESTIONS)[:count]]
        self.calls = [self.phone.fields(text) for text in self.texts]
        self.refused = self.repeated = 0
        self._chance = chance

    def send(self, pause: float, beside: ThreadPoolExecutor) -> None:
        """Send everything, with pauses of so many seconds on average."""
        again: list[dict[str, str]] = []
        at_once: list[Future[None]] = []
        for call in self.calls:
            time.sleep(self._chance.uniform(0, 2 * pause))
            if self._chance.random() < TWICE:
                self.repeated += 1
                if self._chance.random() < 0.5:
                    at_once.append(beside.submit(self._deliver, call))
                else:
                    again.append(call)
            self._deliver(call)
        for call in again:
            self._deliver(call)
        for delivery in at_once:
            delivery.result()

    def _deliver(self, call: dict[str, str]) -> None:
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE_SECONDS:
            try:
                answer = self.phone.post(call)
            except requests.ConnectionError:
                answer = None
            if answer is not None and answer.ok:
                return
            assert answer is None or answer.status_code == 503, answer.status_code
            self.refused += 1
            time.sleep(0.2)
        raise AssertionError(f"A text was not acknowledged within {_PATIENCE_SECONDS} s")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.config.getoption("--crash-database") == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return f"sqlite:///{tmp_path / 'frontdesk.db'}"


def test_no_crash_loses_doubles_or_reorders_a_text(
    model: Path, tmp_path: Path, database_url: str, request: pytest.FixtureRequest
) -> None:
    count, seed = request.config.getoption("--texts"), request.config.getoption("--seed")
    chance = random.Random(seed)
    answers: list[Answer] = chance.choices(*_ANSWERS, k=3 * count)
    with sms_provider(*answers) as provider:
        provider.token = TOKEN
        environment = WIDE_RATES | SMS | SOON | ENOUGH
        environment |= {"FRONTDESK_SMS_API_URL": provider.url, "FRONTDESK_DATABASE_URL": database_url}
        server = Mortal(tmp_path, now=TUESDAY_MORNING, **environment)
        records = TextRecords(open_only(database_url))
        each = min(TEXTS_OF_ONE, max(1, count // 12))
        senders = [
            Sender(number, server, database_url, each, random.Random(seed * 1000 + number))
            for number in range(count // each)
        ]
        began = time.monotonic()
        try:
            with (
                ThreadPoolExecutor(len(senders)) as phones,
                ThreadPoolExecutor(len(senders)) as beside,
                killed_at_random(server, seed) as killed,
            ):
                list(phones.map(lambda sender: sender.send(len(senders) / A_SECOND, beside), senders))
            sent_after = time.monotonic() - began
            records.await_the_end(CLAIM_SECONDS + _PATIENCE_SECONDS)
        finally:
            server.stop(kill=True)
        unknown = _check_answers(records, provider)
    for sender in senders:
        _check_texts(records, sender)
    _check_log(server.log.read_text(), senders)
    assert min(killed[which] for which in ("process", "worker")) >= 1
    repeated, refused = (sum(getattr(sender, name) for sender in senders) for name in ("repeated", "refused"))
    print(
        f"\n{each * len(senders)} texts of {len(senders)} phones, {repeated} posted twice, {refused} calls not acknowledged,",
        f"killed {dict(killed)}, sent after {sent_after:.0f} s, done after {time.monotonic() - began:.0f} s,",
        f"unknown {dict(unknown)}",
    )


def _row_of(asked: Asked) -> str:
    """The outbox row that a request to the provider was about."""
    return parse_qs(urlsplit(asked.fields["StatusCallback"]).query)["message"][0]


def _check_answers(records: TextRecords, provider: SmsProvider) -> Counter[str]:
    """Every answer was accepted once, in order; of how many, by their trouble, it is not known."""
    taken = [_row_of(asked) for asked in provider.taken]
    times = Counter(taken)
    rows = records.outgoing()
    assert {row.state for row in rows} <= {SENT, UNKNOWN}, Counter(row.state for row in rows)
    assert set(times) <= {row.id for row in rows}
    assert all(times[row.id] == 1 for row in rows if row.state == SENT)
    assert all(times[row.id] <= 1 for row in rows if row.state == UNKNOWN)
    for contact in {row.contact_id for row in rows}:
        mine = [row.id for row in rows if row.contact_id == contact]
        assert [row for row in taken if row in mine] == [row for row in mine if row in times], "out of order"
    return Counter(row.error for row in rows if row.state == UNKNOWN)


def _check_texts(records: TextRecords, sender: Sender) -> None:
    """Every text of a phone was one turn, and one answer, in the order of sending."""
    inbound = records.inbound(sender.phone)
    assert [row.provider_id for row in inbound] == [call["MessageSid"] for call in sender.calls]
    assert {row.state for row in inbound} == {DONE}
    contact = sender.phone.contact()
    ids = [f"text-{row.id}" for row in inbound]
    said = records.said(contact.conversation_id)
    assert [message["id"] for message in said] == ids
    assert [message["text"] for message in said] == sender.texts
    turned = records.rows(sa.select(turns).where(turns.c.conversation_id == contact.conversation_id))
    assert Counter(row.client_id for row in turned) == Counter(ids)
    assert records.heard(contact.conversation_id) == Counter(row.id for row in turned)
    replies = [row.dedup for row in records.outgoing() if row.contact_id == contact.id]
    assert [dedup for dedup in replies if not dedup.endswith((":introduction", ":privacy"))] == [
        f"text:{row.id}" for row in inbound
    ]
    booked = records.rows(sa.select(appointments).where(appointments.c.conversation_id == contact.conversation_id))
    assert len(booked) <= 1


def _check_log(log: str, senders: list[Sender]) -> None:
    for sender in senders:
        digits = sender.phone.number.removeprefix("+1780555")
        for personal in (*sender.texts, _name(senders.index(sender)), f"780555{digits}", f"555-{digits}"):
            assert personal not in log
