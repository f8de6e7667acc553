"""Two clinics in one database: `main`, which may have been alone before, and `west`."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.settings.clinics import Clinics, read_clinics
from frontdesk.storage.models import metadata
from frontdesk.storage.separation import across_clinics
from tests.support.server import ROOT, SECRET

MAIN, WEST = "main", "west"
NAMES = {MAIN: "Momentum Physiotherapy", WEST: "West End Physio"}


def write_clinics(folder: Path, **own: str) -> Path:
    """A folder with the two clinics. `own`: what `settings.yml` of each has, by its id."""
    shipped = (ROOT / "clinic.yml").read_text(encoding="utf-8")
    for clinic, name in NAMES.items():
        place = folder / "clinics" / clinic
        place.mkdir(parents=True)
        (place / "clinic.yml").write_text(shipped.replace(NAMES[MAIN], name), encoding="utf-8")
        if clinic in own:
            (place / "settings.yml").write_text(own[clinic], encoding="utf-8")
    return folder / "clinics"


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """The environment of an installation with the clinics of a folder."""
    return {
        "FRONTDESK_CLINICS_DIR": str(folder / "clinics"),
        "FRONTDESK_DATA_DIR": str(folder),
        "FRONTDESK_SECRET_KEYS": SECRET,
        **variables,
    }


def two_clinics(folder: Path, database: Engine, **variables: str) -> Clinics:
    """The two clinics over a database that a test has."""
    write_clinics(folder)
    url = database.url.render_as_string(hide_password=False)
    return read_clinics(environment(folder, FRONTDESK_DATABASE_URL=url, **variables))


def rows_of(engine: Engine, clinic: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a clinic."""
    with across_clinics(engine).connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(sa.select(table).where(table.c.clinic_id == clinic))),
                key=repr,
            )
            for table in metadata.sorted_tables
        }
