"""Settings: what is read, and what whoever edits them is told."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path

import pytest

from frontdesk.content.clinic_text import hours_in_words
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.settings.values import SettingsError
from frontdesk.settings.variables import variables

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
        ('monday: ["08:00-18:00"]', 'monday: ["8-18"]', "`hours.monday.1` is '8-18'. Write it as 08:00-18:00."),
        ('monday: ["08:00-18:00"]', 'monday: "08:00-18:00"', 'Write it as ["08:00-18:00"]'),
        ('monday: ["08:00-18:00"]', "monday: []", "`hours.monday` is empty"),
        ("hours:\n", "closures: [2026-12-25]\nhours:\n", 'Write it as "2026-12-25", in quotes'),
        ('number: "911"', "number: 911", 'is 911 where a text belongs. Write it as "911", in quotes'),
        ("  phone: 780-555-0100", "  phone: 7805550100", "is 7805550100 where a text belongs. Put it in quotes"),
        ("  city: Edmonton", "  city:", "`clinic.city` is empty where a text belongs"),
        ("  city: Edmonton", "  city: Edmonton\n  region: Canada", "`clinic.region` is 'Canada'. Write it as CA."),
        ("method: request", "method: request\n  respond_hours: 500", "Write a whole number from 1 to 80"),
        ("allowed_origins: []", "allowed_origins: [example.org]", "Write it as https://example.org, without a path"),
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
        ("FRONTDESK_CLAIM_SECONDS", "0", "from 1 to 3600"),
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


def secret_in(folder: Path, largest_file: int) -> subprocess.CompletedProcess[str]:
    """What a process of its own prints, which may write files of so many bytes: a full disk, where it is 0."""
    code = (
        "import resource, sys; from frontdesk.settings.environment import read_settings;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY));"
        "print(*read_settings({'FRONTDESK_DATA_DIR': sys.argv[1]}).secret_keys)"
    )
    command = [sys.executable, "-c", code, str(folder), str(largest_file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("bytes_left", [0, 20])
def test_a_first_start_without_room_leaves_no_half_secret_behind(tmp_path: Path, bytes_left: int) -> None:
    refused = secret_in(tmp_path, bytes_left)
    assert "secret.key: no secret can be written" in refused.stderr
    assert "Make room there" in refused.stderr
    assert not list(tmp_path.iterdir())
    assert len(secret_in(tmp_path, 1000).stdout.strip()) > 40


def test_processes_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        printed = set(pool.map(lambda _: secret_in(tmp_path, 1000).stdout, range(4)))
    assert len(printed) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_defaults_listen_on_loopback() -> None:
    (host,) = (variable for variable in variables(Settings) if variable.name == "FRONTDESK_HOST")
    assert host.default == "127.0.0.1"


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = (
        SHIPPED.replace("  phone: 780-555-0100", "  phone: call us")
        .replace('monday: ["08:00-18:00"]', 'monday: ["8 to 18", "19:00-18:00"]')
        .replace('tuesday: ["08:00-18:00"]', 'tuesday: ["0800"]')
        .replace("method: request", "method: fax\n  lead_hours: soon")
        .replace("general_answers: true", "general_answers: sure")
        .replace("demo_values: [", "closures: [christmas, easter]\ncolour: red\ndemo_values: [fees, ")
    )
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {
                "FRONTDESK_CLINIC_FILE": str(clinic_file(tmp_path, text)),
                "FRONTDESK_DATA_DIR": str(tmp_path),
                "PORT": "http",
                "FRONTDESK_PROXIES": "many",
                "FRONTDESK_PROT": "1",
            }
        )
    said = str(caught.value)
    for key in (
        "clinic.phone 8_to_18 19:00-18:00 0800 booking.method booking.lead_hours general_answers christmas easter colour "
        "`fees` PORT FRONTDESK_PROXIES FRONTDESK_PROT"
    ).split():
        assert key.replace("_to_", " to ") in said, key
    assert len(caught.value.problems) == 14
    assert not any(raw in said for raw in ("not of type", "not valid under", "does not match", "\\d", "^["))


@pytest.mark.parametrize("written", ["9:00-13:00", "09:00-13:00", "9:00 - 13:00", "9:00–13:00"])
def test_a_time_may_lack_its_zero(tmp_path: Path, written: str) -> None:
    clinic = read_clinic(clinic_file(tmp_path, SHIPPED.replace('monday: ["08:00-18:00"]', f'monday: ["{written}"]')))
    assert clinic.hours["monday"] == ((time(9), time(13)),)


def test_a_day_may_be_open_to_its_end(tmp_path: Path) -> None:
    text = SHIPPED.replace('monday: ["08:00-18:00"]', 'monday: ["00:00-24:00"]')
    text = text.replace('friday: ["08:00-16:00"]', 'friday: ["18:00-24:00"]')
    words = hours_in_words(read_clinic(clinic_file(tmp_path, text)))
    assert words.startswith("Monday 24 hours, ")
    assert words.endswith("Friday 6 p.m. to midnight")
