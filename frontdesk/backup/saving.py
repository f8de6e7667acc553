"""`backup`: the whole database into one new file."""

from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy import Engine

from frontdesk.backup.rows import dump
from frontdesk.backup.sealing import BackupError, Secrets, write
from frontdesk.backup.snapshots import snapshot
from frontdesk.storage.schema import revision_of


def save(engine: Engine, path: Path, opened_by: Secrets) -> None:
    """Back the database up while others use it. Raises BackupError; the file is there whole, or not at all."""
    with snapshot(engine, path.parent) as connection:
        revision = revision_of(connection)
        if revision is None:
            raise BackupError("The database is empty. Start Frontdesk once, or check FRONTDESK_DATABASE_URL.")
        head = {"made_at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "revision": revision}
        write(path, head, dump(connection), opened_by)
