"""A moment given on the command line, and this process's clock started at one."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime


def moment_of(given: str) -> datetime:
    """The moment that an argument names, with its offset. Raises ArgumentTypeError."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{given!r} is no moment. Write it as 2026-11-23T09:00-06:00, with the offset."
        )
    return moment


@contextmanager
def clock_at(moment: datetime | None) -> Iterator[None]:
    """This process's clock, started at a moment; None: the real one."""
    if moment is None:
        yield
        return
    import time_machine

    with time_machine.travel(moment, tick=True):
        yield
