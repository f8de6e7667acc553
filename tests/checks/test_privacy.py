"""What `check --production` says is open of privacy and safety."""

from dataclasses import replace
from pathlib import Path

from frontdesk.checks.privacy import CHECKLIST, open_points
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.privacy import Privacy
from tests.support.slots import clinic

SETTLED = Privacy(
    "Alberta's Health Information Act", "the privacy officer", "https://clinic.example.org/privacy", "H1234"
)


def settled() -> Clinic:
    return replace(clinic(), privacy=SETTLED)


def test_each_setting_that_is_missing_is_said() -> None:
    found = [point for point in open_points(clinic()) if point.startswith("clinic.yml")]
    assert [point.split("`")[1] for point in found] == [
        "privacy.authority",
        "privacy.contact",
        "privacy.page",
        "privacy.assessment",
    ]


def test_lines_of_the_checklist_are_open_until_they_are_ticked(tmp_path: Path) -> None:
    checklist = tmp_path / "checklist.md"
    checklist.write_text("# List\n\n- [x] Done, by Sam.\n- [ ] Name [somebody](here.md)\n  soon.\n- [ ] Train staff.\n")
    assert list(open_points(settled(), checklist)) == [
        f"{checklist}: open: Name somebody soon.",
        f"{checklist}: open: Train staff.",
    ]


def test_all_of_the_shipped_checklist_is_open() -> None:
    lines = CHECKLIST.read_text(encoding="utf-8").count("- [ ] ")
    assert len(list(open_points(settled()))) == lines > 20


def test_a_checklist_that_is_gone_is_said(tmp_path: Path) -> None:
    (said,) = open_points(settled(), tmp_path / "none.md")
    assert "cannot be read" in said
