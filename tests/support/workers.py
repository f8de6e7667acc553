"""Worker processes."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from tests.support.clock import command
from tests.support.samples import (
    put,
)
from tests.support.server import ROOT, SECRET
from tests.support.stand_ins import HOST, Mailbox

# Claims run out after a second.
IMPATIENT = {"FRONTDESK_CLAIM_SECONDS": "1", "FRONTDESK_SMS_CLAIM_SECONDS": "1"}


@contextmanager
def worker(
    database: Engine, folder: Path, log: Path | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; killed at the end if it still runs."""
    said = (log or folder / "worker.log").open("w")
    process = subprocess.Popen(
        command("worker"),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "FRONTDESK_DATA_DIR": str(folder),
            "FRONTDESK_SECRET_KEYS": SECRET,
            "FRONTDESK_DATABASE_URL": database.url.render_as_string(hide_password=False),
            **environment,
        },
        stderr=said,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        said.close()


def smtp(mailbox: Mailbox) -> dict[str, str]:
    return {"FRONTDESK_SMTP_URL": f"smtp://{HOST}:{mailbox.port}"}


def put_codes(database: Engine, count: int) -> None:
    for number in range(count):
        put(database, f"code {number}", payload={"to": f"p{number}@example.org", "code": "123456", "minutes": 10})


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Tell a process to stop, and wait until it has ended well."""
    process.terminate()
    assert process.wait(30) == 0
