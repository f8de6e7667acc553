"""`train`, `migrate`, `purge`, and Rasa's own tools."""

import argparse
import sys
from datetime import timedelta
from typing import Any, TextIO

from frontdesk.settings.clinics import clinics
from frontdesk.wiring import migrated_clinics, open_lobby


def register(verbs: Any) -> None:
    """Add the verbs."""
    rasa = verbs.add_parser("rasa", help="run one of Rasa's own tools: shell, train, test, data", add_help=False)
    rasa.add_argument("tool", choices=("shell", "train", "test", "data"))
    rasa.add_argument("rest", nargs=argparse.REMAINDER)
    rasa.set_defaults(run=_rasa)
    train = verbs.add_parser("train", help="train a model if data or code changed")
    train.add_argument("--ship", action="store_true", help="also write it as it is shipped with the source")
    train.set_defaults(run=_train)
    for name, run, text in (
        ("migrate", _migrate, "bring the database to the newest form"),
        ("purge", _purge, "delete what has outlived its purpose (what the worker does little by little)"),
    ):
        verbs.add_parser(name, help=text).set_defaults(run=run)


def progress(text: str, terminal: TextIO = sys.stderr) -> None:
    """Say how far something has come, where it is not in the way of what is printed."""
    print(text, file=terminal, flush=True)


def _rasa(arguments: argparse.Namespace) -> int:
    from frontdesk.rasa_tools import run_tool

    run_tool(arguments.tool, arguments.rest)
    return 0


def _train(arguments: argparse.Namespace) -> int:
    from frontdesk.engine.training import train

    if arguments.ship:
        from frontdesk.engine.shipping import ship

        progress(f"Wrote {ship(train(progress))}.")
        return 0
    for own in dict.fromkeys(config.own_data for config in clinics().each.values()):
        train(progress, own)
    return 0


def _migrate(_: argparse.Namespace) -> int:
    migrated_clinics(clinics())
    return 0


def _purge(_: argparse.Namespace) -> int:
    from frontdesk.retention import forget

    found = clinics()
    opened = migrated_clinics(found)
    lobby = open_lobby(found, opened)
    count = sum(
        forget(each.store.engine, each.config.clinic.retention, timedelta(seconds=each.config.session_seconds))
        for each in ([*opened, lobby] if lobby else opened)
    )
    print(f"{count} {'row' if count == 1 else 'rows'} deleted.")
    return 0
