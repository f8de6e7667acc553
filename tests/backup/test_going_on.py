"""A clinic whose machine is gone: its backup is restored elsewhere, and patients go on where they were."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.clock import TUESDAY_MORNING, command
from tests.support.server import ROOT, SECRET, WIDE_RATES, Server
from tests.support.web_chat import Chat

pytestmark = pytest.mark.clock(TUESDAY_MORNING)


def verb(data_dir: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "FRONTDESK_DATA_DIR": str(data_dir), "FRONTDESK_SECRET_KEYS": SECRET}
    return subprocess.run(
        command(*arguments, moment=TUESDAY_MORNING),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_booking_goes_on_behind_a_restore(model: Path, tmp_path: Path) -> None:
    before, after, backup = tmp_path / "before", tmp_path / "after", str(tmp_path / "one.backup")
    before.mkdir()
    after.mkdir()
    clinic = Server(before, now=TUESDAY_MORNING, **WIDE_RATES)
    chat = Chat(clinic)
    for text in ("i want to book an appointment", "Rosa Example", "780 555 0143"):
        chat.ask(text)
    assert "It opens with FRONTDESK_SECRET_KEYS" in clinic.verb("backup", backup)
    clinic.stop(kill=True)

    assert "on trial" in verb(after, "restore", "--try-out", backup).stdout
    assert "ready to start" in verb(after, "restore", backup).stdout
    again = verb(after, "restore", backup)
    assert (again.returncode, again.stdout) == (1, "")
    assert "not empty" in again.stderr

    restored = Server(after, now=TUESDAY_MORNING, **WIDE_RATES)
    try:
        chat.url = restored.url
        said = [message["text"] for message in chat.call("GET", "messages").json()["messages"]]
        assert "Rosa Example" in said
        replies = [chat.ask(text)[-1]["text"] for text in ("next tuesday morning", "sore shoulder", "no, first time")]
        assert "Rosa Example" in replies[-1]
        assert any("your reference is" in message["text"] for message in chat.ask("yes"))
    finally:
        restored.stop()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else"])
def test_a_foreign_file_gives_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    refused = verb(tmp_path / "data", "restore", str(tmp_path / "file"))
    assert refused.returncode == 1
    assert "is no backup of Frontdesk" in refused.stderr
    assert "Traceback" not in refused.stderr
