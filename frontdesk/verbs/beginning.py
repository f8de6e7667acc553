"""What every process that goes on until it is stopped does first."""

from frontdesk.log import start_logging
from frontdesk.metrics.exporting import export
from frontdesk.settings.environment import Settings, settings
from frontdesk.storage.database_file import end_when_replaced


def begin(process: str) -> Settings:
    """The settings of a process, once it logs and shows its figures as they say."""
    end_when_replaced()
    config = settings()
    start_logging(config.operations.log_format, process)
    port = config.operations.metrics_port_of(process)
    if port is not None:
        export(config.operations.metrics_host, port)
    return config
