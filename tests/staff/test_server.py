"""`python -m frontdesk staff` as a process."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.support.server import ROOT, SECRET, free_port

MOST_MEGABYTES = 100


def test_it_says_where_it_is_and_lets_the_owner_in_and_stays_small(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "FRONTDESK_STAFF_PORT": str(port),
        "FRONTDESK_DATA_DIR": str(tmp_path),
        "FRONTDESK_SECRET_KEYS": SECRET,
    }
    log = tmp_path / "log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "frontdesk", "staff"], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
    try:
        for _ in range(200):
            if "This link makes the first account" in log.read_text():
                break
            time.sleep(0.1)
        link = re.search(r"once: (http\S+/invitation/\S+)", log.read_text())
        assert link, log.read_text()
        form = {"name": "sam", "shown_as": "Sam", "password": "four plain words here", "again": "four plain words here"}
        session = requests.Session()
        _wait(url)
        assert session.post(link[1], form, headers={"Origin": url}, timeout=10).url == f"{url}/"
        for _ in range(50):
            assert session.get(url, timeout=10).ok
        with session.get(f"{url}/events?page=today", stream=True, timeout=10) as stream:
            assert next(stream.iter_lines()) == b"retry: 1000"
        assert _megabytes(process.pid) < MOST_MEGABYTES
    finally:
        process.terminate()
        ended = process.wait(timeout=20)
    assert ended == 0
    assert "Error" not in log.read_text()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            requests.get(f"{url}/health/live", timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return


def _megabytes(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) // 1024
