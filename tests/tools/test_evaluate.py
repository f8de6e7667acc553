"""`evaluate` on sets of a few messages."""

from pathlib import Path

import pytest

from frontdesk.tools.report.page import figures_in
from tests.support.command_line import frontdesk

SETS = {
    "questions": """
- {text: "what would i pay for a visit", accept: [cost]}
- {text: "will the needles be sore", accept: [does_it_hurt, side_effects]}
- {text: "where would i leave the car", accept: [parking_access]}
- {text: "how do you treat parrots", accept: [cost]}
""",
    "later_turns": """
- turns:
  - {text: "does it hurt?"}
  - {text: "and what does it cost?", accept: [cost]}
""",
    "out_of_scope": '- {text: "what is the capital of peru"}\n',
    "signs": '- {text: "crushing chest pain down my left arm right now", group: heart, level: emergency}\n',
    "everyday": '- {text: "my knee is a bit stiff after gardening"}\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sets = tmp_path / "sets"
    sets.mkdir()
    for name, text in SETS.items():
        (sets / f"{name}.yml").write_text(text, encoding="utf-8")
    return sets


def test_the_report_is_written_and_compared_with_the_last_one(model: Path, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    asked = ("evaluate", "--folder", str(folder), "--html", str(report))
    first = frontdesk(*asked, FRONTDESK_DATA_DIR=str(tmp_path))
    assert first.returncode == 0, first.stderr
    assert "parrots" not in first.stdout + first.stderr + report.read_text(encoding="utf-8")
    figures = figures_in(report)
    assert figures["sets"]["signs"] == {"alarm": 1}
    assert figures["sets"]["later_turns"] == {"right": 1}
    assert figures["robustness"]["as typed"]["signs"]["total"] == 1
    assert "<svg" in report.read_text(encoding="utf-8")

    again = frontdesk(*asked, "--worst", FRONTDESK_DATA_DIR=str(tmp_path))
    assert again.returncode == 0, again.stderr
    assert "parrots" not in again.stdout + again.stderr
    text = report.read_text(encoding="utf-8")
    assert "parrots" in text
    assert f"Nothing has changed since the report of {figures['at']}" in text


def test_worst_cases_belong_to_the_report(tmp_path: Path) -> None:
    done = frontdesk("evaluate", "--worst", FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert "give --html FILE too" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("sings.yml", "sings.yml is no set"), ("notes.txt", "There are no sets in")]
)
def test_a_folder_without_sets_that_can_be_judged_is_refused(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("[]\n", encoding="utf-8")
    done = frontdesk("evaluate", "--folder", str(tmp_path), FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert said in done.stderr
