"""`embed`: what to paste into the clinic's site."""

import argparse
from typing import Any

from frontdesk.settings.clinics import clinics, settings
from frontdesk.settings.values import SettingsError


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("embed", help="print what to paste into the clinic's site to have the chat there")
    parser.add_argument("--url", help="address of this server; left out: FRONTDESK_PUBLIC_URL")
    parser.add_argument("--site", help="address of the clinic's site, to check that it may use the chat")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the lines."""
    from frontdesk.channels.web.built_files import WIDGET, read_web_files
    from frontdesk.channels.web.embed import instructions, origin_of

    config = settings(arguments.clinic)
    address = arguments.url or clinics().installation.public_url
    if not address:
        raise SettingsError(
            "Where patients reach this server is not known. Give --url https://chat.example.org, or set FRONTDESK_PUBLIC_URL."
        )
    url = origin_of(address, "--url" if arguments.url else "FRONTDESK_PUBLIC_URL")
    site = origin_of(arguments.site, "--site") if arguments.site else None
    print("\n".join(instructions(url, site, config.clinic, read_web_files()[WIDGET], config.path)))
    return 0
