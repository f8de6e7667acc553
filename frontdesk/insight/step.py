"""The worker's part in grouping gaps: it starts `python -m frontdesk gaps` where there is something to group, and does not
wait for it. So the encoder's memory (about 150 MB) is taken for a second or two, and given back.
"""

import subprocess
import sys

from sqlalchemy import Engine

from frontdesk.insight.gaps import some_ungrouped
from frontdesk.storage.separation import clinic_of

_COMMAND = (sys.executable, "-m", "frontdesk", "gaps")


class GroupingStep:
    """One such process at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._command = (*_COMMAND, "--clinic", str(clinic_of(engine)))
        self._running: subprocess.Popen[bytes] | None = None

    def look(self) -> bool:
        """Start it if there is something to group and the one before has ended. Whether it runs now."""
        if self._running is not None and self._running.poll() is None:
            return True
        with self._engine.connect() as connection:
            waits = some_ungrouped(connection)
        self._running = subprocess.Popen(self._command, stdout=subprocess.DEVNULL) if waits else None
        return waits
