"""The digest that names a model: what a model depends on changes it, and nothing else does."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.engine.training import inputs, model_path

CODE = "frontdesk/engine/nlu/screening.py"
LOADED = """
from frontdesk.engine.lean_rasa import import_lean; import_lean()
import sys
kept = set(sys.modules)
import frontdesk.engine.nlu.safety_screen, frontdesk.engine.nlu.topic_matcher
print(*(sys.modules[name].__file__ for name in set(sys.modules) - kept if name.startswith("frontdesk.")), sep="\\n")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project to change."""
    large_or_unused = shutil.ignore_patterns("__pycache__", "*.onnx", "web")
    for folder in ("frontdesk", "data"):
        shutil.copytree(folder, tmp_path / folder, ignore=large_or_unused)
    for file in ("config.yml", "domain.yml", "requirements.lock"):
        shutil.copy(file, tmp_path)
    return tmp_path


def append(file: Path, text: str = "# changed\n") -> None:
    with file.open("a") as opened:
        opened.write(text)


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "data/rules.yml",
        "requirements.lock",
        "frontdesk/engine/nlu/topic_matcher.py",
        CODE,
        "frontdesk/language/pipeline.py",
        "frontdesk/language/pipeline/config.cfg",
        "frontdesk/language/en/signs.yml",
        "frontdesk/language/encoder/tokenizer.json",
    ],
)
def test_what_a_model_depends_on_changes_the_digest(project: Path, name: str) -> None:
    before = model_path(project)
    append(project / name)
    assert model_path(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "frontdesk/notices/email.py",
        "frontdesk/settings.py",
        "frontdesk/channels/server.py",
        "frontdesk/booking/catalogue.py",
        "frontdesk/language/encoder/adapt.py",
    ],
)
def test_nothing_else_changes_the_digest(project: Path, name: str) -> None:
    before = model_path(project)
    append(project / name)
    assert model_path(project) == before


@pytest.mark.parametrize(
    "statement",
    [
        "import frontdesk.engine.nlu.added",
        "from frontdesk.engine.nlu import added",
        "from . import added",
        "from .added import WORDS",
    ],
)
@pytest.mark.parametrize("where", ["{}\n", "def later() -> None:\n    {}\n"])
def test_a_module_that_a_component_imports_counts_from_then_on(project: Path, statement: str, where: str) -> None:
    added = project / "frontdesk/engine/nlu/added.py"
    added.write_text('WORDS = "added.yml"\n')
    (project / "frontdesk/engine/nlu/added.yml").write_text("words: []\n")
    digests = [model_path(project)]
    for file, text in (
        (project / CODE, where.format(statement)),
        (added, "# changed\n"),
        (added.with_suffix(".yml"), "# changed\n"),
    ):
        append(file, text)
        digests.append(model_path(project))
    assert len(set(digests)) == len(digests)


def test_whatever_the_components_really_import_is_counted() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    imported = {Path(file).relative_to(Path.cwd()) for file in done.stdout.split()}
    assert len(imported) > 20
    assert imported <= set(inputs())
