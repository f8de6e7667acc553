"""A server of files alone, started for a test."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.server import ROOT, free_port


@contextmanager
def run(folder: Path, *options: str) -> Iterator[str]:
    """A real server with nothing but these files."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.static_server", str(folder), str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
