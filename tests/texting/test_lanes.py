"""The worker's lanes for texts, as a process: beside slow mail, beside another worker, killed, stopped."""

import signal
import time
from pathlib import Path

from sqlalchemy import Engine

from frontdesk.texting.outcomes import TextOutcomes
from frontdesk.texting.providers.base import DeliveryStatus
from tests.support.samples import states
from tests.support.sms_provider import SmsProvider, slow
from tests.support.stand_ins import mail_server
from tests.support.stores import store_over
from tests.support.text_samples import ANA, BEN, PUBLIC_URL, SECRET_TEXT, put_text, row_of, sms_settings_of, state_of
from tests.support.workers import IMPATIENT, put_codes, smtp, stopped, wait_until, worker


def environment(provider: SmsProvider) -> dict[str, str]:
    wide = {"FRONTDESK_SMS_RATE": "1000/second", "FRONTDESK_SMS_CONTACT_RATE": "1000/second"}
    return {"FRONTDESK_PUBLIC_URL": PUBLIC_URL, **provider.environment, **wide}


def phone(number: int) -> str:
    return f"+178055501{number:02}"


def ended(database: Engine) -> bool:
    """Whether nothing more happens to any text; alerts are for another lane."""
    return not {"queued", "sending"} & set(text_states(database).values())


def text_states(database: Engine) -> dict[str, str]:
    return {dedup: state for dedup, state in states(database).items() if not dedup.startswith("text_trouble")}


def test_two_workers_send_each_text_once_and_in_order(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    with worker(database, tmp_path, **environment(provider)), worker(database, tmp_path, **environment(provider)):
        for number in range(5):
            for one in range(10, 18):
                put_text(database, f"{one} {number}", str(number), phone(one))
        wait_until(lambda: ended(database))
    assert set(states(database).values()) == {"sent"}
    assert len(provider.asked) == 40
    assert all(provider.texts(phone(one)) == [str(number) for number in range(5)] for one in range(10, 18))


def test_a_worker_killed_while_the_provider_answers_sends_nothing_twice_and_goes_on(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    provider.script = [slow(30)]
    put_text(database, "first")
    put_text(database, "second")
    with worker(database, tmp_path, **IMPATIENT, **environment(provider)) as killed:
        wait_until(lambda: len(provider.asked) == 1)
        killed.send_signal(signal.SIGKILL)
        killed.wait(5)
    assert state_of(database, "first")[0] == "sending"
    with worker(database, tmp_path, **IMPATIENT, **environment(provider)):
        wait_until(lambda: ended(database))
    assert state_of(database, "first") == ("unknown", "the worker died while sending")
    assert provider.texts() == ["first", "second"]
    config = sms_settings_of(tmp_path, provider)
    report = DeliveryStatus(provider.taken[0].sid, "delivered")
    assert (
        TextOutcomes.of(config, store_over(database)).record_status(database, report, row_of(database, "first").id)
        == "recorded"
    )
    assert state_of(database, "first")[0] == "delivered"


def test_workers_killed_again_and_again_send_nothing_twice_and_lose_nothing_silently(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    provider.script = [slow(0.05)] * 60
    for number in range(4):
        for one in range(10, 25):
            put_text(database, f"{one} {number}", f"{one} {number}", phone(one))
    for _ in range(5):
        with worker(database, tmp_path, **IMPATIENT, **environment(provider)) as killed:
            before = len(provider.asked)
            wait_until(lambda: len(provider.asked) > before + 3 or ended(database))  # noqa: B023  awaited at once
            killed.send_signal(signal.SIGKILL)
            killed.wait(5)
    with worker(database, tmp_path, **IMPATIENT, **environment(provider)):
        wait_until(lambda: ended(database))
    texts = provider.texts()
    assert len(texts) == len(set(texts))
    found = text_states(database)
    troubled = {dedup for dedup, state in found.items() if state == "unknown"}
    assert set(found.values()) <= {"sent", "unknown"}
    assert {dedup for dedup, state in found.items() if state == "sent"} <= set(texts)
    assert len(texts) >= 60 - len(troubled)


def test_texts_do_not_wait_for_slow_mail_nor_mail_for_slow_texts(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    provider.script = [slow(3)]
    with mail_server() as mailbox:
        mailbox.delay = 2.0
        put_codes(database, 2)
        put_text(database, "slow", phone=ANA)
        with worker(database, tmp_path, **smtp(mailbox), **environment(provider)):
            wait_until(lambda: len(mailbox.messages) == 1 and len(provider.asked) == 1)
            began = time.monotonic()
            put_text(database, "quick", phone=BEN)
            wait_until(lambda: state_of(database, "quick")[0] == "sent")
            assert time.monotonic() - began < 1
            wait_until(lambda: len(mailbox.messages) == 2, 3)
            assert state_of(database, "slow")[0] == "sending"


def test_a_text_that_another_process_queues_leaves_at_once(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    took = []
    with worker(database, tmp_path, **environment(provider)):
        put_text(database, "first")
        wait_until(lambda: len(provider.asked) == 1)
        for number in range(5):
            time.sleep(0.37)
            put_text(database, f"text {number}", phone=phone(20 + number))
            began = time.monotonic()
            wait_until(lambda: len(provider.asked) == 2 + number)  # noqa: B023  awaited at once
            took.append(provider.asked[-1].began - began)
    assert sorted(took)[2] < 0.3, took
    assert max(took) < 1, took


def test_a_stopped_worker_finishes_the_text_that_it_is_sending(
    database: Engine, tmp_path: Path, provider: SmsProvider
) -> None:
    provider.script = [slow(0.5)] * 5
    for number in range(5):
        put_text(database, f"text {number}")
    with worker(database, tmp_path, **environment(provider)) as process:
        wait_until(lambda: len(provider.asked) == 1)
        stopped(process)
    assert sorted(states(database).values()) == ["queued"] * 4 + ["sent"]


def test_the_log_of_a_worker_tells_nobody_who_or_what(database: Engine, tmp_path: Path, provider: SmsProvider) -> None:
    log = tmp_path / "worker.log"
    provider.token = "another-token-0123456789abcdef0123"
    environment_before = {**environment(provider), "FRONTDESK_TWILIO_AUTH_TOKENS": "f" * 32}
    put_text(database, "one", SECRET_TEXT)
    with worker(database, tmp_path, log=log, **environment_before) as process:
        wait_until(lambda: "20003" in log.read_text())
        stopped(process)
    said = log.read_text()
    assert "trying again" in said
    assert not [private for private in ("knee", ANA, ANA.removeprefix("+1"), "f" * 32) if private in said]
