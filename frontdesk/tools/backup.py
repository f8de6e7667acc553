"""`backup`: all rows of the database into one encrypted file, while everything runs."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk.settings.clinics import clinics


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("backup", help="save the database into one encrypted file, while everything runs")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("file", nargs="?", type=Path, help="the new file")
    where.add_argument(
        "--nightly",
        action="store_true",
        help="today's in FRONTDESK_BACKUP_DIR, restored on trial (what the worker starts)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make it, and say where it is."""
    from frontdesk.backup.nightly import make
    from frontdesk.backup.saving import save
    from frontdesk.backup.sealing import Secrets
    from frontdesk.wiring import open_store

    config = clinics().installation
    store = open_store(config, "worker")
    opened_by = Secrets(config.secret_keys, config.backups.passphrase)
    if arguments.nightly:
        path = make(store, config.backups, opened_by, datetime.now(config.clinic.timezone).date())
    else:
        path = arguments.file
        save(store.engine, path, opened_by)
    print(
        f"Saved to {path} ({path.stat().st_size:,} bytes). It opens with {_WHAT[opened_by.kind]}; keep that elsewhere."
    )
    return 0


_WHAT = {"keys": "FRONTDESK_SECRET_KEYS", "passphrase": "the passphrase"}
