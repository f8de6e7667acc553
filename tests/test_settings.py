"""Settings: what is read, and what whoever edits them is told."""

from pathlib import Path

import pytest

from frontdesk.setting_values import SettingsError
from frontdesk.settings import ENVIRONMENT, read_clinic, read_settings

SHIPPED = Path("clinic.yml").read_text(encoding="utf-8")


def clinic_file(folder: Path, text: str) -> Path:
    file = folder / "clinic.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_shipped_clinic_is_valid_and_marks_its_demo_values() -> None:
    clinic = read_clinic(Path("clinic.yml"))
    assert clinic.name == "Momentum Physiotherapy"
    assert clinic.demo_values == {"clinic.phone", "clinic.email", "hours"}
    assert clinic.fees == ()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("  name: Momentum", "  nmae: Momentum", "unknown key `nmae`"),
        ("  phone: 780-555-0100\n", "", "lacks `phone`"),
        ("  phone: 780-555-0100", "  phone: call us", "`clinic.phone` is 'call us'"),
        ("America/Edmonton", "Mountain Time", "IANA list"),
        ('monday: ["08:00-18:00"]', 'monday: ["8-18"]', "must look like"),
        ('monday: ["08:00-18:00"]', 'monday: ["18:00-08:00"]', "closes before it opens"),
        ('monday: ["08:00-18:00"]', 'monday: ["08:00-25:00"]', "Write it as 08:00-18:00"),
        ('monday: ["08:00-18:00"]', 'monday: ["08:00-18:00", "17:00-19:00"]', "overlap"),
        (
            "demo_values: [clinic.phone, clinic.email, hours]",
            "demo_values: [clinic.fax]",
            "`clinic.fax`, which is not set",
        ),
        ("hours:\n", 'closures: ["2026-13-01"]\nhours:\n', "Write a day as"),
        ("hours:\n", 'closures: ["2026-12-24/2026-12-01"]\nhours:\n', "earlier day first"),
        ("method: request", "method: fax", "booking.method"),
        ("method: request", "method: link", "online booking page"),
        ("method: request", "method: slots", "without services or practitioners"),
        (
            "method: request",
            "method: slots\n  services: [{id: first, name: First visit, minutes: 45}]",
            "without services",
        ),
        ("method: request", 'method: request\n  quiet_hours: "21:00-28:00"', "booking.quiet_hours"),
        ("general_answers: true", "general_answers: sure", "knowledge.general_answers"),
        ("clinic:", "clinic: [", "not valid YAML"),
    ],
)
def test_a_mistake_is_explained_with_file_key_and_remedy(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    assert before in SHIPPED
    with pytest.raises(SettingsError) as caught:
        read_clinic(clinic_file(tmp_path, SHIPPED.replace(before, after, 1)))
    assert sentence in str(caught.value)
    assert "clinic.yml" in str(caught.value)


def test_missing_file_says_which_variable_to_set(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FRONTDESK_CLINIC_FILE"):
        read_clinic(tmp_path / "nowhere.yml")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http'"),
        ("PORT", "70000", "from 1 to 65535"),
        ("FRONTDESK_CONVERSATION_RATE", "lots", "30/minute"),
        ("FRONTDESK_SECRET_KEYS", "short", "shorter than 32"),
        ("FRONTDESK_PROT", "5005", "not known"),
        ("FRONTDESK_SMTP_URL", "mail.example.org", "smtp://"),
        ("FRONTDESK_PUBLIC_URL", "ftp://example.org", "https://"),
        ("FRONTDESK_WEBHOOK_URL", "https://example.org/hook", "FRONTDESK_WEBHOOK_SECRET"),
    ],
)
def test_a_wrong_environment_variable_is_explained(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings({"FRONTDESK_DATA_DIR": str(tmp_path), name: value})


def test_a_secret_is_generated_once_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    first = read_settings({"FRONTDESK_DATA_DIR": str(tmp_path)})
    again = read_settings({"FRONTDESK_DATA_DIR": str(tmp_path)})
    assert first.secret_keys == again.secret_keys
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_defaults_listen_on_loopback() -> None:
    assert ENVIRONMENT["FRONTDESK_HOST"][0] == "127.0.0.1"
