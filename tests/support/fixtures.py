"""Processes that book at the same time, and what bookings in words share: a clock that stands and a provider of texts."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.pool import Pool

import pytest
import time_machine
from sqlalchemy import Engine

from frontdesk.appointments.slots import Slots
from tests.support.crowd import Call, attempts
from tests.support.slots import NOW, slots_of
from tests.support.sms_provider import SmsProvider, sms_provider

PROCESSES = 4


@pytest.fixture
def clock() -> "Iterator[time_machine.Coordinates]":
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def provider() -> Iterator[SmsProvider]:
    with sms_provider() as running:
        yield running


@pytest.fixture
def slots(database: Engine) -> Slots:
    return slots_of(database)


@pytest.fixture(scope="session")
def processes() -> Iterator[Pool]:
    """Processes of their own, started once."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.map(time.sleep, [0.1] * PROCESSES, chunksize=1)
        yield pool


@pytest.fixture
def at_once(processes: Pool, database: Engine) -> Callable[[Sequence[Call]], list[str]]:
    """Makes calls of `Slots` at the same moment, spread over the processes; what came of each, in their order."""
    url = database.url.render_as_string(hide_password=False)

    def run(calls: Sequence[Call]) -> list[str]:
        shares = [calls[number::PROCESSES] for number in range(PROCESSES)]
        start = time.monotonic() + 0.5
        parts = processes.starmap(attempts, [(url, share, start) for share in shares], chunksize=1)
        return [parts[index % PROCESSES][index // PROCESSES] for index in range(len(calls))]

    return run
