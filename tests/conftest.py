"""Shared fixtures: a trained model, a running server, both databases."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy.future import Engine

from frontdesk.lean_rasa import import_lean

import_lean()

from frontdesk.settings import Settings, read_settings  # noqa: E402
from frontdesk.storage.database import migrate, open_database  # noqa: E402
from frontdesk.training import train  # noqa: E402  Rasa must start lean first

ROOT = Path(__file__).parent.parent
SECRET = "a-secret-for-tests-only-0123456789abcdef"


@pytest.fixture(scope="session")
def model() -> Path:
    """The model for the present data and code."""
    return train(print)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Settings with a database and a secret of their own."""
    return read_settings({"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET})


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pgserver

    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, of each kind in turn."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'test.db'}")
    else:
        engine = open_database(request.getfixturevalue("postgresql"))
    yield engine
    migrate(engine, "base")
    engine.dispose()


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    """A migrated database, of each kind in turn."""
    migrate(empty_database)
    return empty_database


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A Frontdesk process that answers over HTTP."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "FRONTDESK_DATA_DIR": str(data_dir),
            "FRONTDESK_SECRET_KEYS": SECRET,
            **environment,
        }
        self.start()

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk", "serve"], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                if requests.get(f"{self.url}/health/ready", timeout=2).ok:
                    return
            except requests.ConnectionError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"The server did not get ready:\n{self.log.read_text()}")

    def stop(self, kill: bool = False) -> None:
        """Stop the process, politely or not."""
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it; its rates are wide enough not to be met by chance."""
    running = Server(
        tmp_path_factory.mktemp("server"),
        FRONTDESK_CONVERSATION_RATE="1000/minute",
        FRONTDESK_ADDRESS_RATE="10000/minute",
        FRONTDESK_SESSION_RATE="10000/minute",
    )
    yield running
    running.stop()
