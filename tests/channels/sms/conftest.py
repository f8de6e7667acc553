"""A server that takes text messages, and a phone that texts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clock import TUESDAY_MORNING
from tests.support.phone import SMS, Phone
from tests.support.server import WIDE_RATES, Server


@pytest.fixture(scope="module")
def texting(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("texting"), now=TUESDAY_MORNING, **WIDE_RATES, **SMS)
    yield running
    running.stop()


@pytest.fixture
def phone(texting: Server) -> Phone:
    return Phone(texting)
