"""`run` and what it starts that answers over HTTP: `serve`, `staff`, `actions`."""

import argparse
import subprocess
import sys
from typing import Any

from frontdesk.settings.environment import settings
from frontdesk.verbs.beginning import begin
from frontdesk.verbs.upkeep import progress
from frontdesk.wiring import migrated_store, open_store


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

    return run(settings(), progress)


def _serve(_: argparse.Namespace) -> int:
    from frontdesk.channels.server import serve
    from frontdesk.engine.training import train

    config = begin("assistant")
    model = train(progress)
    serve(model, config, migrated_store(config))
    return 0


def _staff(arguments: argparse.Namespace) -> int:
    from frontdesk.staff.server import owner_link, serve

    if arguments.invite:
        config = settings()
        print(owner_link(config, migrated_store(config, "staff")))
        return 0
    config = begin("staff")
    migrated = subprocess.run([sys.executable, "-m", "frontdesk", "migrate"], check=False)  # which takes 12 MB along
    if migrated.returncode == 0:
        serve(config, open_store(config, "staff"))
    return migrated.returncode


def _actions(_: argparse.Namespace) -> int:
    from actions.server import serve

    config = begin("actions")
    serve(config, migrated_store(config))
    return 0
