"""`python -m frontdesk run`: every process of the Procfile, kept running and stopped together."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.support.server import ROOT, SECRET, free_port

SLEEPER = "sleeper: exec {python} -c 'import time; time.sleep(60)'\n"
NAPPER = "napper: exec {python} -c 'import time; print(\"dozing\"); time.sleep(61)'\n"
FAILING = "failing: exec {python} -c 'raise SystemExit(3)'\n"
RUN = """
import sys
from pathlib import Path
from frontdesk.settings.clinics import clinics
from frontdesk.settings.values import SettingsError
from frontdesk.supervisor import run
try:
    sys.exit(run(clinics(), lambda text: print(text, flush=True), Path(sys.argv[1])))
except SettingsError as error:
    sys.exit(str(error))
"""


class Supervised:
    """A supervisor in a process of its own, with stand-ins for the processes of the product."""

    def __init__(self, folder: Path, procfile: str, port: int, name: str = "run", **more: str) -> None:
        self.log = folder / f"{name}.log"
        path = folder / "Procfile"
        path.write_text(procfile.replace("{python}", sys.executable))
        environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(port),
            "FRONTDESK_DATA_DIR": str(folder / "data"),
            "FRONTDESK_SECRET_KEYS": SECRET,
            **more,
        }
        with self.log.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(path)],
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """All that it and its processes have printed."""
        return self.log.read_text()

    def running(self, seconds: str) -> list[int]:
        """The processes that sleep for so many seconds."""
        return [pid for pid in children(self.process.pid) if f"sleep({seconds})" in command_of(pid)]

    def one_running(self, seconds: str) -> int:
        """The process that sleeps for so many seconds, once it does."""
        until(lambda: bool(self.running(seconds)), 20, lambda: self.said)
        return self.running(seconds)[0]


Start = Callable[..., Supervised]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts supervisors in one folder; they are killed at the end."""
    port, started = free_port(), []

    def begin(procfile: str = SLEEPER + NAPPER, **options: object) -> Supervised:
        started.append(Supervised(tmp_path, procfile, **{"port": port, **options}))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for supervised in started:
        supervised.process.kill()
        supervised.process.wait()


def until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], str] = str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)


def command_of(pid: int) -> str:
    """The command line of a process; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def notes_signals(pid: int) -> bool:
    """Whether a process has a handler for SIGTERM."""
    caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def children(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(folder.name), *children(int(folder.name))]
    return found


def test_ctrl_c_stops_everything(model: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    environment = {
        "PATH": os.environ["PATH"],
        "PORT": str(free_port()),
        "FRONTDESK_DATA_DIR": str(tmp_path),
        "FRONTDESK_SECRET_KEYS": SECRET,
    }
    with log.open("w") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "frontdesk", "run"],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    deadline = time.monotonic() + 120
    while "Frontdesk answers at" not in log.read_text():
        assert running.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    started = children(running.pid)
    assert len(started) == len(Path("Procfile").read_text().splitlines()) == 3
    os.killpg(running.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
    assert running.wait(15) == 0
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < deadline, "a process is left running"
        time.sleep(0.1)


def test_its_processes_end_with_it_even_when_it_is_killed(start: Start) -> None:
    supervised = start()
    pids = [supervised.one_running("60"), supervised.one_running("61")]
    supervised.process.kill()
    supervised.process.wait()
    until(lambda: not any(map(command_of, pids)), 3)
    again = start(name="again")
    assert again.one_running("60") not in pids


def test_of_two_starts_at_once_one_stops_and_says_why(start: Start) -> None:
    both = [start(name="one"), start(name="other")]
    until(lambda: any(each.process.poll() is not None for each in both), 20)
    stopped, goes_on = sorted(both, key=lambda each: each.process.poll() is None)
    assert stopped.process.returncode == 1
    assert stopped.said.startswith("Frontdesk is already running from this folder"), stopped.said
    assert "Traceback" not in stopped.said
    assert goes_on.one_running("60")
    assert len(goes_on.running("60")) == 1


def test_it_stops_cleanly_at_whatever_moment_of_the_start(start: Start) -> None:
    chance = random.Random(5)
    for number in range(20):
        supervised = start(name=str(number))
        until(lambda: notes_signals(supervised.process.pid), 20)  # noqa: B023  used in this turn of the loop only
        time.sleep(chance.uniform(0, 0.8))
        supervised.process.terminate()
        assert supervised.process.wait(20) == 0, supervised.said
        assert "Traceback" not in supervised.said


def test_a_process_that_dies_comes_back_while_the_others_go_on(start: Start) -> None:
    supervised = start()
    died, other = supervised.one_running("60"), supervised.one_running("61")
    os.kill(died, signal.SIGKILL)
    until(lambda: not command_of(died), 3)
    assert supervised.one_running("60") != died
    assert supervised.running("61") == [other]
    assert "sleeper was ended by SIGKILL; it is started again in 0.5 s." in supervised.said
    line = re.compile(r"^\d\d:\d\d:\d\d napper  \| dozing$", re.MULTILINE)
    until(lambda: bool(line.search(supervised.said)), 10, lambda: supervised.said)


def test_a_process_that_never_stays_up_ends_everything(start: Start) -> None:
    supervised = start(SLEEPER + FAILING)
    sleeper = supervised.one_running("60")
    assert supervised.process.wait(30) == 1
    assert not command_of(sleeper)
    pauses = re.findall(r"failing ended with status 3; it is started again in (\S+) s", supervised.said)
    assert pauses == ["0.5", "1", "2", "4"]
    assert "failing ended with status 3, for the 5th time" in supervised.said
    assert "Traceback" not in supervised.said


def test_a_process_may_finish_before_those_behind_it_are_stopped(start: Start, tmp_path: Path) -> None:
    order = tmp_path / "order"
    slow = f'first: trap "sleep 1; echo first >> {order}; exit" TERM; echo ready; while :; do sleep 0.1; done\n'
    behind = f'second: trap "echo second >> {order}; exit" TERM; echo ready; while :; do sleep 0.1; done\n'
    supervised = start(slow + behind)
    until(lambda: supervised.said.count("| ready") == 2, 20, lambda: supervised.said)
    supervised.process.terminate()
    assert supervised.process.wait(20) == 0
    assert order.read_text().split() == ["first", "second"]


def test_a_process_that_does_not_stop_is_killed(start: Start) -> None:
    supervised = start('deaf: trap "" TERM; echo ready; while :; do sleep 0.1; done\n')
    until(lambda: "| ready" in supervised.said, 20, lambda: supervised.said)
    supervised.process.terminate()
    assert supervised.process.wait(25) == 0
    assert "deaf did not end within 20 seconds and was killed." in supervised.said


def test_a_port_that_is_taken_is_said(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        supervised = start(port=port)
        assert supervised.process.wait(30) == 1
    assert supervised.said.startswith(f"Port {port} on 127.0.0.1 cannot be used"), supervised.said


def test_an_action_server_runs_beside_them_if_endpoints_yml_names_one_here(start: Start, tmp_path: Path) -> None:
    endpoints, port = tmp_path / "endpoints.yml", free_port()
    endpoints.write_text(f'action_endpoint: {{url: "http://localhost:{port}/webhook"}}\n')
    supervised = start(SLEEPER, FRONTDESK_ENDPOINTS_FILE=str(endpoints))

    def healthy() -> bool:
        with suppress(requests.ConnectionError):
            return requests.get(f"http://127.0.0.1:{port}/health", timeout=2).ok
        return False

    until(healthy, 20, lambda: supervised.said)
    supervised.process.terminate()
    assert supervised.process.wait(20) == 0
    assert not healthy()


def test_an_action_server_elsewhere_is_not_started(start: Start, tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text('action_endpoint: {url: "https://actions.example/webhook"}\n')
    supervised = start(SLEEPER, FRONTDESK_ENDPOINTS_FILE=str(endpoints))
    sleeper = supervised.one_running("60")
    assert children(supervised.process.pid) == [sleeper]


def test_the_front_desks_page_is_a_process_of_its_own_with_a_port_of_its_own(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken = other.getsockname()[1]
        other.listen()
        refused = start(SLEEPER.replace("sleeper", "staff"), FRONTDESK_STAFF_PORT=str(taken))
        until(lambda: refused.process.poll() is not None, 20, lambda: refused.said)
    assert f"Port {taken} on 127.0.0.1 cannot be used" in refused.said
    assert f"FRONTDESK_STAFF_PORT={taken + 1}" in refused.said
