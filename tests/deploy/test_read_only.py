"""The product runs from a source folder that nobody can write to, as in its image: what it writes is where settings say."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from tests.support.manifests import image_contents
from tests.support.server import ROOT, SECRET, WIDE_RATES, free_port
from tests.support.web_chat import Chat
from tests.support.workers import wait_until

_READ_ONLY = "mount --bind {0} {0} && mount -o remount,bind,ro {0} && cd {0} && ! touch here 2>/dev/null && exec {1}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Path:
    """What the image holds: code, data and the trained model."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "models").mkdir()
    shutil.copy(ROOT / model, folder / "models")
    for name in image_contents():
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, folder)
        elif name != "models":
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    return folder


def started(source: Path, data: Path, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
    """A verb, run from the source folder, which it cannot write to."""
    command = f".venv/bin/python -m frontdesk {shlex.join(arguments)}"
    if os.geteuid() == 0:  # whom the rights of files do not stop
        whole = ["unshare", "--mount", "sh", "-c", _READ_ONLY.format(source, command)]
    else:
        for path in (source, *source.rglob("*")):
            path.chmod(path.stat().st_mode & 0o555)
        whole = ["sh", "-c", f"! touch here 2>/dev/null && exec {command}"]
    own = {
        "FRONTDESK_DATA_DIR": str(data),
        "FRONTDESK_SECRET_KEYS": SECRET,
        "TMPDIR": str(data),
        "HOME": "/nonexistent",
    }
    with (data / "said.log").open("a") as said:
        return subprocess.Popen(
            whole, cwd=source, env={"PATH": os.environ["PATH"], **own, **environment}, stdout=said, stderr=said
        )


@pytest.fixture(scope="module")
def running(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    data, port, staff = tmp_path_factory.mktemp("data"), free_port(), free_port()
    ports = {"PORT": str(port), "FRONTDESK_STAFF_PORT": str(staff)}
    nightly = {"FRONTDESK_BACKUP_DIR": str(data / "backups"), "FRONTDESK_BACKUP_HOUR": "0"}
    process = started(source, data, "run", **ports, **nightly, **WIDE_RATES)
    clinic = SimpleNamespace(url=f"http://127.0.0.1:{port}", staff=f"http://127.0.0.1:{staff}", data=data)
    wait_until(lambda: "Frontdesk answers" in (data / "said.log").read_text(), 120)
    yield clinic
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0


def test_patients_and_the_front_desk_are_served(running: SimpleNamespace) -> None:
    chat = Chat(running)  # type: ignore[arg-type]  it has an address
    assert chat.ask("does it hurt?")[0]["kind"] == "answer"
    for text in ("i want to book an appointment", "Rosa Example", "780 555 0143", "tomorrow", "knee", "no", "yes"):
        replies = chat.ask(text)
    assert any("your reference is" in message["text"] for message in replies)
    assert requests.get(f"{running.url}/frontdesk.js", timeout=10).ok
    assert requests.get(f"{running.staff}/sign-in", timeout=10).ok


def test_the_worker_writes_where_settings_say(running: SimpleNamespace) -> None:
    wait_until(lambda: any((running.data / "outbox").glob("*")), 30)
    wait_until(lambda: any((running.data / "backups").glob("*.backup")), 60)


def test_nothing_complains(running: SimpleNamespace) -> None:
    said = (running.data / "said.log").read_text()
    assert "Read-only" not in said
    assert "Permission" not in said
    assert " failed " not in said
    assert "WARNING" not in said


@pytest.mark.parametrize("verb", [("check",), ("gaps",), ("purge",), ("requests",), ("migrate",), ("train",)])
def test_other_verbs_write_nothing_there_either(source: Path, tmp_path: Path, verb: tuple[str, ...]) -> None:
    assert started(source, tmp_path, *verb).wait(120) == 0, (tmp_path / "said.log").read_text()
