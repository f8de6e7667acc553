"""`restore`: a backup into the configured database, which must be empty."""

import argparse
from pathlib import Path
from typing import Any

from frontdesk.settings.clinics import clinics


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("restore", help="put a backup into the configured database, which must be empty")
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--try-out", action="store_true", help="only restore it on trial, in a temporary place")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore it, and say how much there was."""
    from frontdesk.backup.nightly import try_out
    from frontdesk.backup.restoring import restore
    from frontdesk.backup.sealing import Secrets
    from frontdesk.wiring import open_store

    config = clinics().installation
    opened_by = Secrets(config.secret_keys, config.backups.passphrase)
    if arguments.try_out:
        rows = try_out(arguments.file, opened_by)
    else:
        rows = restore(open_store(config, "worker").engine, arguments.file, opened_by)
    where = "on trial" if arguments.try_out else "and ready to start"
    print(f"Restored {where}: {sum(rows.values()):,} rows in {len(rows)} tables, as they were saved.")
    return 0
