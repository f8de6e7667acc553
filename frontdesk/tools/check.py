"""`check`: says what is wrong with the data and the settings."""

import argparse
from typing import Any

from frontdesk.settings.environment import settings


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("check", help="say what is wrong with the data and the settings")
    parser.add_argument("--production", action="store_true", help="also refuse demonstration values")
    parser.add_argument(
        "--sms-table", action="store_true", help="print every text message with its length (docs/sms-texts.md)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every problem; 1 if there is one."""
    from frontdesk.checks.check import problems, production_problems, read_responses
    from frontdesk.checks.text_forms import sms_table

    clinic = settings().clinic
    if arguments.sms_table:
        print(sms_table(read_responses(), clinic), end="")
        return 0
    found = problems(clinic) + (production_problems(settings()) if arguments.production else [])
    for problem in found:
        print(problem)
    print(f"{len(found)} {'problem' if len(found) == 1 else 'problems'} found." if found else "Everything is in order.")
    return 1 if found else 0
