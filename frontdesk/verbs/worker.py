"""`worker`: sends what is in the outbox, and does the jobs of every clinic (clinic_jobs.py) and those of the installation."""

import argparse
from typing import Any

from frontdesk.verbs.beginning import begin
from frontdesk.wiring import open_clinics, open_lobby

_BACKUP_SECONDS = 300.0


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("worker", help="send e-mails, the webhook and the calendar's entries (what `run` starts)")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Work until told to stop."""
    from frontdesk.metrics.measures import REGISTRY
    from frontdesk.outbox.measuring import OutboxFigures
    from frontdesk.verbs.clinic_jobs import forgetting, jobs_of
    from frontdesk.worker import work

    found = begin("worker")
    opened = open_clinics(found, "worker")
    REGISTRY.register(OutboxFigures(opened[0].store.engine))
    jobs = [job for each in opened for job in jobs_of(each)]
    lobby = open_lobby(found, opened)
    if lobby:
        jobs.append(forgetting(lobby))
    installation = found.installation
    if installation.backups.folder is not None:
        from frontdesk.backup.nightly import Nightly

        nightly = Nightly(installation.backups.folder, installation.backups.hour, installation.clinic.timezone)
        jobs.append((_BACKUP_SECONDS, nightly.look))
    work(opened, jobs)
    return 0
