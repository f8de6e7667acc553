"""A clinic that has left is deleted whole, and nothing of the others."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from frontdesk.privacy.leaving import kept_of, remove
from frontdesk.settings.clinics import read_clinics
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import metadata
from frontdesk.storage.separation import of_clinic
from frontdesk.storage.staff_models import staff_audit
from frontdesk.wiring import migrated_clinics
from tests.support.clinics import MAIN, WEST, environment, rows_of, write_clinics
from tests.support.clock import command
from tests.support.rows import Filling
from tests.support.server import ROOT

Verb = Callable[..., subprocess.CompletedProcess[str]]


def filled(engine: Engine, clinics: Sequence[str]) -> None:
    for clinic in clinics:
        with writing(of_clinic(engine, clinic)) as connection:
            Filling(clinic).every_table(connection)


def test_every_table_is_emptied_of_it(database: Engine, tmp_path: Path) -> None:
    filled(database, (MAIN, WEST))
    before, west = rows_of(database, MAIN), of_clinic(database, WEST)
    letters = tmp_path / "clinics" / WEST
    letters.mkdir(parents=True)
    assert kept_of(west) == {table.name: 1 for table in metadata.sorted_tables}
    old = {"at": utc_now() - timedelta(days=400), "action": "read", "subject": "a row"}
    with writing(west) as connection:
        connection.execute(staff_audit.insert().values(old))
    remove(west, letters)
    assert kept_of(west) == {"audit": 1, "staff_audit": 1}, "for a year"
    assert not letters.exists()
    assert rows_of(database, MAIN) == before


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    write_clinics(tmp_path)
    engine = migrated_clinics(read_clinics(environment(tmp_path)))[0].store.engine
    filled(engine, (MAIN, WEST))
    engine.dispose()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {"PATH": os.environ["PATH"], **environment(tmp_path)}
        return subprocess.run(
            command("clinics", *arguments), cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )

    return run


def test_one_that_is_still_here_is_not_removed(verb: Verb) -> None:
    assert verb("list").stdout.splitlines() == ["main\tMomentum Physiotherapy", "west\tWest End Physio"]
    refused = verb("remove", WEST, "--yes")
    assert refused.returncode == 1
    assert "Move its folder away" in refused.stderr


def test_one_that_has_left_is_removed_once_that_is_confirmed(verb: Verb, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "clinics" / WEST)
    asked = verb("remove", WEST)
    assert asked.returncode == 1
    assert "1\tconversations" in asked.stdout.splitlines()
    assert "Nothing was deleted" in asked.stderr
    done = verb("remove", WEST, "--yes")
    assert done.returncode == 0, done.stderr
    assert "but 2 rows" in done.stdout
    assert verb("remove", WEST).stdout.splitlines() == ["1\taudit", "1\tstaff_audit"]
    assert "Nothing is kept" in verb("remove", "east", "--yes").stderr


@pytest.mark.parametrize("name", ["../main", "", "West"])
def test_what_can_be_no_clinic_is_refused(verb: Verb, name: str) -> None:
    assert verb("remove", name, "--yes").returncode == 1
