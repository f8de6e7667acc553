"""Opening hours in the evening, through the real assistant over HTTP."""

from pathlib import Path

import pytest

from tests.support.server import WIDE_RATES, Server
from tests.support.web_chat import Chat

TUESDAY_EVENING = "2026-11-25T01:00+00:00"  # 7 p.m. in Edmonton


@pytest.mark.clock(TUESDAY_EVENING)
def test_after_closing_the_next_opening_is_named(model: Path, tmp_path: Path) -> None:
    server = Server(tmp_path, now=TUESDAY_EVENING, **WIDE_RATES)
    try:
        (now,) = Chat(server).ask("are you open now?")
        (tomorrow,) = Chat(server).ask("are you open tomorrow?")
    finally:
        server.stop()
    assert now["text"].startswith("No, closed now. We open again on Wednesday 25 November at 8 a.m. ")
    assert tomorrow["text"].startswith("Yes, open on Wednesday 25 November, 8 a.m. to 6 p.m. ")
    assert tomorrow["topics"] == ["opening_hours"]
