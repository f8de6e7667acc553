"""Frontdesk asks itself: the worker's checks against the real assistant, and that nobody is told of them."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
import sqlalchemy as sa
import time_machine

from frontdesk.conversations.synthetic import HEADER, SYNTHETIC, Marks
from frontdesk.insight.figures import tally
from frontdesk.insight.reviewing import Reviewing
from frontdesk.metrics.measures import REGISTRY
from frontdesk.probing.checks import CHECKS
from frontdesk.probing.probing import RIGHT, UNANSWERED, WRONG, Probing
from frontdesk.staff.chats import Chats
from frontdesk.staff.live import pulse
from frontdesk.staff.waiting import Waiting
from frontdesk.storage.insight_models import conversation_outcomes, daily_figures, gaps
from frontdesk.storage.models import conversations
from frontdesk.storage.store import Store
from frontdesk.wiring import store_at
from tests.support.clock import TUESDAY_MORNING
from tests.support.server import SECRET, WIDE_RATES, Server
from tests.support.stand_ins import http_server
from tests.support.web_chat import Chat
from tests.support.workers import wait_until, worker

pytestmark = pytest.mark.clock(TUESDAY_MORNING)


@pytest.fixture(scope="module")
def clinic(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("probed"), now=TUESDAY_MORNING, **WIDE_RATES)
    yield running
    running.stop()


@pytest.fixture
def store(clinic: Server) -> Iterator[Store]:
    opened = store_at(f"sqlite:///{clinic.data_dir / 'frontdesk.db'}", [SECRET])
    yield opened
    opened.engine.dispose()


def _now_and(**more: int) -> datetime:
    return datetime.now(timezone.utc) + timedelta(**more)


def right(check: str) -> float | None:
    return REGISTRY.get_sample_value("frontdesk_synthetic_right", {"check": check})


def test_what_must_be_answered_is_answered_rightly(clinic: Server) -> None:
    outcomes = Probing(clinic.url, ["another-secret-that-is-long-enough-012345", SECRET][::-1]).ask_all()
    assert outcomes == {check.name: RIGHT for check in CHECKS}
    assert [right(check.name) for check in CHECKS] == [1, 1, 1]


def test_nobody_is_told_of_it(clinic: Server, store: Store) -> None:
    with store.engine.connect() as connection:
        before = pulse(connection, "conversations")[1:]
    assert set(Probing(clinic.url, [SECRET]).ask_all().values()) == {RIGHT}
    marked = conversations.c.channel == SYNTHETIC
    with time_machine.travel(_now_and(minutes=2), tick=True), store.engine.connect() as connection:
        rows = connection.execute(sa.select(conversations).where(marked)).all()
        assert len(rows) >= len(CHECKS)
        assert all(row.alarm_at is None and row.ended_at for row in rows)
        assert Chats(store).listed(connection, "", None) == []
        assert Chats(store).listed(connection, "alarm", None) == []
        assert Waiting.alarms(connection) == []
        assert pulse(connection, "conversations")[1:] == before
        assert Reviewing(store, "988").review() == 0
        tally(store.engine, ZoneInfo("America/Edmonton"))
        for table in (conversation_outcomes, gaps, daily_figures):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0, table.name


def test_a_patient_cannot_pass_for_synthetic(clinic: Server, store: Store) -> None:
    forged = {HEADER: Marks(["a-secret-that-is-not-the-clinics-0123456"]).issue()}
    with time_machine.travel(_now_and(minutes=-2), tick=True):
        old = {HEADER: Marks([SECRET]).issue()}
    for headers in ({HEADER: "yes"}, {HEADER: "a.b.c" * 99}, forged, old):
        assert requests.post(f"{clinic.url}/chat/session", headers=headers, timeout=10).status_code == 201
    with store.engine.connect() as connection:
        newest = sa.select(conversations.c.channel).order_by(conversations.c.created_at.desc()).limit(4)
        assert set(connection.execute(newest).scalars()) == {"web"}


def test_a_patients_own_chat_is_still_seen(clinic: Server, store: Store) -> None:
    Chat(clinic).ask("I have crushing chest pain and I can't breathe")
    with store.engine.connect() as connection:
        assert len(Waiting.alarms(connection)) == len(Chats(store).listed(connection, "", None)) == 1


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (json.dumps({"token": "x", "messages": [{"kind": "notice"}]}).encode(), WRONG),
        (b"<html>Bad gateway</html>", UNANSWERED),
        (b'{"ok": false}', UNANSWERED),
        (b"[]", UNANSWERED),
    ],
)
def test_what_is_not_answered_rightly_is_told(body: bytes, outcome: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    with http_server(200, body=body) as assistant:
        assert set(Probing(assistant.url, [SECRET]).ask_all().values()) == {outcome}
    assert [right(check.name) for check in CHECKS] == [0, 0, 0]
    assert caplog.text.count(outcome) == len(CHECKS)


def test_nobody_listening_is_unanswered() -> None:
    assert set(Probing("http://127.0.0.1:9", [SECRET]).ask_all().values()) == {UNANSWERED}


def test_the_worker_asks_by_itself(clinic: Server, store: Store, tmp_path: Path) -> None:
    def asked() -> int:
        with store.engine.connect() as connection:
            count = sa.select(sa.func.count()).where(conversations.c.channel == SYNTHETIC)
            return int(connection.execute(count).scalar_one())

    before = asked()
    with worker(store.engine, tmp_path, FRONTDESK_SYNTHETIC_URL=clinic.url):
        wait_until(lambda: asked() >= before + len(CHECKS))
