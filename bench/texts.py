"""How fast text messages are acknowledged and answered, by an installation of its own beside a stand-in for Twilio.

    python -m bench.texts

Starts assistant, actions and worker on SQLite in a temporary folder. Every call is signed; times are counted from the moment at
which a text was due to be posted until it is acknowledged, or until the stand-in is asked to send the answer. Prints one JSON
object; times in milliseconds, memory in MB.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bench.load import questions, resident_mb
from tests.conftest import TUESDAY_MORNING
from tests.support.mortal import Mortal
from tests.support.phone import SMS, TOKEN, Phone, signed
from tests.support.server import WIDE_RATES
from tests.support.sms_provider import SmsProvider, sms_provider

BOOKING = ("Hi, I'd like to book an appointment", "Ana Moreau", "tomorrow morning", "sore knee", "no, first time", "1")
_PHONES = 200
_ENOUGH = {"FRONTDESK_SMS_RATE": "1000/second", "FRONTDESK_SMS_CONTACT_RATE": "10000/hour"}
_PATIENCE_SECONDS = 60


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Count, median, 99th percentile and the longest."""
    ordered = sorted(seconds)
    chosen = {"p50": len(ordered) // 2, "p99": int(len(ordered) * 0.99), "most": -1}
    return {"texts": len(ordered), **{name: round(1000 * ordered[at], 1) for name, at in chosen.items()}}


class Patients:
    """Phones that text, and what the stand-in is asked to send them."""

    def __init__(self, server: Mortal, provider: SmsProvider, session: aiohttp.ClientSession) -> None:
        self.phones = [Phone(server, f"+1780555{number:04}") for number in range(1000, 1000 + _PHONES)]
        self._url = f"{server.url}/sms/twilio"
        self._provider = provider
        self._session = session

    def answers(self, phone: Phone) -> list[float]:
        """When the stand-in was asked for each text to a phone (time.monotonic)."""
        return [asked.began for asked in list(self._provider.taken) if asked.to == phone.number]

    async def post(self, phone: Phone, text: str, due: float) -> float:
        """Post a text when it is due; seconds until it was acknowledged."""
        fields = phone.fields(text)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signed("/sms/twilio", fields),
        }
        await asyncio.sleep(due - time.monotonic())
        async with self._session.post(self._url, data=urlencode(fields), headers=headers) as answer:
            assert answer.status == 200, answer.status
        return time.monotonic() - due

    async def answered(self, phone: Phone, number: int) -> float:
        """When the answer with this number, from 1, was asked for."""
        began = time.monotonic()
        while len(found := self.answers(phone)) < number:
            assert time.monotonic() - began < _PATIENCE_SECONDS, "no answer"
            await asyncio.sleep(0.005)
        return found[number - 1]

    async def quiet(self) -> None:
        """Until nothing has been sent for three seconds."""
        before = -1
        while before != (before := len(self._provider.taken)):
            await asyncio.sleep(3)


async def introduce(patients: Patients) -> None:
    """One text of every phone, so that later answers are one text each."""
    began = time.monotonic()
    await asyncio.gather(*(patients.post(phone, "hello", began + n / 20) for n, phone in enumerate(patients.phones)))
    await patients.quiet()


async def answer_times(patients: Patients, texts: int, a_second: float | None) -> dict[str, float]:
    """Webhook to the stand-in's being asked: one after the other, or so many a second."""
    began = time.monotonic()

    async def one(number: int, text: str) -> float:
        phone = patients.phones[number % _PHONES]
        due = time.monotonic() if a_second is None else began + number / a_second
        before = len(patients.answers(phone))
        await patients.post(phone, text, due)
        return await patients.answered(phone, before + 1) - due

    asked = list(enumerate(questions(texts)))
    if a_second is None:
        return summary([await one(number, text) for number, text in asked])
    return summary(await asyncio.gather(*(one(number, text) for number, text in asked)))


async def acknowledgements(patients: Patients, texts: int, a_second: float) -> dict[str, float]:
    """Time to acknowledge while the texts are being answered, and how long after the first the last answer was sent."""
    began, before = time.monotonic(), len(patients._provider.taken)
    calls = (
        patients.post(patients.phones[number % _PHONES], text, began + number / a_second)
        for number, text in enumerate(questions(texts))
    )
    times = summary(await asyncio.gather(*calls))
    while len(patients._provider.taken) < before + texts:
        assert time.monotonic() - began < 3 * _PATIENCE_SECONDS, "answers are missing"
        await asyncio.sleep(0.05)
    return {**times, "all_answered_s": round(time.monotonic() - began, 1)}


async def bookings(patients: Patients, count: int) -> dict[str, Any]:
    """Whole bookings of new phones: texts of the clinic, and the time the clinic took."""
    texts, seconds = [], []
    for number in range(count):
        phone = Phone(patients.phones[0].server, f"+178055501{number + 1:02}")
        began = time.monotonic()
        for text in BOOKING:
            before = len(patients.answers(phone))
            await patients.post(phone, text, time.monotonic())
            await patients.answered(phone, before + 1)
            while len(patients.answers(phone)) < len(phone.received()):
                await asyncio.sleep(0.005)
        seconds.append(time.monotonic() - began)
        assert "reference" in patients._provider.texts(phone.number)[-1]
        texts.append(len(patients.answers(phone)))
    return {"texts_of_the_clinic": sorted(set(texts)), "texts_of_the_patient": len(BOOKING), "ms": summary(seconds)}


async def measure(server: Mortal, provider: SmsProvider) -> dict[str, Any]:
    """Everything, one after the other."""
    timeout, connector = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS), aiohttp.TCPConnector(limit=0)

    def memory() -> dict[str, float]:
        processes = {"assistant": server.process, "worker": server.worker}
        return {name: resident_mb(process.pid) for name, process in processes.items()}

    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        patients = Patients(server, provider, session)
        await introduce(patients)
        result: dict[str, Any] = {"memory_at_first": memory()}
        result["answer_idle"] = await answer_times(patients, 100, None)
        result["answer_5_a_second"] = await answer_times(patients, 300, 5)
        result["booking"] = await bookings(patients, 10)
        await asyncio.sleep(30)  # the limit against loops looks back so far
        result["acknowledged_50_a_second"] = await acknowledgements(patients, 1000, 50)
        result["memory_at_end"] = memory()
    return result


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sms_provider() as provider:
        provider.token = TOKEN
        environment = {**WIDE_RATES, **SMS, **_ENOUGH, "FRONTDESK_SMS_API_URL": provider.url}
        server = Mortal(Path(folder), now=TUESDAY_MORNING, **environment)
        try:
            print(json.dumps(asyncio.run(measure(server, provider)), indent=1))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
