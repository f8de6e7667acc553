"""One clock for every process of a test, so that no test depends on the day on which it runs.

1. The session's clock starts at TUESDAY_MORNING, or where `pytest --now 2026-12-31T23:50-07:00` puts it, and goes on.
2. A clock is a distance from the real one, the same for the whole session, so that two processes on one clock agree.
3. `command("serve")` starts Frontdesk on the clock of the test that starts it. A test whose server has a clock of its own is
   marked `@pytest.mark.clock(moment)` and shares that clock.
"""

import sys
import time
from datetime import datetime, timedelta, timezone
from functools import cache

import time_machine

TUESDAY_MORNING = "2026-11-24T16:00+00:00"  # 10 a.m. in Edmonton


def _real_now() -> datetime:
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=_real_time())


def _real_time() -> float:
    real = time_machine.escape_hatch
    return float(real.time.time()) if real.is_travelling() else time.time()


@cache
def ahead(moment: str) -> float:
    """How many seconds the clock that starts at a moment (ISO 8601 with offset) is ahead of the real one."""
    return (datetime.fromisoformat(moment) - _real_now()).total_seconds()


class travel(time_machine.travel):  # noqa: N801  as the library's
    """This process's clock, so many seconds ahead of the real one; it ticks."""

    def __init__(self, seconds: float) -> None:
        super().__init__(_real_now() + timedelta(seconds=seconds), tick=True)
        self._seconds = seconds

    def start(self) -> time_machine.Traveller:
        """Begin, and make up for the time that beginning took: or processes would disagree on a busy machine."""
        traveller = super().start()
        traveller.shift(self._seconds - seconds_ahead())
        return traveller


def seconds_ahead() -> float:
    """How many seconds this process's clock is ahead of the real one at present."""
    return time.time() - _real_time()


def command(*arguments: str, moment: str = "") -> list[str]:
    """What runs a verb of Frontdesk on the clock of this test, or on the one that starts at a moment."""
    seconds = ahead(moment) if moment else seconds_ahead()
    return [sys.executable, "-m", "tests.clock", f"{seconds:.3f}", *arguments]


def program(code: str) -> list[str]:
    """What runs a piece of Python on the clock of this test."""
    return [sys.executable, "-c", f"from tests.clock import travel\ntravel({seconds_ahead()}).start()\n{code}"]


if __name__ == "__main__":
    with travel(float(sys.argv.pop(1))):
        import frontdesk.__main__  # noqa: F401
