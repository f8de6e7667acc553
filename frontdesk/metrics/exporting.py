"""The figures of a process, over HTTP on a port of their own: `GET /metrics`, for Prometheus."""

from prometheus_client import start_http_server

from frontdesk.metrics.measures import REGISTRY


class MetricsError(RuntimeError):
    """The figures cannot be served. The message says what to do."""


def export(host: str, port: int) -> None:
    """Serve them from now on, in a thread. Raises MetricsError."""
    try:
        start_http_server(port, host, REGISTRY)
    except OSError as error:
        raise MetricsError(
            f"Port {port} on {host} cannot be used for metrics ({error.strerror}). Another program is probably using it; "
            "choose other ports with FRONTDESK_METRICS_PORT."
        ) from error
