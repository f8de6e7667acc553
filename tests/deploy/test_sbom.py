"""`make sbom`: all that is shipped, with versions and hashes."""

import json
import re
import subprocess
import sys
from pathlib import Path

LOCKED = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", Path("requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_locked_package_is_in_it_with_its_hashes(tmp_path: Path) -> None:
    (rule,) = re.findall(r"^\t@\.venv/bin/cyclonedx-py (.*)$", Path("Makefile").read_text(), re.MULTILINE)
    arguments = rule.replace("sbom.cdx.json", str(tmp_path / "sbom.json")).split()
    subprocess.run([Path(sys.executable).parent / "cyclonedx-py", *arguments], check=True, capture_output=True)
    bom = json.loads((tmp_path / "sbom.json").read_text())
    assert bom["bomFormat"] == "CycloneDX"
    assert {part["name"]: part["version"] for part in bom["components"]} == LOCKED
    assert all(part["externalReferences"][0]["hashes"] for part in bom["components"])
    assert len(LOCKED) > 80
