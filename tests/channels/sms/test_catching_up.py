"""Texts whose call got lost, taken from the provider's list. On SQLite and PostgreSQL, with the stand-in for Twilio."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk.channels.sms.catching_up import CatchingUp
from frontdesk.channels.sms.inbox import Content, InboundTexts
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.sms_models import inbound_texts
from tests.support.server import SECRET
from tests.support.sms_provider import CLINIC_NUMBER, SmsProvider, sms_provider
from tests.support.text_samples import ANA, BEN, sms_of, sms_settings_of

NOW = datetime(2026, 12, 1, 19, 0, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def provider() -> Iterator[SmsProvider]:
    with sms_provider() as running:
        yield running


@pytest.fixture
def texts() -> InboundTexts:
    return InboundTexts(Vault([SECRET]), Lookup([SECRET]))


@pytest.fixture
def catching_up(
    clock: time_machine.Traveller, database: Engine, provider: SmsProvider, texts: InboundTexts, tmp_path: Path
) -> CatchingUp:
    """A worker that has been up for two days."""
    clock.move_to(NOW - timedelta(days=2))
    worker = CatchingUp(sms_of(sms_settings_of(tmp_path, provider)), "CA", database, texts)
    clock.move_to(NOW)
    return worker


def stored(database: Engine, texts: InboundTexts) -> list[tuple[str, str]]:
    """Text and state of everything stored, in order."""
    found = []
    with database.connect() as connection:
        for row in connection.execute(sa.select(inbound_texts).order_by(inbound_texts.c.id)):
            found.append((row.content, row.state))
    return [(Vault([SECRET]).open(content), state) for content, state in found]


def test_missed_texts_are_stored_oldest_first_and_once(
    catching_up: CatchingUp, provider: SmsProvider, database: Engine, texts: InboundTexts
) -> None:
    for minutes, said in ((5, "third"), (30, "first"), (10, "second")):
        provider.keep(ANA, said, NOW - timedelta(minutes=minutes))
    assert catching_up.catch_up() == 3
    assert catching_up.catch_up() == 0
    found = stored(database, texts)
    assert [state for _, state in found] == ["waiting"] * 3
    assert ["first" in found[0][0], "second" in found[1][0], "third" in found[2][0]] == [True] * 3


def test_what_came_by_its_call_is_not_stored_again(
    catching_up: CatchingUp, provider: SmsProvider, database: Engine, texts: InboundTexts
) -> None:
    sid = provider.keep(ANA, "hello", NOW - timedelta(minutes=5))
    assert texts.accept(database, "twilio", sid, Content(ANA, CLINIC_NUMBER, "hello"))
    assert catching_up.catch_up() == 0


def test_our_own_texts_newest_texts_and_yesterdays_are_left_alone(
    catching_up: CatchingUp, provider: SmsProvider
) -> None:
    provider.keep(CLINIC_NUMBER, "an answer", NOW - timedelta(minutes=5), direction="outbound-api")
    provider.keep(ANA, "just now", NOW - timedelta(seconds=20))
    provider.keep(BEN, "long ago", NOW - timedelta(hours=25))
    assert catching_up.catch_up() == 0


def test_a_new_clinic_does_not_answer_what_came_before_it_began(
    clock: time_machine.Traveller, database: Engine, provider: SmsProvider, texts: InboundTexts, tmp_path: Path
) -> None:
    provider.keep(ANA, "to whoever had the number", NOW - timedelta(hours=2))
    worker = CatchingUp(sms_of(sms_settings_of(tmp_path, provider)), "CA", database, texts)
    clock.shift(timedelta(minutes=5))
    assert worker.catch_up() == 0


def test_a_short_code_is_stored_and_not_answered(
    catching_up: CatchingUp, provider: SmsProvider, database: Engine, texts: InboundTexts
) -> None:
    provider.keep("32665", "win a prize", NOW - timedelta(minutes=5))
    assert catching_up.catch_up() == 1
    assert stored(database, texts)[0][1] == "ignored"


def test_a_list_that_cannot_be_read_changes_nothing(
    catching_up: CatchingUp, provider: SmsProvider, database: Engine, texts: InboundTexts, tmp_path: Path
) -> None:
    gone = SmsProvider(url="http://127.0.0.1:9")
    worker = CatchingUp(sms_of(sms_settings_of(tmp_path, gone)), "CA", database, texts)
    assert worker.catch_up() == 0
