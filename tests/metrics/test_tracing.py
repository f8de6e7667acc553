"""Traces, as a collector of OpenTelemetry's gets them, of a patient who books and of what is then sent."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.support.server import WIDE_RATES, Server
from tests.support.stand_ins import Receiver, http_server
from tests.support.traces import BOOKING, CANARIES, NAME
from tests.support.web_chat import Chat
from tests.support.workers import wait_until

Traces = dict[bytes, list[tuple[str, Span]]]


@pytest.fixture(scope="module")
def collected(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """What a collector got of a booking and of a request that failed."""
    with http_server(200) as collector:
        address = collector.url.rstrip("/")
        clinic = Server(tmp_path_factory.mktemp("traced"), FRONTDESK_TRACES_URL=address, **WIDE_RATES)
        worker = clinic.run("worker")
        chat = Chat(clinic)
        for text in (f"i want to book an appointment, i'm {NAME}", *BOOKING):
            chat.ask(text)
        assert chat.call("GET", "messages", token="none").status_code == 401
        wait_until(lambda: any((clinic.data_dir / "outbox").glob("*.eml")))
        worker.terminate()
        worker.wait(30)
        clinic.stop()
        yield collector


def traces(collector: Receiver) -> Traces:
    found: Traces = defaultdict(list)
    for _, path, _, content in collector.requests:
        assert path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
            (process,) = [pair.value.string_value for pair in resource.resource.attributes]
            for scope in resource.scope_spans:
                for each in scope.spans:
                    found[each.trace_id].append((process, each))
    return found


def test_a_message_is_a_trace_with_the_stages_of_its_turn(collected: Receiver) -> None:
    turns = [spans for spans in traces(collected).values() if any(span.name == "whole" for _, span in spans)]
    assert len(turns) == 1 + len(BOOKING)
    for spans in turns:
        assert {"request", "whole", "claim", "reply", "store"} <= {span.name for _, span in spans}
        assert {
            span.name for process, span in spans if process == "frontdesk-assistant" and not span.parent_span_id
        } == {"request"}


def test_what_a_request_has_sent_is_in_its_trace(collected: Receiver) -> None:
    both = [spans for spans in traces(collected).values() if len({process for process, _ in spans}) > 1]
    assert both
    assert {process for process, _ in both[0]} == {"frontdesk-assistant", "frontdesk-worker"}


def test_statuses_are_said_and_nothing_of_the_patient_is(collected: Receiver) -> None:
    content = b"".join(content for _, _, _, content in collected.requests)
    requests = [span for spans in traces(collected).values() for _, span in spans if span.name == "request"]
    assert {pair.value.int_value for span in requests for pair in span.attributes} == {200, 201, 401}
    assert not [word for word in CANARIES if word.encode() in content]
    assert b"/chat" not in content
    assert all(span.status.code != Status.STATUS_CODE_ERROR for span in requests)
