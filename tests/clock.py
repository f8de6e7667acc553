"""Runs Frontdesk with its clock set: `python -m tests.clock 2026-11-24T16:00+00:00 actions`. The clock goes on from there."""

import sys
from datetime import datetime

import time_machine

if __name__ == "__main__":
    with time_machine.travel(datetime.fromisoformat(sys.argv.pop(1)), tick=True):
        import frontdesk.__main__  # noqa: F401
