"""The file of an SQLite database: private from the start, and watched, so that nothing is written to one that was replaced.

1. The file that an engine opened first is remembered by its device and number.
2. Before each transaction and again before its commit, the file at the path must still be that one.
3. If it is not, DatabaseReplacedError is raised, or, in a process that answers patients, the process ends.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path


class DatabaseError(RuntimeError):
    """The database cannot be used. The message says what to do."""


class DatabaseReplacedError(DatabaseError):
    """The file of the database is no longer the one that was opened: what is written now would be lost."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database file {path.name} was removed or replaced while Frontdesk was running, probably by a restore. "
            "Nothing more is written to the old one. Stop Frontdesk before the file is exchanged, then start it again."
        )


class DatabaseFile:
    """The file that an SQLite engine works with."""

    ends_process = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def prepare(self) -> None:
        """Make the file, or make it private. Raises DatabaseError."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._create()
            for file in self._path.parent.glob(f"{self._path.name}*"):  # SQLite keeps two more beside it
                if file.name.removeprefix(self._path.name) in ("", "-wal", "-shm"):
                    file.chmod(0o600)
        except OSError as error:
            raise DatabaseError(
                f"The database file {self._path} cannot be opened ({error.strerror}). Its folder is probably not writable or "
                "its disk full; make room, or name another folder with FRONTDESK_DATA_DIR."
            ) from error

    def _create(self) -> None:
        """Make the file if it does not exist. An existing one is not opened: closing it would drop SQLite's own locks on it."""
        with suppress(FileExistsError):
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    def check(self, *_: object) -> None:
        """Make sure that the file is still the one that was opened first."""
        present = self._identity()
        if self._opened is None:
            self._opened = present
        if present is None or present != self._opened:
            error = DatabaseReplacedError(self._path)
            if self.ends_process:
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
            raise error

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def end_when_replaced() -> None:
    """From now on this process ends at once when its database file was replaced, instead of raising DatabaseReplacedError.

    A process that answers patients must not go on to say that something is booked.
    """
    DatabaseFile.ends_process = True
