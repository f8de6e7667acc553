"""`clinics`: which there are, and the end of one that has left."""

import argparse
import sys
from typing import Any

from frontdesk.settings.clinics import clinics, is_id
from frontdesk.settings.values import SettingsError
from frontdesk.wiring import migrated_clinics


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "clinics", help="list the clinics, or delete everything that is kept of one that has left"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("list", help="print the id and the name of each").set_defaults(run=_list)
    remove = what.add_parser("remove", help="delete everything that is kept of a clinic whose folder has been removed")
    remove.add_argument("id", help="the name that its folder had")
    remove.add_argument("--yes", action="store_true", help="really delete it; without, only say what there is")
    remove.set_defaults(run=_remove)


def _list(_: argparse.Namespace) -> int:
    for clinic_id, config in clinics().each.items():
        print(f"{clinic_id}\t{config.clinic.name}")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from frontdesk.privacy.leaving import kept_of, remove
    from frontdesk.storage.separation import of_clinic

    found, leaving = clinics(), arguments.id
    if not is_id(leaving):
        raise SettingsError(f"{leaving!r} can be no clinic's id.")
    if leaving in found.each:
        raise SettingsError(
            f"The clinic {leaving} is still here: patients may write to it. Move its folder away and start every process "
            "anew; then its rows can be deleted."
        )
    engine = of_clinic(migrated_clinics(found)[0].store.engine, leaving)
    kept = kept_of(engine)
    files = found.installation.data_dir / "clinics" / leaving
    if not kept and not files.exists():
        raise SettingsError(f"Nothing is kept of a clinic {leaving!r}. `clinics list` prints those that are here.")
    for name, count in kept.items():
        print(f"{count}\t{name}")
    if not arguments.yes:
        print("Nothing was deleted. With --yes all of it is, for ever; only backups still hold it.", file=sys.stderr)
        return 1
    remove(engine, files)
    left = sum(kept_of(engine).values())
    print(f"Deleted everything of {leaving} but {left} rows of who read and changed what, which are kept for a year.")
    return 0
