"""The worker's backup of each night: made, restored on trial into a temporary place, and only then given its name.

It runs in a process of its own (`python -m frontdesk backup --nightly`), so that nothing to be sent waits. A file with its
name has been restored once.
"""

import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from frontdesk.backup.restoring import restore
from frontdesk.backup.saving import save
from frontdesk.backup.sealing import BackupError, Secrets
from frontdesk.backup.snapshots import TEMPORARY
from frontdesk.metrics.measures import BACKUP_AT
from frontdesk.settings.backups import Backups
from frontdesk.storage.store import Store
from frontdesk.wiring import store_at

_COMMAND = (sys.executable, "-m", "frontdesk", "backup", "--nightly")
_NAME, _SUFFIX, _UNFINISHED = "frontdesk-", ".backup", ".unfinished"
_LOCK = "backup.lock"


def named(folder: Path, day: date) -> Path:
    """The backup of a day."""
    return folder / f"{_NAME}{day.isoformat()}{_SUFFIX}"


def made(folder: Path) -> dict[date, Path]:
    """The backups in a folder that were made at night, by day."""
    found = {}
    for path in folder.glob(f"{_NAME}*{_SUFFIX}"):
        try:
            found[date.fromisoformat(path.name.removeprefix(_NAME).removesuffix(_SUFFIX))] = path
        except ValueError:  # somebody's own
            continue
    return found


def make(store: Store, backups: Backups, opened_by: Secrets, day: date) -> Path:
    """The backup of a day, made unless it is there already; those that are too old are deleted. Raises BackupError."""
    if backups.folder is None:
        raise BackupError("FRONTDESK_BACKUP_DIR is not set. Name the folder for the backups of each night.")
    backups.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = named(backups.folder, day)
    with _alone(backups.folder):
        if not path.exists():
            unfinished = path.with_suffix(_UNFINISHED)
            _clear(backups.folder)
            save(store.engine, unfinished, opened_by)
            try_out(unfinished, opened_by, backups.folder)
            unfinished.rename(path)
        for earlier, old in made(backups.folder).items():
            if earlier <= day - timedelta(days=backups.days):
                old.unlink(missing_ok=True)
    return path


def _clear(folder: Path) -> None:
    """Delete what a process has left that was killed."""
    for path in folder.glob(f"{_NAME}*{_UNFINISHED}"):
        path.unlink(missing_ok=True)
    for copy in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(copy, ignore_errors=True)


def try_out(path: Path, opened_by: Secrets, room: Path | None = None) -> dict[str, int]:
    """Restore a backup into a temporary place, which is deleted again; the rows of each table. Raises BackupError.

    `room`: the folder for it, if not that of temporary files.
    """
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=room) as folder:
        trial = store_at(f"sqlite:///{Path(folder) / 'trial.db'}", opened_by.keys, "worker")
        try:
            return restore(trial.engine, path, opened_by)
        finally:
            trial.engine.dispose()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Nightly:
    """Starts the process when the night's backup is due, one at a time."""

    def __init__(self, folder: Path, hour: int, zone: ZoneInfo) -> None:
        self._folder, self._hour, self._zone = folder, hour, zone
        self._running: subprocess.Popen[bytes] | None = None
        BACKUP_AT.set_function(self._newest)

    def look(self) -> bool:
        """Start it if it is due; whether it runs now."""
        if self._running is not None and self._running.poll() is None:
            return True
        now = datetime.now(self._zone)
        due = now.hour >= self._hour and not named(self._folder, now.date()).exists()
        self._running = subprocess.Popen(_COMMAND, stdout=subprocess.DEVNULL) if due else None
        return due

    def _newest(self) -> float:
        return max((path.stat().st_mtime for path in made(self._folder).values()), default=0.0)
