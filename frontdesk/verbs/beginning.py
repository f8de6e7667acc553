"""What every process that goes on until it is stopped does first."""

from frontdesk.log import start_logging
from frontdesk.metrics.exporting import export
from frontdesk.metrics.tracing import send_traces
from frontdesk.settings.clinics import Clinics, clinics
from frontdesk.storage.database_file import end_when_replaced


def begin(process: str) -> Clinics:
    """The clinics of a process, once it logs and shows its figures as the installation's settings say."""
    end_when_replaced()
    found = clinics()
    config = found.installation
    start_logging(config.operations.log_format, process)
    port = config.operations.metrics_port_of(process)
    if port is not None:
        export(config.operations.metrics_host, port)
    if config.operations.traces_url:
        send_traces(config.operations.traces_url, process)
    return found
