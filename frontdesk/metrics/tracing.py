"""Traces of what a process does, for OpenTelemetry's collectors (OTLP over HTTP), where an address for them is set.

1. A trace is a request: its id is made of the request's (log.py), so that what another process does for it is in the same one.
2. Spans have names of the code and HTTP statuses. Nothing of a patient is in them: no address of a page, which may hold a
   token, and of an error neither its message nor its place.
3. Without an address OpenTelemetry is not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from frontdesk.log import REQUEST

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

STATUS = "http.response.status_code"
_SEND_SECONDS = 2
_ID_BITS = 64

_tracers: list[Tracer] = []  # of this process: one, or none


def send_traces(address: str, process: str) -> None:
    """Send the traces of this process to a collector from now on, in a thread."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class IdsOfRequests(RandomIdGenerator):
        """A trace has the id of its request twice, so that it is as long as it must be."""

        def generate_trace_id(self) -> int:
            request = int(REQUEST.get() or "0", 16)
            return request << _ID_BITS | request if request else super().generate_trace_id()

    provider = TracerProvider(resource=Resource({"service.name": f"frontdesk-{process}"}), id_generator=IdsOfRequests())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{address}/v1/traces", timeout=_SEND_SECONDS)))
    _tracers[:] = [provider.get_tracer("frontdesk")]


@contextmanager
def span(name: str) -> Iterator[None]:
    """Something that is done, as a part of what is being done around it."""
    if not _tracers:
        yield
        return
    from opentelemetry.trace import StatusCode

    with _tracers[0].start_as_current_span(name, record_exception=False, set_status_on_exception=False) as here:
        try:
            yield
        except BaseException:
            here.set_status(StatusCode.ERROR)
            raise


def note_status(status: int) -> None:
    """Say of the request under way how it was answered."""
    if _tracers:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attribute(STATUS, status)
