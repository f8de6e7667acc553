"""Codes that prove who asks, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Connection, Engine

from frontdesk.appointments.verification import (
    MINUTES,
    MOST_A_CONVERSATION,
    MOST_A_DAY,
    MOST_AN_HOUR,
    MOST_FROM_A_NETWORK,
    MOST_TRIES,
    RESERVED,
    Verifications,
)
from frontdesk.conversations.turns import new_conversation
from frontdesk.storage.booking_models import verifications
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import writing

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)
CHAT = "a-conversation"
EMAIL = "ana.lee@example.org"
SECRETS = ["a-secret-for-tests-only-0123456789abcdef"]


@pytest.fixture(autouse=True)
def clock() -> "Iterator[time_machine.Coordinates]":
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


class Mail:
    """What was to be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def put(self, _connection: Connection, to: str, code: str, minutes: int, _name: str, _language: str) -> None:
        assert minutes == MINUTES
        self.sent.append((to, code))

    @property
    def code(self) -> str:
        return self.sent[-1][1]


@pytest.fixture
def mail() -> Mail:
    return Mail()


@pytest.fixture
def codes(database: Engine, mail: Mail) -> Verifications:
    return Verifications(database, Lookup(SECRETS), mail.put)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_that_was_sent_fits_once(codes: Verifications, mail: Mail) -> None:
    codes.start(CHAT, EMAIL, known=True)
    ((to, code),) = mail.sent
    assert (to, len(code), code.isdigit()) == (EMAIL, 6, True)
    assert codes.check(CHAT, EMAIL, code)
    assert not codes.check(CHAT, EMAIL, code)


def test_the_address_may_be_typed_in_any_case_of_letters(codes: Verifications, mail: Mail) -> None:
    codes.start(CHAT, EMAIL, known=True)
    assert codes.check(CHAT, EMAIL.upper(), mail.code)


def test_a_code_is_good_for_its_conversation_and_its_address_alone(codes: Verifications, mail: Mail) -> None:
    codes.start(CHAT, EMAIL, known=True)
    assert not codes.check("another-conversation", EMAIL, mail.code)
    assert not codes.check(CHAT, "other@example.org", mail.code)
    assert codes.check(CHAT, EMAIL, mail.code)


def test_the_fifth_try_is_the_last(codes: Verifications, mail: Mail) -> None:
    codes.start(CHAT, EMAIL, known=True)
    for _ in range(MOST_TRIES - 1):
        assert not codes.check(CHAT, EMAIL, wrong(mail.code))
    assert codes.check(CHAT, EMAIL, mail.code)
    codes.start(CHAT, EMAIL, known=True)
    for _ in range(MOST_TRIES):
        assert not codes.check(CHAT, EMAIL, wrong(mail.code))
    assert not codes.check(CHAT, EMAIL, mail.code)


def test_many_guesses_at_once_count_as_many_tries(codes: Verifications, mail: Mail, database: Engine) -> None:
    codes.start(CHAT, EMAIL, known=True)
    guess = wrong(mail.code)
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda _: codes.check(CHAT, EMAIL, guess), range(16)))
    with database.connect() as connection:
        assert connection.execute(sa.select(verifications.c.tries)).scalar_one() == MOST_TRIES


def test_a_code_runs_out(codes: Verifications, mail: Mail, clock: "time_machine.Coordinates") -> None:
    codes.start(CHAT, EMAIL, known=True)
    clock.shift(timedelta(minutes=MINUTES) - timedelta(seconds=1))
    assert not codes.check(CHAT, EMAIL, wrong(mail.code))
    clock.shift(timedelta(seconds=1))
    assert not codes.check(CHAT, EMAIL, mail.code)


def test_the_newest_code_counts(codes: Verifications, mail: Mail, clock: "time_machine.Coordinates") -> None:
    codes.start(CHAT, EMAIL, known=True)
    older = mail.code
    clock.shift(timedelta(seconds=1))
    codes.start(CHAT, EMAIL, known=True)
    assert older == mail.code or not codes.check(CHAT, EMAIL, older)
    assert codes.check(CHAT, EMAIL, mail.code)


def test_nothing_is_sent_to_an_unknown_address_and_no_code_fits_it(
    codes: Verifications, mail: Mail, database: Engine
) -> None:
    codes.start(CHAT, EMAIL, known=False)
    assert mail.sent == []
    assert not codes.check(CHAT, EMAIL, "000000")
    with database.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(verifications)).scalar_one() == 1


def test_an_address_gets_few_codes_an_hour_in_a_conversation(
    codes: Verifications, mail: Mail, clock: "time_machine.Coordinates"
) -> None:
    for _ in range(MOST_AN_HOUR + 2):
        codes.start(CHAT, EMAIL, known=True)
    assert len(mail.sent) == MOST_AN_HOUR
    clock.shift(timedelta(hours=1, seconds=1))
    codes.start(CHAT, EMAIL, known=True)
    assert len(mail.sent) == MOST_AN_HOUR + 1


def test_conversations_that_ask_until_refused_leave_a_code_for_another(codes: Verifications, mail: Mail) -> None:
    for number in range(MOST_AN_HOUR):
        for _ in range(MOST_A_DAY):
            codes.start(f"stranger-{number}", EMAIL, known=True)
    assert len(mail.sent) == MOST_A_DAY - RESERVED
    codes.start(CHAT, EMAIL, known=True)
    assert len(mail.sent) == MOST_A_DAY - RESERVED + 1
    assert codes.check(CHAT, EMAIL, mail.code)


def test_a_network_that_begins_chat_after_chat_leaves_codes_for_another(
    codes: Verifications, mail: Mail, database: Engine
) -> None:
    with writing(database) as connection:
        chats = [new_conversation(connection, "web", "the stranger's") for _ in range(12)]
        own = new_conversation(connection, "web", "the holder's")
    for chat in chats:
        codes.start(chat, EMAIL, known=True)
    assert len(mail.sent) == MOST_FROM_A_NETWORK
    codes.start(own, EMAIL, known=True)
    assert codes.check(own, EMAIL, mail.code)


def test_an_address_gets_few_codes_a_day_in_all(
    codes: Verifications, mail: Mail, clock: "time_machine.Coordinates"
) -> None:
    for number in range(MOST_A_DAY * 2):
        codes.start(f"conversation-{number}", EMAIL, known=True)
    assert len(mail.sent) == MOST_A_DAY
    clock.shift(timedelta(days=1, seconds=1))
    codes.start("the-next-day", EMAIL, known=True)
    assert len(mail.sent) == MOST_A_DAY + 1


def test_a_conversation_gets_few_codes_an_hour(codes: Verifications, mail: Mail) -> None:
    for number in range(MOST_A_CONVERSATION + 2):
        codes.start(CHAT, f"ana{number}@example.org", known=True)
    assert len(mail.sent) == MOST_A_CONVERSATION


def test_neither_code_nor_address_is_stored(codes: Verifications, mail: Mail, database: Engine) -> None:
    codes.start(CHAT, EMAIL, known=True)
    with database.connect() as connection:
        row = connection.execute(sa.select(verifications)).one()
    assert EMAIL not in str(row)
    assert mail.code not in (row.code_hash, row.id)


def test_a_code_sent_before_the_secret_was_rotated_still_fits(database: Engine, mail: Mail) -> None:
    Verifications(database, Lookup(SECRETS), mail.put).start(CHAT, EMAIL, known=True)
    rotated = Verifications(database, Lookup(["a-newer-secret-0123456789-0123456789abc", *SECRETS]), mail.put)
    assert rotated.check(CHAT, EMAIL, mail.code)


def test_what_follows_is_done_once_and_undone_with_the_code(codes: Verifications, mail: Mail) -> None:
    done: list[Connection] = []

    def fail(_: Connection) -> None:
        raise LookupError

    codes.start(CHAT, EMAIL, known=True)
    assert not codes.check(CHAT, EMAIL, wrong(mail.code), done.append)
    with pytest.raises(LookupError):
        codes.check(CHAT, EMAIL, mail.code, fail)
    assert done == []
    assert codes.check(CHAT, EMAIL, mail.code, done.append)
    assert not codes.check(CHAT, EMAIL, mail.code, done.append)
    assert len(done) == 1


def test_requests_at_once_do_not_pass_the_limit_together(codes: Verifications, mail: Mail) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: codes.start(f"conversation-{number}", EMAIL, known=True), range(MOST_A_DAY + 2)))
    assert len(mail.sent) == MOST_A_DAY
