"""What is measured now and then does not rot meanwhile."""

from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = sorted(file.stem for file in Path("bench").glob("*.py"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_finds_what_it_uses(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    import_module(f"bench.{name}")


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_is_in_the_list_or_used_by_one_that_is(name: str) -> None:
    others = [file.read_text() for file in Path("bench").glob("*.py") if file.stem != name]
    listed = f"`{name}.py`" in Path("bench/README.md").read_text()
    assert listed or any(f"from bench.{name} import" in text or f"bench.{name}" in text for text in others)
