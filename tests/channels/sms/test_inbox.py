"""Texts that came in: stored once, processed once, in order. On SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import DONE, IGNORED, SLOWED, Claim, Content, InboundTexts, LostClaimError
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import writing
from frontdesk.storage.sms_models import inbound_texts
from tests.support.server import SECRET

ANA, BEN = "+17805550101", "+17805550102"
CLINIC = "+17805550100"
NOW = datetime(2026, 12, 1, 12, 0)


@pytest.fixture
def texts() -> InboundTexts:
    return InboundTexts(Vault([SECRET]), Lookup([SECRET]))


def accept(database: Engine, texts: InboundTexts, number: int, sender: str = ANA, state: str = "waiting") -> bool:
    return texts.accept(database, "twilio", f"SM{number}", Content(sender, CLINIC, f"text {number}"), state)


def finish(database: Engine, texts: InboundTexts, claim: Claim | None, state: str = DONE) -> str:
    assert claim is not None
    with writing(database) as connection:
        texts.finish(connection, claim, state)
    return texts.content(claim).text


def test_the_same_id_is_stored_once(database: Engine, texts: InboundTexts) -> None:
    assert accept(database, texts, 1)
    assert not accept(database, texts, 1)
    assert not texts.accept(database, "twilio", "SM1", Content(BEN, CLINIC, "something else"))
    finish(database, texts, texts.claim(database))
    assert not accept(database, texts, 1)
    assert texts.claim(database) is None


def test_two_providers_may_use_the_same_id(database: Engine, texts: InboundTexts) -> None:
    assert accept(database, texts, 1)
    assert texts.accept(database, "signed_http", "SM1", Content(ANA, CLINIC, "hello"))


def test_what_came_in_is_not_readable_in_the_database(database: Engine, texts: InboundTexts) -> None:
    accept(database, texts, 1)
    with database.connect() as connection:
        row = connection.execute(sa.select(inbound_texts)).one()
    assert ANA not in str(row)
    assert "text 1" not in str(row)


def test_texts_of_a_phone_are_processed_in_order_and_those_of_others_meanwhile(
    database: Engine, texts: InboundTexts
) -> None:
    for number, sender in enumerate((ANA, ANA, BEN)):
        accept(database, texts, number, sender)
    first, other = texts.claim(database), texts.claim(database)
    assert texts.claim(database) is None
    assert finish(database, texts, first) == "text 0"
    assert finish(database, texts, other) == "text 2"
    assert finish(database, texts, texts.claim(database)) == "text 1"
    assert texts.claim(database) is None


def test_what_is_ignored_is_never_claimed(database: Engine, texts: InboundTexts) -> None:
    accept(database, texts, 1, state=IGNORED)
    assert texts.claim(database) is None


def test_a_text_whose_process_died_is_taken_over(database: Engine, texts: InboundTexts) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        accept(database, texts, 1)
        dead = texts.claim(database)
        assert texts.claim(database) is None
        clock.shift(timedelta(seconds=61))
        again = texts.claim(database)
        assert dead is not None
        assert again is not None
        assert (dead.attempt, again.attempt) == (1, 2)
        with pytest.raises(LostClaimError):
            finish(database, texts, dead)
        assert finish(database, texts, again) == "text 1"


def test_a_text_is_finished_once(database: Engine, texts: InboundTexts) -> None:
    accept(database, texts, 1)
    claim = texts.claim(database)
    finish(database, texts, claim)
    with pytest.raises(LostClaimError):
        finish(database, texts, claim)


def test_a_lost_claim_undoes_what_was_done_with_it(database: Engine, texts: InboundTexts) -> None:
    accept(database, texts, 1)
    claim = texts.claim(database)
    finish(database, texts, claim)

    def work() -> None:
        assert claim is not None
        with writing(database) as connection:
            connection.execute(inbound_texts.update().values(provider="changed"))
            texts.finish(connection, claim)

    with pytest.raises(LostClaimError):
        work()
    with database.connect() as connection:
        assert connection.execute(sa.select(inbound_texts.c.provider)).scalar_one() == "twilio"


def test_a_postponed_text_comes_later_and_keeps_its_place(database: Engine, texts: InboundTexts) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        accept(database, texts, 1)
        accept(database, texts, 2)
        claim = texts.claim(database)
        assert claim is not None
        texts.postpone(database, claim, timedelta(seconds=5))
        assert texts.claim(database) is None
        clock.shift(timedelta(seconds=6))
        again = texts.claim(database)
        assert again is not None
        assert (texts.content(again).text, again.attempt) == ("text 1", 2)
        texts.postpone(database, again, timedelta(seconds=1), counts=False)
        clock.shift(timedelta(seconds=2))
        third = texts.claim(database)
        assert third is not None
        assert third.attempt == 2


def test_texts_are_counted_up_to_the_one_in_question(database: Engine, texts: InboundTexts) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        accept(database, texts, 0, state=SLOWED)
        clock.shift(timedelta(seconds=40))
        for number in (1, 2, 3):
            accept(database, texts, number)
        accept(database, texts, 4, BEN)
        finish(database, texts, texts.claim(database))
        second = texts.claim(database)
    assert second is not None
    with database.connect() as connection:
        assert texts.came_within(connection, second, timedelta(seconds=30)) == 2
        assert texts.came_within(connection, second, timedelta(seconds=60)) == 3
        assert texts.came_within(connection, second, timedelta(seconds=60), SLOWED) == 1


def test_many_processes_share_the_work_and_keep_the_order(database: Engine, texts: InboundTexts) -> None:
    senders = [f"+1780555010{number}" for number in range(4)]
    for number in range(40):
        accept(database, texts, number, senders[number % 4])
    done: list[tuple[str, int]] = []

    def work(_: int) -> None:
        idle = 0
        while idle < 20:
            claim = texts.claim(database)
            if claim is None:
                idle += 1
                continue
            with writing(database) as connection:
                done.append((claim.phone_hash, claim.id))
                texts.finish(connection, claim)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(done) == len(set(done)) == 40
    for phone in {phone for phone, _ in done}:
        ids = [number for owner, number in done if owner == phone]
        assert ids == sorted(ids)
    with database.connect() as connection:
        assert set(connection.execute(sa.select(inbound_texts.c.state)).scalars()) == {DONE}


def test_texts_that_arrive_together_are_each_stored_once(database: Engine, texts: InboundTexts) -> None:
    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(lambda number: accept(database, texts, number // 2), range(20)))
    assert sum(stored) == 10
