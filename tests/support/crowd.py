"""What each of the processes does: many calls of `Slots` at one moment, each in a thread of its own."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.support.databases import open_only
from tests.support.slots import slots_of

Call = tuple[str, tuple[Any, ...]]


def attempts(url: str, calls: Sequence[Call], start: float) -> list[str]:
    """What came of each call: the state of the appointment, or the name of the error."""
    engine = open_only(url)
    slots = slots_of(engine)

    def attempt(call: Call) -> str:
        name, arguments = call
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            return str(getattr(slots, name)(*arguments).status)
        except Exception as error:
            return type(error).__name__

    try:
        with ThreadPoolExecutor(max(1, len(calls))) as pool:
            return list(pool.map(attempt, calls))
    finally:
        engine.dispose()
