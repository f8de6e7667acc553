"""`parse` on the command line."""

import json
from pathlib import Path

from tests.support.command_line import frontdesk


def test_a_message_is_explained_in_lines(model: Path, tmp_path: Path) -> None:
    done = frontdesk("parse", "does it hurt, no fever", FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Outcome   faq/does_it_hurt")
    assert "fever = SYMPTOM fever, denied" in done.stdout
    for part in ("Language  en", "Read as", "nearest signs", "nearest phrasings", "Booking   at"):
        assert part in done.stdout


def test_a_message_is_explained_as_json(model: Path, tmp_path: Path) -> None:
    done = frontdesk("parse", "--json", "cant feel when i wipe", FRONTDESK_DATA_DIR=str(tmp_path))
    found = json.loads(done.stdout)
    assert found["outcome"]["intent"] == "safety/cauda_equina"
    assert found["safety"]["probability"] > found["safety"]["alarm_from"]


def test_an_unknown_question_is_refused(tmp_path: Path) -> None:
    done = frontdesk("parse", "--asked", "colour", "hello", FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert "Write one of: start, name" in done.stdout
