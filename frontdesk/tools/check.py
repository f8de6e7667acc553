"""`check`: says what is wrong with the data and the settings."""

import argparse
from typing import Any

from frontdesk.settings.clinics import clinics, settings


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("check", help="say what is wrong with the data and the settings")
    parser.add_argument("--production", action="store_true", help="also refuse demonstration values")
    parser.add_argument(
        "--sms-table", action="store_true", help="print every text message with its length (docs/sms-texts.md)"
    )
    parser.add_argument(
        "--compared",
        action="store_true",
        help="note that somebody has compared all text messages and translations with the answers as they are now",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every problem; 1 if there is one."""
    from frontdesk.checks import compared
    from frontdesk.checks.check import problems, production_problems, read_responses
    from frontdesk.checks.text_forms import sms_table
    from frontdesk.content.phrasings import DATA

    if arguments.compared:
        (DATA / compared.RECORD).write_text(compared.as_text(compared.digests(read_responses())), encoding="utf-8")
    if arguments.sms_table:
        print(sms_table(read_responses(), settings(arguments.clinic).clinic), end="")
        return 0
    each = {arguments.clinic: settings(arguments.clinic)} if arguments.clinic else clinics().each
    said = (
        f"Clinic {name}: {problem}" if len(each) > 1 else problem
        for name, config in each.items()
        for problem in [
            *problems(config.clinic, own=config.own_data),
            *(production_problems(config) if arguments.production else ()),
        ]
    )
    found = list(dict.fromkeys(said))
    for problem in found:
        print(problem)
    print(f"{len(found)} {'problem' if len(found) == 1 else 'problems'} found." if found else "Everything is in order.")
    return 1 if found else 0
