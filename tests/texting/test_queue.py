"""Texts: in order, once, within limits, within their time, and never to who has opted out. On SQLite and PostgreSQL."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import Engine

from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import as_stored, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.lanes import send_text
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.order import MOST_ATTEMPTS
from frontdesk.texting.queue import BACK_OFF
from frontdesk.texting.texts import CODE, LAST, NOTICE, REPLY, SAFETY
from tests.support.samples import BOOKED, new_outbox, new_queue, store
from tests.support.server import SECRET
from tests.support.sms_provider import BROKEN, OPTED_OUT, THROTTLED, Answer, SmsProvider
from tests.support.text_samples import (
    ANA,
    BEN,
    NOON,
    SECRET_TEXT,
    Line,
    alerts,
    put_text,
    row_of,
    sms_settings_of,
    state_of,
)

NIGHT = datetime(2026, 12, 2, 5, 0, tzinfo=timezone.utc)  # 10 p.m. in Denver
MORNING = datetime(2026, 12, 2, 15, 0, tzinfo=timezone.utc)  # 8 a.m. in Denver
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def line(database: Engine, tmp_path: Path, provider: SmsProvider) -> Line:
    return Line(database, sms_settings_of(tmp_path, provider))


def opt_out(database: Engine, phone: str) -> None:
    with writing(database) as connection:
        OptOuts(Lookup([SECRET])).record(connection, phone, "keyword")


def test_a_text_is_sent_once_to_the_number_on_file(database: Engine, line: Line, provider: SmsProvider) -> None:
    for _ in range(2):
        row_id = put_text(database, "one", "hello")
    line.send_all()
    assert [(asked.to, asked.text) for asked in provider.asked] == [(ANA, "hello")]
    assert provider.asked[0].fields["StatusCallback"].endswith(f"/sms/twilio/status?message={row_id}")
    row = row_of(database, "one")
    assert (row.state, row.provider_id, row.error) == ("sent", provider.asked[0].sid, None)
    assert row.submitted_at is not None


def test_a_number_chooses_from_what_a_notice_offers_once_it_has_gone_out(
    database: Engine, line: Line, clock: time_machine.Traveller
) -> None:
    options = (("notice_keep:1", "Keep it"), ("cancel", "Call off ABC-DEF"))
    put_text(database, "reminder", kind=NOTICE, offered=options, due_at=NOON)
    contacts = Contacts(Vault([SECRET]), Lookup([SECRET]))
    with database.connect() as connection:
        before = contacts.of_phone(connection, ANA)
    line.send_all()
    with database.connect() as connection:
        after = contacts.of_phone(connection, ANA)
    assert before is not None
    assert after is not None
    assert (before.offered, after.offered) == ((), options)


def test_neither_text_nor_number_is_readable_in_the_row(database: Engine) -> None:
    put_text(database, "one", SECRET_TEXT)
    assert "knee" not in repr(row_of(database, "one"))
    assert ANA not in Vault([SECRET]).open(row_of(database, "one").payload)


def test_an_unknown_kind_is_an_error(database: Engine) -> None:
    with pytest.raises(ValueError, match="pigeon"):
        put_text(database, "one", kind="pigeon")


def test_mail_lanes_leave_texts_alone_and_the_reverse(database: Engine, line: Line) -> None:
    put_text(database, "text")
    assert new_queue().claim(database) is None
    with writing(database) as connection:
        new_outbox().put(connection, "code", "mail", {})
    line.send_all()
    assert (state_of(database, "text")[0], state_of(database, "mail")[0]) == ("sent", "queued")


def test_texts_to_one_phone_go_out_in_the_order_in_which_they_were_queued(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    for number in range(6):
        put_text(database, f"text {number}", due_at=NOON - number * SECOND)
    line.send_all()
    assert provider.texts() == [f"text {number}" for number in range(6)]


def test_the_next_text_waits_until_the_one_before_is_accepted(database: Engine, line: Line) -> None:
    put_text(database, "first")
    put_text(database, "second")
    put_text(database, "other phone", phone=BEN)
    first = line.queue.claim(database)
    other = line.queue.claim(database)
    assert first is not None
    assert other is not None
    assert other.id == row_of(database, "other phone").id
    assert line.queue.claim(database) is None
    line.queue.accepted(database, first, "SM1")
    assert line.queue.claim(database) is not None


def test_what_is_tried_again_holds_up_what_is_behind_it(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [THROTTLED]
    put_text(database, "first")
    put_text(database, "second")
    put_text(database, "other phone", phone=BEN)
    line.send_all()
    assert provider.texts() == ["other phone"]
    clock.shift(BACK_OFF[0])
    line.send_all()
    assert provider.texts(ANA) == ["first", "second"]


def test_what_is_meant_for_later_holds_nothing_up(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "reminder", kind=NOTICE, due_at=NOON + HOUR)
    put_text(database, "reply")
    line.send_all()
    assert provider.texts() == ["reply"]
    clock.shift(HOUR)
    line.send_all()
    assert provider.texts() == ["reply", "reminder"]


def test_the_answer_to_a_warning_sign_overtakes(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [THROTTLED]
    put_text(database, "first")
    line.send_all()
    put_text(database, "second")
    put_text(database, "call 911", kind=SAFETY)
    line.send_all()
    assert provider.texts() == ["call 911"]
    clock.shift(BACK_OFF[0])
    line.send_all()
    assert provider.texts() == ["call 911", "first", "second"]


def test_of_many_lanes_none_sends_twice_nor_out_of_order_nor_two_at_once(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    wide = {"FRONTDESK_SMS_RATE": "1000/second", "FRONTDESK_SMS_CONTACT_RATE": "1000/second"}
    config = sms_settings_of(tmp_path, provider, **wide)
    phones = [f"+178055501{number:02}" for number in range(20, 28)]
    provider.script = [Answer(delay=0.01)] * 48
    for number in range(6):
        for phone in phones:
            put_text(database, f"{phone} {number}", str(number), phone)

    def lane(_: int) -> None:
        mine = Line(database, config)
        while len(provider.taken) < 48:
            mine.send_one()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lane, range(6)))
    for phone in phones:
        assert provider.texts(phone) == [str(number) for number in range(6)]
        spans = [(asked.began, asked.answered[0]) for asked in provider.asked if asked.to == phone]
        assert all(later >= ended for (_, ended), (later, _) in pairwise(spans))
    assert len(provider.asked) == 48


def test_a_claim_abandoned_before_the_provider_was_asked_is_taken_up_again(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "one")
    put_text(database, "two")
    assert line.queue.claim(database) is not None
    clock.shift(line.sms.claim)
    line.send_all()
    assert provider.texts() == []
    clock.shift(SECOND)
    line.send_all()
    assert provider.texts() == ["one", "two"]


def test_a_claim_abandoned_after_it_is_unknown_and_only_a_warning_is_sent_again_marked_as_a_repeat(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "one")
    put_text(database, "call 911", kind=SAFETY)
    put_text(database, "two")
    dead = line.queue.claim(database)
    assert dead is not None
    assert line.queue.submit(database, dead) is not None
    clock.shift(line.sms.claim + SECOND)
    line.send_all()
    assert provider.texts() == ["(Sent again) call 911", "one", "two"]
    assert state_of(database, "call 911") == ("unknown", "the worker died while sending")
    clock.shift(timedelta(days=1))
    line.send_all()
    assert len(provider.asked) == 3


def test_what_turns_out_to_have_been_accepted_after_all_is_sent(
    database: Engine, line: Line, clock: time_machine.Traveller
) -> None:
    put_text(database, "one")
    slow = line.queue.claim(database)
    assert slow is not None
    line.queue.submit(database, slow)
    clock.shift(line.sms.claim + SECOND)
    line.send_all()
    assert [row.state for row in alerts(database)] == ["queued"]
    line.queue.accepted(database, slow, "SM1")
    assert state_of(database, "one")[0] == "sent"
    assert [row.state for row in alerts(database)] == ["cancelled"]


def test_only_what_was_certainly_not_processed_is_tried_again_for_some_hours(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [THROTTLED] * 100
    put_text(database, "one")
    for _ in range(2000):
        line.send_all()
        if state_of(database, "one")[0] == "failed":
            break
        clock.shift(10)
    assert state_of(database, "one") == ("failed", "20429")
    assert len(provider.asked) == MOST_ATTEMPTS
    assert 3 * HOUR < datetime.now(timezone.utc) - NOON < 4 * HOUR
    assert len(alerts(database)) == 1


@pytest.mark.parametrize("answer", [BROKEN, Answer(400, 21211, taken=False), Answer(201, body=b"?")])
def test_everything_else_is_asked_once(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller, answer: Answer
) -> None:
    provider.script = [answer]
    put_text(database, "one")
    for _ in range(30):
        line.send_all()
        clock.shift(600)
    assert len(provider.asked) == 1
    assert state_of(database, "one")[0] in ("unknown", "failed")


@pytest.mark.parametrize(
    ("kind", "sent"),
    [(REPLY, False), (NOTICE, False), (SAFETY, True), (LAST, True)],
    ids=["reply", "notice", "safety", "last"],
)
def test_opt_outs_count_right_before_sending(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller, kind: str, sent: bool
) -> None:
    put_text(database, "one", kind=kind)
    claim = line.queue.claim(database)
    assert claim is not None
    opt_out(database, ANA)
    send_text(database, line.queue, line.provider, "", claim)
    assert bool(provider.texts()) == sent
    assert state_of(database, "one") == (("sent", None) if sent else ("cancelled", "opted out"))
    assert alerts(database) == []


def test_who_the_provider_says_has_opted_out_is_opted_out_here(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    provider.script = [OPTED_OUT]
    put_text(database, "one")
    put_text(database, "two")
    line.send_all()
    assert state_of(database, "one") == ("failed", "21610")
    assert state_of(database, "two") == ("cancelled", "opted out")
    assert len(provider.asked) == 1


def test_notices_wait_for_the_end_of_quiet_hours_and_nothing_else_does(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    clock.move_to(NIGHT)
    put_text(database, "notice", kind=NOTICE)
    put_text(database, "reply")
    put_text(database, "safety", kind=SAFETY)
    put_text(database, "last", kind=LAST)
    line.send_all()
    assert sorted(provider.texts()) == ["last", "reply", "safety"]
    assert row_of(database, "notice").due_at == as_stored(MORNING)
    clock.move_to(MORNING - SECOND)
    line.send_all()
    assert len(provider.asked) == 3
    clock.move_to(MORNING)
    line.send_all()
    assert provider.texts()[-1] == "notice"


def test_a_notice_that_quiet_hours_have_outdated_is_not_sent(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    clock.move_to(NIGHT)
    put_text(database, "offer", kind=NOTICE, until=MORNING)
    line.send_all()
    clock.move_to(MORNING)
    line.send_all()
    assert state_of(database, "offer") == ("cancelled", "too late")
    assert provider.asked == []


def test_a_notice_tried_again_in_quiet_hours_holds_no_reply_up(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    clock.move_to(NIGHT - HOUR - SECOND)
    provider.script = [THROTTLED]
    put_text(database, "notice", kind=NOTICE)
    line.send_all()
    clock.move_to(NIGHT)
    put_text(database, "reply")
    line.send_all()
    assert provider.texts() == ["reply"]


def test_a_reply_that_is_hours_late_is_not_sent_but_told(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "reply")
    clock.shift(4 * HOUR)
    line.send_all()
    assert state_of(database, "reply") == ("failed", "too late")
    assert provider.asked == []
    assert len(alerts(database)) == 1


def test_the_provider_is_told_for_how_long_a_text_is_worth_sending(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "one", until=NOON + HOUR)
    clock.shift(60)
    line.send_all()
    assert provider.asked[0].fields["ValidityPeriod"] == str(3600 - 60)


def test_texts_over_the_limit_of_one_phone_wait_and_are_not_lost(
    database: Engine, tmp_path: Path, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    line = Line(database, sms_settings_of(tmp_path, provider, FRONTDESK_SMS_CONTACT_RATE="3/minute"))
    for number in range(7):
        put_text(database, f"text {number}")
    put_text(database, "other phone", phone=BEN)
    line.send_all()
    assert provider.texts(ANA) == ["text 0", "text 1", "text 2"]
    assert provider.texts(BEN) == ["other phone"]
    put_text(database, "call 911", kind=SAFETY)
    put_text(database, "bye", kind=LAST)
    line.send_all()
    assert provider.texts(ANA)[3:] == ["call 911", "bye"]
    for _ in range(30):
        clock.shift(10)
        line.send_all()
    assert provider.texts(ANA)[5:] == ["text 3", "text 4", "text 5", "text 6"]


def test_texts_over_the_limit_in_all_wait_and_are_not_lost(
    database: Engine, tmp_path: Path, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    line = Line(database, sms_settings_of(tmp_path, provider, FRONTDESK_SMS_RATE="4/second"))
    for number in range(10):
        put_text(database, f"text {number}", phone=f"+178055501{number:02}")
    sent = []
    for _ in range(12):
        line.send_all()
        sent.append(len(provider.taken))
        clock.shift(timedelta(milliseconds=250))
    assert sent == [4] * 4 + [8] * 4 + [10] * 4
    put_text(database, "call 911", kind=SAFETY)
    line.send_all()
    assert provider.texts()[-1] == "call 911"


def test_a_limit_holds_for_all_workers_together(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    config = sms_settings_of(tmp_path, provider, FRONTDESK_SMS_RATE="5/hour")
    for number in range(40):
        put_text(database, f"text {number}", phone=f"+178055501{number:02}")
    at_once = Barrier(8)

    def worker(_: int) -> int:
        mine = Line(database, config)
        at_once.wait()
        return sum(mine.queue.claim(database) is not None for _ in range(5))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(worker, range(8))) == 5


@pytest.mark.parametrize("kind", [REPLY, SAFETY])
def test_a_loop_of_two_machines_is_slowed_below_what_the_provider_allows(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller, kind: str
) -> None:
    for number in range(40):
        put_text(database, f"text {number}", kind=kind)
    times: list[datetime] = []
    for _ in range(120):
        line.send_all()
        times += [datetime.now(timezone.utc)] * (len(provider.taken) - len(times))
        clock.shift(1)
    assert len(times) == 40
    assert max(sum(0 <= (other - one).total_seconds() < 30 for other in times) for one in times) == 10


def test_what_is_taken_back_is_not_sent_unless_the_provider_was_asked(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    with writing(database) as connection:
        store(connection, BOOKED)
    for name, phone in (("claimed", ANA), ("submitted", BEN)):
        put_text(database, name, phone=phone, kind=NOTICE, appointment_id=BOOKED.id)
    claims = {claim.id: claim for _ in range(2) if (claim := line.queue.claim(database))}
    submitted = claims[row_of(database, "submitted").id]
    assert line.queue.submit(database, submitted) is not None
    put_text(database, "queued", kind=NOTICE, appointment_id=BOOKED.id)
    with writing(database) as connection:
        new_outbox().cancel(connection, BOOKED.id, [NOTICE])
    assert line.queue.submit(database, claims[row_of(database, "claimed").id]) is None
    line.queue.accepted(database, submitted, "SM1")
    assert {name: state_of(database, name)[0] for name in ("queued", "claimed", "submitted")} == {
        "queued": "cancelled",
        "claimed": "cancelled",
        "submitted": "sent",
    }


def test_a_text_whose_key_is_gone_is_not_sent_and_given_up(
    database: Engine,
    line: Line,
    provider: SmsProvider,
    clock: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    put_text(database, "one", SECRET_TEXT)
    with writing(database) as connection:
        sealed = Vault(["another-secret-0123456789-0123456789"]).seal(ANA)
        connection.execute(contacts.update().values(phone=sealed))
    for _ in range(MOST_ATTEMPTS):
        line.send_all()
        clock.shift(900)
    assert state_of(database, "one") == ("failed", "UnreadableError")
    assert provider.asked == []


def test_the_log_tells_nobody_who_or_what(
    database: Engine,
    line: Line,
    provider: SmsProvider,
    clock: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.script = [THROTTLED, BROKEN, OPTED_OUT]
    for number, phone in enumerate((ANA, BEN, "+17805550113")):
        put_text(database, f"{number}", SECRET_TEXT, phone)
    for _ in range(4):
        line.send_all()
        clock.shift(60)
    assert "20429" in caplog.text
    assert "knee" not in caplog.text
    assert "7805550" not in caplog.text


def test_an_idle_look_writes_nothing(database: Engine, line: Line) -> None:
    written = []
    sa.event.listen(database, "before_cursor_execute", lambda *call: written.append(call[2]))
    assert line.queue.claim(database) is None
    assert not [statement for statement in written if not statement.lstrip().upper().startswith(("SELECT", "BEGIN"))]
    assert "BEGIN IMMEDIATE" not in written


def test_a_code_keeps_no_quiet_hours_but_the_opt_outs(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    clock.move_to(NIGHT)
    opt_out(database, BEN)
    put_text(database, "code", kind=CODE)
    put_text(database, "code for who opted out", phone=BEN, kind=CODE)
    line.send_all()
    assert provider.texts() == ["code"]
    assert state_of(database, "code for who opted out") == ("cancelled", "opted out")


def test_a_code_that_could_not_be_sent_in_time_is_given_up_and_nobody_is_told(
    database: Engine, line: Line, provider: SmsProvider, clock: time_machine.Traveller
) -> None:
    put_text(database, "late", kind=CODE)
    clock.shift(timedelta(minutes=10))
    provider.script = [Answer(400, 21211, taken=False)]
    put_text(database, "refused", phone=BEN, kind=CODE)
    line.send_all()
    assert state_of(database, "late") == ("cancelled", "too late")
    assert state_of(database, "refused")[0] == "failed"
    assert alerts(database) == []
