"""`run` and what it starts that answers over HTTP: `serve`, `staff`, `actions`."""

import argparse
import subprocess
import sys
from typing import Any

from frontdesk.settings.clinics import clinics, settings
from frontdesk.verbs.beginning import begin
from frontdesk.verbs.upkeep import progress
from frontdesk.wiring import migrated_clinics, migrated_store, open_clinics


def register(verbs: Any) -> None:
    """Add the verbs."""
    staff = verbs.add_parser("staff", help="the front desk's page (what `run` starts)")
    staff.add_argument(
        "--invite",
        action="store_true",
        help="only print a link that makes an owner's account, if the owner is locked out",
    )
    staff.set_defaults(run=_staff)
    for name, run, text in (
        ("run", _run, "start every process and say when it answers"),
        ("serve", _serve, "answer over HTTP (what `run` starts)"),
        ("actions", _actions, "the custom actions alone, on loopback"),
    ):
        verbs.add_parser(name, help=text).set_defaults(run=run)


def _run(_: argparse.Namespace) -> int:
    from frontdesk.supervisor import run

    return run(clinics(), progress)


def _serve(_: argparse.Namespace) -> int:
    from frontdesk.channels.server import serve
    from frontdesk.engine.training import train

    found = begin("assistant")
    models = {name: train(progress, config.own_data) for name, config in found.each.items()}
    serve(models, found.installation, migrated_clinics(found))
    return 0


def _staff(arguments: argparse.Namespace) -> int:
    from frontdesk.staff.server import owner_link, serve

    if arguments.invite:
        config = settings(arguments.clinic)
        print(owner_link(config, migrated_store(config, "staff")))
        return 0
    found = begin("staff")
    migrated = subprocess.run([sys.executable, "-m", "frontdesk", "migrate"], check=False)  # which takes 12 MB along
    if migrated.returncode == 0:
        serve(found, open_clinics(found, "staff"))
    return migrated.returncode


def _actions(_: argparse.Namespace) -> int:
    from actions.server import serve

    found = begin("actions")
    serve(found.installation, migrated_clinics(found))
    return 0
