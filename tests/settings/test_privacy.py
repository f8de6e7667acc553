"""What a clinic may set of privacy and retention."""

from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.privacy import Retention
from frontdesk.settings.values import SettingsError

SHIPPED = Path("clinic.yml").read_text(encoding="utf-8")


def clinic_file(folder: Path, more: str) -> Path:
    file = folder / "clinic.yml"
    file.write_text(f"{SHIPPED}\n{more}\n", encoding="utf-8")
    return file


def test_each_kind_has_its_time(tmp_path: Path) -> None:
    keep = read_clinic(clinic_file(tmp_path, "retention: {conversations: 7, appointments: 3650}")).retention
    assert keep == Retention(conversations=7, appointments=3650)
    assert (keep.kept("conversations"), keep.kept("texts")) == (timedelta(days=7), timedelta(days=30))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("retention: {conversations: 0}", "`retention.conversations` is 0. Write a whole number from 1 to 730."),
        ("retention: {audit: 30}", "`retention.audit` is 30. Write a whole number from 366 to 3660."),
        ("retention: {chats: 7}", "`retention` has the unknown key `chats`."),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_clinic(clinic_file(tmp_path, written))
    assert said in str(caught.value)


def test_a_page_of_privacy_must_be_safe_to_open(tmp_path: Path) -> None:
    written = SHIPPED.replace(
        "  # page: https:// address of the clinic's privacy statement", '  page: "http://x.org/a"'
    )
    file = tmp_path / "clinic.yml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"privacy\.page"):
        read_clinic(file)
