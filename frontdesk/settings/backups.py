"""Where backups go, and what seals them: environment variables, read and checked once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from frontdesk.settings.fields import Variable
from frontdesk.settings.values import Parsed

_SHORTEST_PASSPHRASE = 20


def _folder(written: str) -> Path | None:
    return Path(written) if written else None


def _passphrase(written: str) -> str:
    if not written:
        return ""
    try:
        passphrase = Path(written).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError("names a file that cannot be read. Put the passphrase there, in one line.") from error
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise ValueError(
            f"names a file with a passphrase shorter than {_SHORTEST_PASSPHRASE} characters. Write a longer one."
        )
    return passphrase


@dataclass(frozen=True)
class Backups:
    """Backups that the worker makes, and what seals every backup."""

    folder: Annotated[
        Path | None,
        Parsed(_folder),
        Variable(
            "FRONTDESK_BACKUP_DIR",
            "Folder in which the worker makes a backup each night, which it restores on trial. Copy it to another machine.",
            unset="no backups by itself",
        ),
    ]
    hour: Annotated[
        int,
        Field(ge=0, le=23),
        Variable("FRONTDESK_BACKUP_HOUR", "Hour of the clinic's day from which on it is made.", "2"),
    ]
    days: Annotated[
        int,
        Field(ge=1, le=3650),
        Variable("FRONTDESK_BACKUP_DAYS", "How many days these backups are kept.", "14"),
    ]
    passphrase: Annotated[
        str,
        Parsed(_passphrase),
        Variable(
            "FRONTDESK_BACKUP_PASSPHRASE_FILE",
            "File with a passphrase (20+ characters) that seals backups.",
            unset="`FRONTDESK_SECRET_KEYS` seals them",
        ),
    ]

    def __repr__(self) -> str:
        """Without the passphrase."""
        return f"Backups({self.folder})"
