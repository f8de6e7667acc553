"""The image and the services of one machine: Dockerfile, Compose, systemd, each as its own tool reads it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frontdesk.cli import _parser
from frontdesk.settings.environment import Settings
from frontdesk.settings.variables import variables
from tests.support.manifests import COMPOSE, as_written, image_contents

DOCKERFILE = Path("Dockerfile").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = as_written(COMPOSE / "compose.yml")["services"]
OURS = [service for service in SERVICES.values() if "FRONTDESK_IMAGE" in service["image"]]
UNITS = sorted(Path("deploy/systemd").glob("*.service"))
KNOWN = {variable.name for variable in variables(Settings)} | {"RASA_TELEMETRY_ENABLED", "PYTHONDONTWRITEBYTECODE"}
_BIN = Path(sys.executable).parent
_MOST_EXPOSED = "15"  # systemd-analyze's scale ends at 100


def run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def test_the_dockerfile_has_no_finding() -> None:
    found = run(_BIN / "hadolint", "--no-fail", "Dockerfile")
    assert (found.stdout, found.stderr) == ("", "")


def test_the_last_stage_runs_as_nobody_and_compiles_nothing() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "apt-get" not in DOCKERFILE
    assert "--only-binary :all: --require-hashes" in DOCKERFILE
    assert DOCKERFILE.count("FROM python:3.12-slim-bookworm") == 2
    assert not re.search(r"^COPY .*\b(tests|bench|widget|docs)\b", DOCKERFILE, re.MULTILINE)


def test_what_is_copied_is_let_through_and_there() -> None:
    let_through = {line[1:] for line in Path(".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(image_contents()) <= let_through
    assert all(Path(source).exists() for source in let_through)


def test_compose_fits_its_schema() -> None:
    """The schema is the Compose specification's own (Apache-2.0, compose-spec/compose-spec: schema/compose-spec.json)."""
    schema = json.loads(Path("tests/deploy/compose-spec.json").read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(as_written(COMPOSE / "compose.yml"))


def test_the_containers_are_locked_up() -> None:
    verbs = next(action for action in _parser()._actions if action.dest == "verb").choices or {}
    assert [service["command"][0] for service in OURS] == ["migrate", "serve", "worker", "staff"]
    for service in OURS:
        assert service["command"][0] in verbs
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["user"] == "10001:10001"
        assert "ports" not in service
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


def test_settings_of_compose_are_known() -> None:
    given = {name for service in OURS for name in service["environment"]}
    given |= set(re.findall(r"^(\w+)=", (COMPOSE / "frontdesk.env.example").read_text(), re.MULTILINE))
    assert given <= KNOWN
    assert not re.search(r"SECRET_KEYS=.", (COMPOSE / "frontdesk.env.example").read_text())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_can_be_loaded_and_are_locked_up(unit: Path, tmp_path: Path) -> None:
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/frontdesk", str(Path.cwd())))
    loaded = run("systemd-analyze", "verify", copy)
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (0, "", "")
    exposed = run("systemd-analyze", "security", "--offline=yes", f"--threshold={_MOST_EXPOSED}", copy)
    assert exposed.returncode == 0, exposed.stdout[-200:]


def test_settings_of_units_are_known() -> None:
    for unit in UNITS:
        given = re.findall(
            r"([A-Z_]{8,})=\S", "".join(re.findall(r"^Environment=(.*)$", unit.read_text(), re.MULTILINE))
        )
        assert given
        assert set(given) <= KNOWN
