"""What tests of texts share: a clock that stands at noon, so that no text waits for the morning."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.support.text_samples import NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling
