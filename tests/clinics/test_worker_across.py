"""The worker and the command line with two clinics: each thing is done for the clinic that it belongs to."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from frontdesk.booking.assembly import Parts
from frontdesk.conversations.turns import Turns
from frontdesk.outbox.rows import Outbox
from frontdesk.outbox.whose import whose_turn
from frontdesk.settings.clinics import LOBBY, read_clinics
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations
from frontdesk.storage.separation import of_clinic
from frontdesk.storage.staff_models import staff_failures
from frontdesk.storage.store import Store
from frontdesk.wiring import migrated_clinics
from tests.support.clinics import MAIN, NAMES, WEST, environment, write_clinics
from tests.support.clock import command
from tests.support.server import ROOT
from tests.support.slots import new

EMAIL = "ada@example.org"


class Installation:
    """Two clinics in one folder, as processes and as stores."""

    def __init__(self, folder: Path) -> None:
        write_clinics(folder)
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], **environment(folder)}
        self.opened = {each.config.clinic_id: each for each in migrated_clinics(read_clinics(environment(folder)))}

    def store(self, clinic: str) -> Store:
        return self.opened[clinic].store

    def verb(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def mails(self, clinic: str) -> list[str]:
        folder = self.folder if clinic == MAIN else self.folder / "clinics" / clinic
        return [file.read_text() for file in (folder / "outbox").glob("*.eml")]

    def put(self, clinic: str, dedup: str) -> None:
        store = self.store(clinic)
        with writing(store.engine) as connection:
            Outbox(store.vault).put(connection, "code", dedup, {"to": EMAIL, "code": "123456", "minutes": 10})


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    yield installation
    installation.store(MAIN).engine.dispose()


def test_the_worker_sends_what_each_clinic_has_in_its_own_name(two: Installation) -> None:
    for clinic in NAMES:
        two.put(clinic, "code:1")  # the same name in both
    process = subprocess.Popen(command("worker"), cwd=ROOT, env=two.environment)
    try:
        deadline = time.monotonic() + 60
        while not all(two.mails(clinic) for clinic in NAMES) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        process.terminate()
        assert process.wait(20) == 0
    for clinic, name in NAMES.items():
        (mail,) = two.mails(clinic)
        assert name in mail.replace("=\n", "")
        with two.store(clinic).engine.connect() as connection:
            assert connection.execute(sa.select(outbox.c.state)).scalars().all() == ["sent"]


def test_only_clinics_with_something_due_are_asked(two: Installation) -> None:
    engine = two.store(MAIN).engine
    due = whose_turn({clinic: clinic for clinic in NAMES}, engine)
    assert due() == []
    two.put(WEST, "code:1")
    assert due() == [WEST]
    two.put(MAIN, "code:1")
    assert due() == [WEST, MAIN]
    assert list(whose_turn({MAIN: MAIN}, engine)()) == [MAIN]


def test_a_verb_is_about_the_clinic_that_is_named(two: Installation) -> None:
    asked = two.verb("requests")
    assert asked.returncode == 1
    assert "Say which one with --clinic: main, west." in asked.stderr
    west = two.opened[WEST]
    made = Parts(west.config, west.store).hand_off.request(new(method="request", conversation_id="c" * 32))
    listed = {clinic: two.verb("requests", "--clinic", clinic, "--json") for clinic in NAMES}
    assert listed[MAIN].stdout == ""
    assert json.loads(listed[WEST].stdout)["reference"] == made.reference
    exported = two.verb("person", "export", "--phone", made.details.phone, "--clinic", MAIN)
    assert exported.returncode == 0
    assert made.reference not in exported.stdout
    exported = two.verb("person", "export", "--phone", made.details.phone, "--clinic", WEST)
    assert made.reference in exported.stdout


def test_each_clinic_forgets_as_it_says_itself(two: Installation) -> None:
    file = two.folder / "clinics" / WEST / "clinic.yml"
    file.write_text(file.read_text() + "\nretention: {conversations: 60}\n")
    for clinic in NAMES:
        store = two.store(clinic)
        turns = Turns(store.engine, store.vault)
        turns.start_conversation("web")
        with writing(store.engine) as connection:
            old = utc_now() - timedelta(days=40)
            connection.execute(conversations.update().values(last_at=old, created_at=old))
    done = two.verb("purge")
    assert done.returncode == 0, done.stderr
    left = {}
    for clinic in NAMES:
        with two.store(clinic).engine.connect() as connection:
            left[clinic] = connection.execute(sa.select(sa.func.count()).select_from(conversations)).scalar_one()
    assert left == {MAIN: 0, WEST: 1}


def test_what_the_lobby_keeps_is_forgotten_too(two: Installation) -> None:
    lobby = of_clinic(two.store(MAIN).engine, LOBBY)
    with writing(lobby) as connection:
        connection.execute(staff_failures.insert().values(name_hash="h", at=utc_now() - timedelta(days=400)))
    assert two.verb("purge").stdout == "1 row deleted.\n"
    with lobby.connect() as connection:
        assert connection.execute(sa.select(staff_failures.c.id)).first() is None
