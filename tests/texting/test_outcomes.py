"""Delivery reports, early, late, twice and out of order; and what the front desk is told. On SQLite and PostgreSQL."""

import email
import email.policy
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.notices.senders import senders
from frontdesk.retention import forget
from frontdesk.settings.environment import Settings
from frontdesk.settings.privacy import Retention
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import writing
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.outcomes import RECORDED, UNCHANGED, UNKNOWN_ID, TextOutcomes
from frontdesk.texting.providers.base import DeliveryStatus
from frontdesk.texting.texts import LAST, NOTICE, REPLY, SAFETY
from frontdesk.worker import send_one
from tests.support.samples import new_outbox, new_queue, rows
from tests.support.server import SECRET
from tests.support.sms_provider import BROKEN, Answer, SmsProvider
from tests.support.stores import store_over
from tests.support.text_samples import (
    ANA,
    BEN,
    SECRET_TEXT,
    Line,
    alerts,
    put_text,
    row_of,
    sms_settings_of,
    state_of,
)

BAD_NUMBER = Answer(400, 21211, taken=False)


@pytest.fixture
def config(tmp_path: Path, provider: SmsProvider) -> Settings:
    return sms_settings_of(tmp_path, provider)


@pytest.fixture
def line(database: Engine, config: Settings) -> Line:
    return Line(database, config)


@pytest.fixture
def outcomes(database: Engine, config: Settings) -> TextOutcomes:
    return TextOutcomes.of(config, store_over(database))


def sent(
    database: Engine, line: Line, provider: SmsProvider, dedup: str = "one", kind: str = REPLY, phone: str = ANA
) -> str:
    """A text that was accepted: its row's id."""
    row_id = put_text(database, dedup, SECRET_TEXT, phone, kind)
    line.send_all()
    return row_id


def sid_of(database: Engine, dedup: str = "one") -> str:
    return str(row_of(database, dedup).provider_id)


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "sent"])))
def test_a_state_never_moves_backwards(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes, order: tuple[str, ...]
) -> None:
    row_id = sent(database, line, provider)
    said = [outcomes.record_status(database, DeliveryStatus(sid_of(database), state), row_id) for state in order]
    assert state_of(database, "one")[0] == "delivered"
    assert said == [RECORDED if state == "delivered" else UNCHANGED for state in order]


@pytest.mark.parametrize("last", ["delivered", "undelivered", "failed"])
@pytest.mark.parametrize("late", ["sent", "delivered", "undelivered", "failed"])
def test_what_has_ended_stays_as_it_ended(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes, last: str, late: str
) -> None:
    row_id = sent(database, line, provider)
    for state in (last, late):
        outcomes.record_status(database, DeliveryStatus(sid_of(database), state), row_id)
    assert state_of(database, "one")[0] == last


def test_a_report_that_comes_before_the_answer_is_kept(database: Engine, line: Line, outcomes: TextOutcomes) -> None:
    row_id = put_text(database, "one")
    claim = line.queue.claim(database)
    assert claim is not None
    line.queue.submit(database, claim)
    assert outcomes.record_status(database, DeliveryStatus("SM1", "delivered"), row_id) == RECORDED
    line.queue.accepted(database, claim, "SM1")
    row = row_of(database, "one")
    assert (row.state, row.provider_id, row.claimed_until) == ("delivered", "SM1", None)


def test_a_report_settles_what_was_unknown_and_takes_the_alert_back(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN]
    row_id = sent(database, line, provider)
    assert state_of(database, "one") == ("unknown", "HTTP 500")
    assert [row.state for row in alerts(database)] == ["queued"]
    assert outcomes.record_status(database, DeliveryStatus("SM1", "sent"), row_id) == RECORDED
    assert sid_of(database) == "SM1"
    assert state_of(database, "one") == ("sent", None)
    assert [row.state for row in alerts(database)] == ["cancelled"]


def test_a_report_is_found_by_the_providers_id_too(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes
) -> None:
    sent(database, line, provider)
    assert outcomes.record_status(database, DeliveryStatus(sid_of(database), "delivered")) == RECORDED


def test_a_report_of_what_is_not_ours_is_ignored(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes
) -> None:
    row_id = sent(database, line, provider)
    with writing(database) as connection:
        new_outbox().put(connection, "code", "mail", {})
    mail = row_of(database, "mail").id
    failed = DeliveryStatus("SM9", "failed")
    for message_id in (row_id, "f" * 32, mail, ""):
        assert outcomes.record_status(database, failed, message_id) == UNKNOWN_ID
    assert (state_of(database, "one")[0], state_of(database, "mail")[0]) == ("sent", "queued")


@pytest.mark.parametrize("state", ["failed", "undelivered"])
def test_an_opt_out_that_a_report_tells_of_counts_here(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes, state: str
) -> None:
    row_id = sent(database, line, provider)
    outcomes.record_status(database, DeliveryStatus(sid_of(database), state, "21610"), row_id)
    with database.connect() as connection:
        assert OptOuts(Lookup([SECRET])).is_out(connection, ANA)
    put_text(database, "two")
    line.send_all()
    assert state_of(database, "two") == ("cancelled", "opted out")


def test_the_same_report_many_times_at_once_tells_once(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes
) -> None:
    row_id = sent(database, line, provider)
    status = DeliveryStatus(sid_of(database), "undelivered", "30003")

    def report(_: int) -> str:
        return outcomes.record_status(database, status, row_id)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(report, range(16)))
    assert sorted(said) == [RECORDED] + [UNCHANGED] * 15
    assert len(alerts(database)) == 1


def test_the_front_desk_is_told_once_a_day_for_each_phone(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [BAD_NUMBER] * 9
    for number in range(3):
        put_text(database, f"ana {number}")
    put_text(database, "ben", phone=BEN)
    line.send_all()
    assert len(alerts(database)) == 2
    clock.shift(timedelta(hours=24, seconds=1))
    put_text(database, "ana again")
    line.send_all()
    assert len(alerts(database)) == 3


def test_an_answer_to_a_warning_sign_is_told_each_time_and_at_once(
    database: Engine, line: Line, provider: SmsProvider, config: Settings, clock: time_machine.Traveller
) -> None:
    provider.script = [BAD_NUMBER, BAD_NUMBER]
    put_text(database, "reply")
    line.send_all()
    put_text(database, "safety", kind=SAFETY)
    line.send_all()
    text = sent_letters(database, config)[-1].get_body()
    assert text is not None
    assert "Call this number now" in text.get_content()
    assert len(alerts(database)) == 2


def test_an_answer_to_a_warning_sign_that_may_not_have_arrived_is_sent_again_once_and_says_so(
    database: Engine, line: Line, provider: SmsProvider, config: Settings, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN]
    put_text(database, "safety", "Call 911 now.", kind=SAFETY)
    line.send_all()
    assert [asked.text for asked in provider.asked] == ["Call 911 now.", "(Sent again) Call 911 now."]
    assert alerts(database) == []


def test_a_repeat_that_may_not_have_arrived_either_is_told_once_and_not_sent_again(
    database: Engine, line: Line, provider: SmsProvider, config: Settings, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN, BROKEN]
    put_text(database, "safety", "Call 911 now.", kind=SAFETY)
    line.send_all()
    assert len(provider.asked) == 2
    assert len(sent_letters(database, config)) == 1


@pytest.mark.parametrize("answer", [Answer(400, 21610, taken=False), Answer(400, 21614, taken=False)])
def test_a_warning_that_cannot_be_delivered_is_told_once_with_the_number(
    database: Engine,
    line: Line,
    provider: SmsProvider,
    config: Settings,
    clock: time_machine.Traveller,
    answer: Answer,
) -> None:
    provider.script = [answer]
    put_text(database, "safety", "Call 911 now.", kind=SAFETY)
    line.send_all()
    (letter,) = sent_letters(database, config)
    body = letter.get_body()
    assert body is not None
    assert "did not arrive" in body.get_content()
    assert "(780) 555-0111" in body.get_content()
    assert "was told" not in body.get_content()


def test_that_texts_are_failing_is_told_once_however_many_fail(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [Answer(401, 20003, taken=False)] * 40
    for phone in (ANA, BEN):
        put_text(database, phone, phone=phone)
    for _ in range(6):
        line.send_all()
        clock.shift(timedelta(minutes=10))
    told = [row for row in rows(database) if row.kind == "staff_alert"]
    assert [row.dedup.split(":")[1] for row in told] == ["texts_failing"]


def test_a_warning_that_waits_for_the_provider_is_tried_again_within_seconds_and_told_meanwhile(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [Answer(429, 20429, taken=False)] * 4
    put_text(database, "safety", kind=SAFETY)
    for seconds in (1, 2, 4, 8):
        line.send_all()
        clock.shift(timedelta(seconds=seconds))
    assert len(alerts(database)) == 1
    line.send_all()
    assert state_of(database, "safety")[0] == "sent"


def test_a_provider_that_says_when_to_come_back_is_not_asked_before(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [Answer(429, 20429, taken=False, retry_after="120")]
    put_text(database, "one")
    line.send_all()
    clock.shift(timedelta(seconds=119))
    line.send_all()
    assert len(provider.asked) == 1
    clock.shift(timedelta(seconds=2))
    line.send_all()
    assert state_of(database, "one")[0] == "sent"


def test_the_last_text_after_stop_worries_nobody(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [BAD_NUMBER]
    put_text(database, "last", kind=LAST)
    line.send_all()
    assert alerts(database) == []


def test_what_may_have_been_sent_is_given_ten_minutes(
    database: Engine, line: Line, provider: SmsProvider, config: Settings, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN]
    put_text(database, "one")
    line.send_all()
    assert sent_letters(database, config) == []
    clock.shift(600)
    assert len(sent_letters(database, config)) == 1


def test_an_alert_that_was_taken_back_does_not_silence_the_next(
    database: Engine, line: Line, provider: SmsProvider, outcomes: TextOutcomes, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN, BAD_NUMBER]
    first = put_text(database, "one")
    line.send_all()
    outcomes.record_status(database, DeliveryStatus("SM1", "delivered"), first)
    clock.shift(timedelta(hours=1))
    put_text(database, "two")
    line.send_all()
    assert [row.state for row in alerts(database)] == ["cancelled", "queued"]


def sent_letters(database: Engine, config: Settings) -> list[email.message.EmailMessage]:
    """The e-mails that are due now, as they are written into the folder."""
    while send_one(database, new_queue(), senders(config)):
        pass
    files = sorted((config.data_dir / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


@pytest.mark.parametrize("kind", [REPLY, NOTICE])
def test_an_alert_says_whom_to_call_and_why_but_not_what_was_texted(
    database: Engine, line: Line, provider: SmsProvider, config: Settings, clock: time_machine.Traveller, kind: str
) -> None:
    provider.script = [Answer(400, 21614, taken=False)]
    put_text(database, "one", SECRET_TEXT, kind=kind)
    line.send_all()
    (message,) = sent_letters(database, config)
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert message["Subject"] == "A text message did not get through"
    assert message["To"] == config.clinic.email
    assert "(780) 555-0111" in text
    assert "not a mobile number" in text
    assert "Code:   21614" in text
    assert "knee" not in message.as_string()


def test_a_clinic_without_an_address_is_told_by_the_log(
    database: Engine, provider: SmsProvider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = sms_settings_of(tmp_path, provider)
    object.__setattr__(config.clinic, "email", None)
    provider.script = [BAD_NUMBER]
    row_id = put_text(database, "one")
    Line(database, config).send_all()
    assert alerts(database) == []
    assert f"{row_id} (sms_reply) is failed: 21211" in caplog.text


def test_texts_that_ended_are_forgotten_like_everything_else(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [BROKEN]
    put_text(database, "unknown")
    put_text(database, "sent")
    line.send_all()
    clock.shift(Retention().kept("outbox") + timedelta(seconds=1))
    assert forget(database, Retention(), timedelta(days=1)) == 3  # and the phone that they went to
