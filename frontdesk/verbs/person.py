"""`person`: everything that is kept of one person, handed out or deleted."""

import argparse
import json
from typing import Any

from frontdesk.settings.clinics import settings
from frontdesk.settings.values import SettingsError
from frontdesk.wiring import migrated_store


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("person", help="hand out or delete everything that is kept of one person")
    parser.add_argument("what", choices=("export", "erase"), help="print it as JSON, or delete it")
    known_by = parser.add_mutually_exclusive_group(required=True)
    known_by.add_argument("--phone", help="the person's number, with area code")
    known_by.add_argument("--email", help="the person's e-mail address")
    parser.add_argument(
        "--even-standing", action="store_true", help="also delete appointments to come and what waits to be sent"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print it, or delete it and say how much."""
    from frontdesk.privacy.erasing import Eraser, StandingError
    from frontdesk.privacy.exporting import export
    from frontdesk.privacy.person import Person, PersonError, own_contacts
    from frontdesk.staff import trail

    config = settings(arguments.clinic)
    store = migrated_store(config)
    try:
        person = Person.read(arguments.phone or arguments.email, config.clinic.region, own_contacts(config))
    except PersonError as error:
        raise SettingsError(str(error)) from error
    if arguments.what == "export":
        trail.note_person(store.engine, None, trail.EXPORTED)
        print(json.dumps(export(store, person), ensure_ascii=False, indent=2))
        return 0
    try:
        erased = Eraser(store, config.data_dir).erase(person, arguments.even_standing)
    except StandingError as error:
        raise SettingsError(f"{error} Add --even-standing to delete it all the same.") from error
    trail.note_person(store.engine, None, trail.ERASED)
    print(erased)
    return 0
