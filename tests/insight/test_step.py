"""The worker groups gaps in a process that comes and goes."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk.insight.gaps import counts
from frontdesk.insight.reviewing import Reviewing
from frontdesk.insight.states import OPEN
from frontdesk.insight.step import GroupingStep
from frontdesk.storage.schema import migrate
from tests.support.databases import open_only
from tests.support.server import SECRET
from tests.support.stores import store_over
from tests.support.talks import at, talk


def test_what_waits_is_grouped_by_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FRONTDESK_SECRET_KEYS", SECRET)
    store = store_over(open_only(f"sqlite:///{tmp_path}/frontdesk.db"))
    migrate(store.engine)
    step = GroupingStep(store.engine)
    assert not step.look()
    with at("2026-11-24T18:00") as clock:
        talk(store, ("do you offer cupping", "fallback"))
        clock.shift(timedelta(minutes=2))
        Reviewing(store, "988").review()
    assert step.look()
    ends = time.monotonic() + 60
    while step.look():
        assert time.monotonic() < ends, "nothing was grouped"
        time.sleep(0.2)
    with store.engine.connect() as connection:
        assert counts(connection) == {OPEN: 1}
