"""The backup of each night: made by the worker, restored on trial, kept for so many days."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from frontdesk.backup.nightly import Nightly, made, make, named, try_out
from frontdesk.backup.sealing import BackupError, Secrets
from frontdesk.conversations.turns import Turns
from frontdesk.metrics.measures import REGISTRY
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.storage.schema import migrate
from frontdesk.storage.store import Store
from tests.support.server import SECRET
from tests.support.stores import store_of
from tests.support.workers import wait_until, worker

KEYS = Secrets([SECRET])
DAY = date(2026, 11, 24)


@pytest.fixture
def nightly(tmp_path: Path) -> Settings:
    folder = str(tmp_path / "backups")
    environment = {"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET, "FRONTDESK_BACKUP_DIR": folder}
    return read_settings(environment | {"FRONTDESK_BACKUP_DAYS": "3", "FRONTDESK_BACKUP_HOUR": "2"})


@pytest.fixture
def store(nightly: Settings) -> Iterator[Store]:
    opened = store_of(nightly)
    migrate(opened.engine)
    Turns(opened.engine, opened.vault).start_conversation("web")
    yield opened
    opened.engine.dispose()


def folder_of(nightly: Settings) -> Path:
    assert nightly.backups.folder
    return nightly.backups.folder


def test_it_is_made_once_a_day_and_old_ones_go(nightly: Settings, store: Store) -> None:
    folder = folder_of(nightly)
    for day in (20, 21, 22, 23, 24, 24):
        path = make(store, nightly.backups, KEYS, date(2026, 11, day))
        assert path == named(folder, date(2026, 11, day))
    assert sorted(made(folder)) == [date(2026, 11, day) for day in (22, 23, 24)]
    assert try_out(path, KEYS)["conversations"] == 1


def test_somebodys_own_files_stay(nightly: Settings, store: Store) -> None:
    folder = folder_of(nightly)
    folder.mkdir()
    own = [folder / name for name in ("frontdesk-before-upgrade.backup", "notes.txt", "frontdesk-2020-01-01.tar")]
    for file in own:
        file.write_text("mine")
    make(store, nightly.backups, KEYS, DAY)
    assert all(file.exists() for file in own)


def test_one_that_was_cut_off_is_made_again(nightly: Settings, store: Store) -> None:
    folder = folder_of(nightly)
    folder.mkdir()
    named(folder, DAY).with_suffix(".unfinished").write_bytes(b"half")
    (folder / ".frontdesk-copy").mkdir()
    (folder / ".frontdesk-copy" / "copy.db").touch()
    make(store, nightly.backups, KEYS, DAY)
    assert [file.suffix for file in folder.iterdir() if file.suffix != ".lock"] == [".backup"]


class Forgotten(Secrets):
    """Seals with a key that nobody has afterwards."""

    def of(self, kind: str, salt: bytes) -> list[AESGCM]:
        return [AESGCM(AESGCM.generate_key(256))]


def test_one_that_cannot_be_restored_gets_no_name(nightly: Settings, store: Store) -> None:
    with pytest.raises(BackupError, match="cannot be opened"):
        make(store, nightly.backups, Forgotten([SECRET]), DAY)
    assert made(folder_of(nightly)) == {}


def test_without_a_folder_it_is_explained(nightly: Settings, store: Store) -> None:
    with pytest.raises(BackupError, match="FRONTDESK_BACKUP_DIR"):
        make(store, replace(nightly.backups, folder=None), KEYS, DAY)


def test_it_is_due_from_its_hour_on(nightly: Settings) -> None:
    zone = ZoneInfo("America/Edmonton")
    step = Nightly(folder_of(nightly), 2, zone)
    with time_machine.travel(datetime(2026, 11, 24, 1, 59, tzinfo=zone)):
        assert not step.look()
    named(folder_of(nightly), DAY).parent.mkdir()
    named(folder_of(nightly), DAY).touch()
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=zone)):
        assert not step.look()


def test_the_worker_makes_it_and_says_when(nightly: Settings, store: Store, tmp_path: Path) -> None:
    folder = folder_of(nightly)
    with worker(store.engine, tmp_path, FRONTDESK_BACKUP_DIR=str(folder), FRONTDESK_BACKUP_HOUR="0"):
        wait_until(lambda: bool(made(folder)))
    (path,) = made(folder).values()
    assert try_out(path, KEYS)["conversations"] == 1
    os.utime(path, (1_764_000_000, 1_764_000_000))
    Nightly(folder, 2, ZoneInfo("America/Edmonton"))
    assert REGISTRY.get_sample_value("frontdesk_backup_timestamp_seconds") == 1_764_000_000
