"""One clock for every process of a test, so that no test depends on the day on which it runs.

1. The session's clock starts at TUESDAY_MORNING, or where `pytest --now 2026-12-31T23:50-07:00` puts it, and goes on.
2. A clock is a distance from the real one, the same for the whole session, so that two processes on one clock agree.
3. `command("serve")` starts Frontdesk on the clock of the test that starts it. A test whose server has a clock of its own is
   marked `@pytest.mark.clock(moment)` and shares that clock.
4. A process that has JUMPS in its environment moves its clock on when it gets JUMP, by as many seconds as that file says.
"""

import os
import signal
import sys
import time
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import time_machine

JUMPS, JUMP = "TESTS_JUMPS_FILE", signal.SIGUSR2
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


class _Travel(time_machine.travel):
    """A journey whose clock goes on at once; time_machine's own stands still until somebody reads it."""

    def start(self) -> time_machine.Traveller:
        traveller = super().start()
        time.time()
        return traveller


def travel(seconds: float) -> time_machine.travel:
    """This process's clock, so many seconds ahead of the real one; it ticks."""
    return _Travel(_real_now() + timedelta(seconds=seconds), tick=True)


def seconds_ahead() -> float:
    """How many seconds this process's clock is ahead of the real one at present."""
    return time.time() - _real_time()


def command(*arguments: str, moment: str = "") -> list[str]:
    """What runs a verb of Frontdesk on the clock of this test, or on the one that starts at a moment."""
    seconds = ahead(moment) if moment else seconds_ahead()
    return [sys.executable, "-m", "tests.support.clock", f"{seconds:.3f}", *arguments]


def _jump_when_told(clock: time_machine.Traveller) -> None:
    if JUMPS in os.environ:
        file = Path(os.environ[JUMPS])
        signal.signal(JUMP, lambda *_: clock.shift(float(file.read_text())))


if __name__ == "__main__":
    with travel(float(sys.argv.pop(1))) as clock:
        _jump_when_told(clock)
        import frontdesk.__main__  # noqa: F401
