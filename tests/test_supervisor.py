"""`python -m frontdesk run`: every process of the Procfile, started together and stopped together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT, SECRET, free_port


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
    assert len(started) >= len(Path("Procfile").read_text().splitlines())
    os.killpg(running.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
    assert running.wait(15) == 0
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < deadline, "a process is left running"
        time.sleep(0.1)
