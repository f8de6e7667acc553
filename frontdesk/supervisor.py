"""`run`: keeps every process of the Procfile running and says so once the assistant really answers.

An action server is one of them if endpoints.yml names one on this machine.
"""

import fcntl
import shlex
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdesk.probing.chat import UnansweredError, reply_kinds
from frontdesk.probing.checks import QUESTION
from frontdesk.processes import keep_running, note_signals, read_procfile
from frontdesk.settings.clinics import Clinics
from frontdesk.settings.endpoints import ActionServer
from frontdesk.settings.environment import Settings
from frontdesk.settings.values import SettingsError
from frontdesk.wiring import migrated_clinics

_START_SECONDS = 120
_ANSWER_SECONDS = 5.0
_PORT_SECONDS = 3  # the processes of a killed supervisor may still be ending
_LOCK = "running.lock"
_STAFF = "staff"


def answers(config: Settings) -> bool:
    """Whether the assistant at the configured address answers a question with an answer."""
    try:
        address = f"http://{config.host}:{config.port}{config.path}"
        kinds = reply_kinds(address, config.secret_keys, QUESTION.text, _ANSWER_SECONDS)
    except UnansweredError:
        return False
    return not QUESTION.right.isdisjoint(kinds)


def _announce(config: Settings, say: Callable[[str], None], stopped: threading.Event) -> None:
    began = time.monotonic()
    while time.monotonic() - began < _START_SECONDS:
        if answers(config):
            say(f"Frontdesk answers at http://{config.host}:{config.port} (asked itself a question). Ctrl-C stops it.")
            return
        if stopped.wait(0.2):
            return
    say("The assistant does not answer yet. The lines above say what it is doing; docs/settings.md lists the settings.")


def _why_taken(host: str, port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _check_port(host: str, port: int, choose: str) -> None:
    deadline = time.monotonic() + _PORT_SECONDS
    while error := _why_taken(host, port):
        if time.monotonic() > deadline:
            raise SettingsError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Another program is probably using it; choose "
                f"another one, as in {choose}."
            ) from error
        time.sleep(0.1)


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data directory's lock, which ends with this process however it ends. Raises SettingsError."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / _LOCK
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsError(
                f"Frontdesk is already running from this folder ({path} is locked). Stop it first; a second one beside it "
                "needs a FRONTDESK_DATA_DIR and a PORT of its own."
            ) from error
        yield


def _commands(config: Settings, procfile: Path) -> dict[str, str]:
    """What is to run, by name. Raises SettingsError when a port is taken."""
    _check_port(config.host, config.port, f"PORT={config.port + 1} make run")
    commands = read_procfile(procfile.read_text(encoding="utf-8"))
    if _STAFF in commands:
        _check_port(config.host, config.staff_port, f"FRONTDESK_STAFF_PORT={config.staff_port + 1} make run")
    if isinstance(config.action_endpoint, ActionServer) and config.action_endpoint.here:
        port = config.actions_port
        _check_port("127.0.0.1", port, f"http://127.0.0.1:{port + 1}/webhook in endpoints.yml")
        commands["actions"] = f"exec {shlex.quote(sys.executable)} -m frontdesk actions"
    return commands


def run(clinics: Clinics, say: Callable[[str], None], procfile: Path = Path("Procfile")) -> int:
    """Run until stopped (0) or until a process does not stay up (1).

    Raises SettingsError when Frontdesk is running already or a port is taken.
    """
    config, first = clinics.installation, next(iter(clinics.each.values()))
    signals = note_signals()
    stopped = threading.Event()
    with _only_one(config.data_dir):
        commands = _commands(config, procfile)
        migrated_clinics(clinics)
        threading.Thread(target=_announce, args=(first, say, stopped), daemon=True).start()
        try:
            return keep_running(commands, signals, say)
        finally:
            stopped.set()
