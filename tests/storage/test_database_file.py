"""The file of SQLite: private, watched while it is used, and a clear sentence when it is damaged."""

import os
import shutil
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.database_file import DatabaseReplacedError
from frontdesk.storage.models import conversations
from frontdesk.storage.schema import migrate
from tests.support.clock import command
from tests.support.databases import open_only
from tests.support.server import ROOT, SECRET, Server
from tests.support.web_chat import Chat


def remove(file: Path) -> None:
    file.unlink()


def replace(file: Path) -> None:
    other = file.with_name("backup.db")
    shutil.copy(file, other)
    other.replace(file)


def remove_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


@pytest.mark.parametrize("exchange", [remove, replace, remove_folder])
def test_nothing_is_written_to_a_file_that_was_replaced(tmp_path: Path, exchange: Callable[[Path], None]) -> None:
    file = tmp_path / "data" / "test.db"
    engine = open_only(f"sqlite:///{file}")
    migrate(engine)
    exchange(file)
    with pytest.raises(DatabaseReplacedError, match=r"test\.db was removed or replaced"), writing(engine) as connection:
        connection.exec_driver_sql("SELECT 1")


def test_a_file_that_is_replaced_during_a_transaction_takes_no_commit(tmp_path: Path) -> None:
    file = tmp_path / "test.db"
    engine = open_only(f"sqlite:///{file}")
    migrate(engine)

    def write_and_lose_the_file() -> None:
        with writing(engine) as connection:
            connection.execute(conversations.insert(), {"id": "a" * 32, "channel": "web", "created_at": utc_now()})
            remove(file)

    with pytest.raises(DatabaseReplacedError):
        write_and_lose_the_file()


@pytest.mark.parametrize("before", ["nothing", "a readable file"])
def test_the_files_are_private_in_a_folder_that_was_there_before(tmp_path: Path, before: str) -> None:
    mask = os.umask(0o022)
    try:
        file = tmp_path / "test.db"
        if before != "nothing":
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            connection.close()
            file.chmod(0o644)
        engine = open_only(f"sqlite:///{file}")
        migrate(engine)
        with engine.connect():
            modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in tmp_path.glob("test.db*")}
    finally:
        os.umask(mask)
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_server_whose_database_is_replaced_says_nothing_untrue_and_stops(model: Path, tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        chat = Chat(server)
        chat.ask("i want to book")
        replace(tmp_path / "frontdesk.db")
        with pytest.raises(requests.ConnectionError):
            chat.ask("Ana Example")
        assert server.process.wait(timeout=10) == 1
        assert "was removed or replaced while Frontdesk was running" in server.log.read_text()
    finally:
        server.stop(kill=True)


@pytest.mark.parametrize("verb", ["requests", "migrate", "actions"])
def test_a_damaged_file_is_named_in_a_sentence_at_the_start(tmp_path: Path, verb: str) -> None:
    (tmp_path / "frontdesk.db").write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    environment = {
        "PATH": os.environ["PATH"],
        "FRONTDESK_DATA_DIR": str(tmp_path),
        "FRONTDESK_SECRET_KEYS": SECRET,
    }
    done = subprocess.run(
        command(verb), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database file frontdesk.db is damaged (")
    assert "Traceback" not in done.stderr


def test_readiness_sees_a_lock(server: Server) -> None:
    assert requests.get(f"{server.url}/health/ready", timeout=5).ok
    connection = sqlite3.connect(server.data_dir / "frontdesk.db", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        assert requests.get(f"{server.url}/health/ready", timeout=5).status_code == 503
    finally:
        connection.close()
    deadline = time.monotonic() + 10
    while not requests.get(f"{server.url}/health/ready", timeout=5).ok:
        assert time.monotonic() < deadline
