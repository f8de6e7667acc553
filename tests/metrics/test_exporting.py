"""Figures of every process while patients write, and the way of a request's id, with a mail server that cannot be reached."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from frontdesk.content.topic_ids import SAFETY_GROUPS
from frontdesk.metrics.exporting import MetricsError, export
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.samples import rows
from tests.support.server import WIDE_RATES, ServerWithConsole, free_port
from tests.support.streams import Stream
from tests.support.traces import BOOKING, CANARIES, NAME, WORDS
from tests.support.web_chat import Chat
from tests.support.workers import wait_until

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
_BOOKING = (
    f"i want to book an appointment, i'm {NAME}",
    *BOOKING,
)
ASSISTANT, WORKER, STAFF = 0, 1, 2


@pytest.fixture(scope="module")
def clinic(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerWithConsole]:
    environment = {
        "FRONTDESK_METRICS_PORT": str(free_port()),
        "FRONTDESK_LOG_FORMAT": "json",
        "FRONTDESK_SMTP_URL": "smtp://127.0.0.1:9",  # nothing listens there
        **WIDE_RATES,
    }
    running = ServerWithConsole(tmp_path_factory.mktemp("clinic"), now=TUESDAY_MORNING, **environment)
    worker = running.run("worker")
    chat = Chat(running)
    for text in (*_BOOKING, f"{WORDS} and crushing chest pain"):
        chat.ask(text)
    wait_until(lambda: figure(running, WORKER, "frontdesk_outbox_sent_total") >= 1)
    yield running
    worker.terminate()
    worker.wait(20)
    running.stop()


def page(clinic: ServerWithConsole, process: int) -> str:
    port = int(clinic.environment["FRONTDESK_METRICS_PORT"]) + process
    try:
        return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
    except requests.ConnectionError:
        return ""


def figure(clinic: ServerWithConsole, process: int, name: str, **labels: str) -> float:
    return sum(
        sample.value
        for family in text_string_to_metric_families(page(clinic, process))
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def test_each_process_shows_its_figures(clinic: ServerWithConsole) -> None:
    turns = len(_BOOKING) + 1
    assert figure(clinic, ASSISTANT, "frontdesk_turns_total", channel="web", outcome="answered") == turns
    assert figure(clinic, ASSISTANT, "frontdesk_replies_total", kind="emergency") == 1
    assert sum(figure(clinic, ASSISTANT, "frontdesk_alarms_total", group=group) for group in SAFETY_GROUPS) == 1
    for stage in ("claim", "wait", "read", "reply", "store", "whole"):
        assert figure(clinic, ASSISTANT, "frontdesk_turn_stage_seconds_count", stage=stage) >= turns, stage
    assert figure(clinic, ASSISTANT, "frontdesk_database_connections") >= 1
    assert figure(clinic, ASSISTANT, "frontdesk_lock_wait_seconds_count", lock="writing") > turns
    assert figure(clinic, WORKER, "frontdesk_outbox_sent_total", outcome="not_sent") >= 1
    assert figure(clinic, WORKER, "frontdesk_database_reachable") == 1
    assert figure(clinic, WORKER, "frontdesk_job_seconds_count", work="expire_holds") >= 1
    assert figure(clinic, STAFF, "frontdesk_http_responses_total", status="200") >= 1


def test_open_event_streams_are_counted_down_again(clinic: ServerWithConsole) -> None:
    chat = Chat(clinic)
    stream = Stream(clinic.url, chat.token)
    assert figure(clinic, ASSISTANT, "frontdesk_event_streams", page="web") == 1
    stream.close()
    wait_until(lambda: figure(clinic, ASSISTANT, "frontdesk_event_streams", page="web") == 0)


def test_nothing_of_a_patient_is_in_a_figure(clinic: ServerWithConsole) -> None:
    everything = "".join(page(clinic, process) for process in (ASSISTANT, WORKER, STAFF)).lower()
    assert everything.count("frontdesk_") > 100
    assert [canary for canary in CANARIES if canary.lower() in everything] == []


def test_the_worker_logs_under_the_id_of_the_request_that_asked(clinic: ServerWithConsole) -> None:

    queued = {row.request_id for row in rows(open_only(f"sqlite:///{clinic.data_dir / 'frontdesk.db'}"))}
    lines = [json.loads(line) for line in clinic.log.read_text().splitlines() if line.startswith("{")]
    failed = [line for line in lines if line["process"] == "worker" and "Could not send" in line["message"]]
    assert failed
    assert {line["request"] for line in failed} <= queued - {None}
    assert set(failed[0]) == {"at", "level", "process", "logger", "message", "request"}


def test_a_port_that_is_taken_is_explained() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MetricsError, match="FRONTDESK_METRICS_PORT"):
            export("127.0.0.1", taken.getsockname()[1])
