"""`requests`: what patients asked for, listed or seen to."""

import argparse
import time
from typing import TYPE_CHECKING, Any

from frontdesk.appointments.listing import Listing
from frontdesk.appointments.repository import Appointments
from frontdesk.settings.clinics import settings
from frontdesk.settings.values import SettingsError
from frontdesk.verbs.clock import moment_of
from frontdesk.wiring import migrated_store

if TYPE_CHECKING:
    from frontdesk.staff.command_line import CommandLine, Wish

_WATCH_SECONDS = 1


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("requests", help="list what patients asked for, or see to one of it")
    parser.add_argument("reference", nargs="?", help="only this one, with all that was done; it may be changed by:")
    parser.add_argument("--as", dest="by", default="", metavar="NAME", help="sign-in name of who makes the change")
    parser.add_argument("--note", metavar="TEXT", help="note something for colleagues")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--done", action="store_true", help="the patient was reached, or the message read")
    change.add_argument("--answer", metavar="TEXT", help="answer a message, where the patient can read it")
    change.add_argument("--confirm", type=moment_of, metavar="MOMENT", help="book or move to 2026-11-23T09:00-06:00")
    change.add_argument("--cancel", action="store_true", help="cancel it, and tell the patient")
    parser.add_argument("--minutes", type=int, help="how long the visit takes (with --confirm)")
    parser.add_argument("--with", dest="practitioner", metavar="ID", help="whose time it is (with --confirm)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--watch", action="store_true", help="go on listing what is added or changed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List what is new, go on doing so, or change one request."""
    from frontdesk.staff.command_line import CommandLine, Wish

    config = settings(arguments.clinic)
    store = migrated_store(config)
    desk = CommandLine(config, store)
    if arguments.reference:
        return _one_request(desk, arguments, Wish)
    if _wished(arguments, Wish) != Wish():
        raise SettingsError("A change needs the request's reference number: `requests REFERENCE --as NAME ...`.")
    listing = Listing(store.engine, Appointments(store.vault, store.lookup))
    while True:
        for line in desk.shown(list(listing.news()), arguments.json):
            print(line, flush=True)
        if not arguments.watch:
            return 0
        time.sleep(_WATCH_SECONDS)


def _wished(arguments: argparse.Namespace, wish: "type[Wish]") -> "Wish":
    return wish(
        arguments.note,
        arguments.answer,
        arguments.confirm,
        arguments.minutes,
        arguments.practitioner,
        arguments.done,
        arguments.cancel,
    )


def _one_request(desk: "CommandLine", arguments: argparse.Namespace, wish: "type[Wish]") -> int:
    wanted = _wished(arguments, wish)
    if wanted != wish():
        desk.do(desk.account(arguments.by), desk.find(arguments.reference), wanted)
    print("\n".join(desk.shown([desk.find(arguments.reference)], arguments.json, history=True)))
    return 0
