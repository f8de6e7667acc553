"""One clinic as before, and several of a folder: what each has of its own, and what all have in common."""

from pathlib import Path

import pytest

from frontdesk.settings.clinics import Clinics, keys_of, read_clinics
from frontdesk.settings.values import SettingsError
from frontdesk.storage.separation import ONLY
from tests.support.clinics import MAIN, NAMES, WEST, environment, write_clinics
from tests.support.server import SECRET
from tests.support.sms_provider import SmsProvider

TEXTS = SmsProvider(url="https://texts.example.org").environment


def read(folder: Path, own: dict[str, str] | None = None, **variables: str) -> Clinics:
    write_clinics(folder, **own or {})
    return read_clinics(environment(folder, **variables))


def test_one_clinic_is_what_it_was(tmp_path: Path) -> None:
    found = read_clinics({"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET})
    assert list(found.each) == [ONLY] == [MAIN]
    only = found.named(None)
    assert only is found.installation
    assert (only.secret_keys, only.path, only.data_dir, only.own_data) == ((SECRET,), "", tmp_path, None)


def test_a_clinics_file_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    write_clinics(tmp_path)
    named = {"FRONTDESK_CLINIC_FILE": str(tmp_path / "clinics" / WEST / "clinic.yml")}
    found = read_clinics(environment(tmp_path) | named)
    assert {name: config.clinic.name for name, config in found.each.items()} == {MAIN: NAMES[WEST]}


def test_each_clinic_has_settings_of_its_own(tmp_path: Path) -> None:
    number = 'FRONTDESK_SMS_NUMBER: "+17805550102"\n'
    found = read(tmp_path, {WEST: number}, FRONTDESK_PUBLIC_URL="https://chat.example.org", **TEXTS)
    main, west = found.each.values()
    assert (main.clinic.name, west.clinic.name) == tuple(NAMES.values())
    assert (main.public_url, west.public_url) == (
        "https://chat.example.org/at/main",
        "https://chat.example.org/at/west",
    )
    assert main.sms
    assert west.sms
    assert (main.sms.number, west.sms.number) == ("+17805550100", "+17805550102")
    assert west.sms.public_url == "https://chat.example.org"
    assert west.sms.own_url == west.public_url
    assert west.data_dir == tmp_path / "clinics" / WEST
    assert {main.database_url, west.database_url} == {found.installation.database_url}


def test_secrets_are_a_clinics_own_and_the_first_ones_stay_good(tmp_path: Path) -> None:
    found = read(tmp_path, FRONTDESK_SECRET_KEYS=f"{'n' * 40},{SECRET}")
    assert found.each[MAIN].secret_keys == ("n" * 40, SECRET)
    assert found.each[WEST].secret_keys == (*keys_of(WEST, ("n" * 40,)), *keys_of(WEST, (SECRET,)))
    assert len({key for config in found.each.values() for key in config.secret_keys}) == 4


def test_a_clinic_may_be_given_secrets(tmp_path: Path) -> None:
    found = read(tmp_path, {WEST: f"FRONTDESK_SECRET_KEYS: {'w' * 40}\n"})
    assert found.each[WEST].secret_keys == ("w" * 40,)


def test_which_clinic_must_be_said_where_there_are_several(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.named(WEST).clinic_id == WEST
    with pytest.raises(SettingsError, match=r"--clinic: main, west"):
        found.named(None)
    with pytest.raises(SettingsError, match=r"no clinic 'east' here\. Those there are: main, west"):
        found.named("east")


def test_a_generated_secret_serves_all(tmp_path: Path) -> None:
    write_clinics(tmp_path)
    without = {name: value for name, value in environment(tmp_path).items() if name != "FRONTDESK_SECRET_KEYS"}
    found = read_clinics(without)
    assert found.each[MAIN].secret_keys == found.installation.secret_keys
    assert found.each[WEST].secret_keys == keys_of(WEST, found.installation.secret_keys)
    assert (tmp_path / "secret.key").exists()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({WEST: 'PORT: "5010"\n'}, r"west/settings\.yml: PORT holds for all clinics"),
        ({WEST: "- a list\n"}, r"west/settings\.yml: write a variable a line"),
        ({WEST: "FRONTDESK_SMS_NUMBER: 17805550102\n"}, r"write a variable a line"),
        ({WEST: f"FRONTDESK_SECRET_KEYS: {SECRET}\n"}, "clinics main and west share a secret"),
        ({WEST: 'FRONTDESK_SMS_NUMBER: "+17805550100"\n'}, "main and west have the same FRONTDESK_SMS_NUMBER"),
        ({WEST: "FRONTDESK_SMS_NUMBER: call us\n"}, "Clinic west: .*FRONTDESK_SMS_NUMBER is 'call us'"),
    ],
)
def test_what_two_clinics_cannot_have_is_said(tmp_path: Path, own: dict[str, str], said: str) -> None:
    main = {MAIN: 'FRONTDESK_SMS_NUMBER: "+17805550100"\n'}
    with pytest.raises(SettingsError, match=said):
        read(tmp_path, main | own, FRONTDESK_PUBLIC_URL="https://chat.example.org", **TEXTS)


def test_a_clinic_without_its_own_number_is_said(tmp_path: Path) -> None:
    service = {"FRONTDESK_SMS_MESSAGING_SERVICE": "MG" + "0" * 32, "FRONTDESK_SMS_NUMBER": ""}
    with pytest.raises(SettingsError, match="Clinic main: FRONTDESK_SMS_NUMBER is missing"):
        read(tmp_path, FRONTDESK_PUBLIC_URL="https://chat.example.org", **TEXTS | service)


@pytest.mark.parametrize("name", ["North", "a b", "-x", "x" * 33, "é"])
def test_a_folders_name_must_be_an_id(tmp_path: Path, name: str) -> None:
    write_clinics(tmp_path)
    (tmp_path / "clinics" / name).mkdir()
    with pytest.raises(SettingsError, match="the name of a clinic's folder is its id"):
        read_clinics(environment(tmp_path))


def test_all_that_is_wrong_is_said_by_clinic(tmp_path: Path) -> None:
    folder = write_clinics(tmp_path)
    for clinic in NAMES:
        (folder / clinic / "clinic.yml").write_text("clinic: {}\n")
    with pytest.raises(SettingsError) as caught:
        read_clinics(environment(tmp_path))
    assert "clinic.name" in str(caught.value) or "lacks" in str(caught.value)
