"""Shared fixtures: a trained model, a running server, both databases."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Engine

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from frontdesk.engine.training import train  # noqa: E402  Rasa must start lean first
from frontdesk.settings.environment import Settings, read_settings  # noqa: E402
from tests.support.clock import TUESDAY_MORNING, ahead, travel  # noqa: E402
from tests.support.databases import PostgresqlServer, SqliteTemplate, open_only  # noqa: E402
from tests.support.server import ROOT, SECRET, WIDE_RATES, Server  # noqa: E402

pytest_plugins = ["tests.support.fixtures"]
ENGINES = ("sqlite", "postgresql")
# Files of tests that take longest; all of a folder by its name.
LONGEST = (
    "test_crashes.py",
    "web",
    "conversations/test_booking.py",
    "channels/sms/test_crashes.py",
    "appointments/test_stateful.py",
    "test_text_crashes.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much the long runs do: little, unless these say more (`make soak`)."""
    group = parser.getgroup("soak")
    group.addoption("--texts", type=int, default=120, help="texts sent while processes are killed")
    group.addoption("--bookings", type=int, default=200, help="bookings made while processes are killed")
    group.addoption("--stories", type=int, default=1, help="random stories, as a multiple of the usual number")
    group.addoption(
        "--talks", type=int, default=30, help="conversations of two staff, assistant and patient, with breaks"
    )
    group.addoption("--seed", type=int, default=3, help="which processes are killed when, and which stories are told")
    group.addoption("--crash-database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--patients", type=int, default=100, help="simulated patients who book (tests/booking)")
    parser.addoption("--now", default=TUESDAY_MORNING, help="when the tests take place (ISO 8601 with offset)")


def pytest_configure(config: pytest.Config) -> None:
    """Start the session's clock."""
    config.addinivalue_line(
        "markers", "clock(moment): the clock of the test's server, which is then the test's own too"
    )
    clock = travel(ahead(config.getoption("now")))
    clock.start()
    config.add_cleanup(clock.stop)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """The place of a test's file, or of the folder of tests with a browser, among what takes longest."""
    file = item.path.relative_to(ROOT / "tests")
    name = file.parts[0] if file.parts[0] == "web" else str(file)
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


@pytest.fixture(autouse=True)
def one_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test is at the moment at which its server is."""
    marker = request.node.get_closest_marker("clock")
    moment = marker.args[0] if marker else TUESDAY_MORNING if "server" in request.fixturenames else ""
    with travel(ahead(moment)) if moment else nullcontext():
        yield


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


@pytest.fixture(scope="session")
def postgresql_server(postgresql: str) -> Iterator[PostgresqlServer]:
    """Makes databases on the PostgreSQL server."""
    server = PostgresqlServer(postgresql)
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """Makes migrated SQLite databases."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=ENGINES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, of each kind in turn."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'test.db'}")
    else:
        with request.getfixturevalue("postgresql_server").new_database(migrated=False) as url:
            yield from _opened(url)


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database, of each kind in turn."""
    if request.param == "sqlite":
        yield from _opened(request.getfixturevalue("sqlite_template").copy_to(tmp_path / "test.db"))
    else:
        with request.getfixturevalue("postgresql_server").new_database(migrated=True) as url:
            yield from _opened(url)


def _opened(url: str) -> Iterator[Engine]:
    engine = open_only(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it."""
    running = Server(
        tmp_path_factory.mktemp("server"),
        now=TUESDAY_MORNING,
        **WIDE_RATES,
    )
    yield running
    running.stop()
