"""How an installation is watched: environment variables, read and checked once."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from frontdesk.settings.fields import Variable
from frontdesk.settings.values import Parsed, address

# Each process has figures of its own, so many ports above FRONTDESK_METRICS_PORT.
PORTS = {"assistant": 0, "worker": 1, "staff": 2, "actions": 3}
_LAST_PORT = 65535 - max(PORTS.values())
TEXT, JSON = "text", "json"


def _form(written: str) -> str:
    if written not in (TEXT, JSON):
        raise ValueError(f"is {written!r}. Write text, or json for one JSON object a line.")
    return written


def _port(written: str) -> int | None:
    if not written:
        return None
    if not written.isdecimal() or not 1 <= int(written) <= _LAST_PORT:
        raise ValueError(f"is {written!r}. Write a number from 1 to {_LAST_PORT}.")
    return int(written)


@dataclass(frozen=True)
class Operations:
    """What whoever runs the installation wants to see of it."""

    log_format: Annotated[
        str,
        AfterValidator(_form),
        Variable("FRONTDESK_LOG_FORMAT", "How log lines are written: `text`, or `json` for one object a line.", TEXT),
    ]
    metrics_port: Annotated[
        int | None,
        Parsed(_port),
        Variable(
            "FRONTDESK_METRICS_PORT",
            "Port of the assistant's metrics for Prometheus; the worker's is the next one, then that of the front desk's page "
            "and that of an action server.",
            unset="no metrics",
        ),
    ]
    metrics_host: Annotated[
        str, Variable("FRONTDESK_METRICS_HOST", "Address that the metrics are served at.", "127.0.0.1")
    ]
    traces_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_TRACES_URL",
            "Address of a collector of OpenTelemetry's traces (OTLP over HTTP), such as `http://127.0.0.1:4318`.",
            unset="no traces",
        ),
    ]
    synthetic_url: Annotated[
        str | None,
        address("https", "http"),
        Variable(
            "FRONTDESK_SYNTHETIC_URL",
            "Address of the chat at which the worker asks an emergency, a question and a booking from time to time, such as "
            "`http://127.0.0.1:5005`.",
            unset="nothing is asked",
        ),
    ]
    synthetic_minutes: Annotated[
        int,
        Field(ge=1, le=60),
        Variable("FRONTDESK_SYNTHETIC_MINUTES", "How often these are asked.", "5"),
    ]

    def metrics_port_of(self, process: str) -> int | None:
        """Where the metrics of one process (PORTS) are; None: nowhere."""
        return None if self.metrics_port is None else self.metrics_port + PORTS[process]
