"""The digest that names a model: what a model depends on changes it, and nothing else does."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.engine.training import learning_code, model_path

CODE = "frontdesk/engine/nlu/sign_model.py"
MATCHER = "frontdesk/engine/nlu/topic_matcher.py"


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


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "data/rules.yml",
        "requirements.lock",
        "frontdesk/language/fr/phrasings/signs.yml",
        "frontdesk/language/pipeline/config.cfg",
        "frontdesk/language/en/signs.yml",
        "frontdesk/language/encoder/tokenizer.json",
    ],
)
def test_a_file_that_a_model_depends_on_changes_the_digest(project: Path, name: str) -> None:
    before = model_path(project)
    append(project / name)
    assert model_path(project) != before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CODE, "class SignModel:", "class SignModel(object):"),
        (MATCHER, 'f"{CHECK_REPLY}/", SAID)', 'f"{CHECK_REPLY}/")'),
        ("frontdesk/engine/nlu/reader_model.py", "_DROPOUT = 0.35", "_DROPOUT = 0.3"),
        ("frontdesk/booking/told.py", '"practitioner", "slot"', '"practitioner", "place"'),
        ("frontdesk/language/folding.py", "def plain(text: str) -> str:", "def plain(text: str, *_: str) -> str:"),
        ("frontdesk/language/pipeline.py", '"no relief"', '"no relief", "no good"'),
    ],
)
def test_code_that_runs_while_a_model_learns_changes_the_digest(project: Path, name: str, old: str, new: str) -> None:
    before = model_path(project)
    replace(project / name, old, new)
    assert model_path(project) != before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (MATCHER, "def process(", "def processed("),
        ("frontdesk/engine/nlu/booking_reader.py", "_SURE = 0.97", "_SURE = 0.98"),
        ("frontdesk/language/when/words.py", "_SHORTEST_NEAR = 5", "_SHORTEST_NEAR = 6"),
        ("frontdesk/booking/heard.py", '"""', '"""\n'),
        ("frontdesk/notices/email.py", '"""', '"""\n'),
        (CODE, '"""Evidence for', '"""What speaks for'),
        (CODE, "class SignModel:", "# Explained.\nclass SignModel:"),
    ],
)
def test_nothing_else_changes_the_digest(project: Path, name: str, old: str, new: str) -> None:
    before = model_path(project)
    replace(project / name, old, new)
    assert model_path(project) == before


@pytest.mark.parametrize(
    "statement",
    [
        "import frontdesk.engine.nlu.added as added\n    return added.words()",
        "from frontdesk.engine.nlu import added\n    return added.words()",
        "from . import added\n    return added.words()",
        "from .added import words\n    return words()",
    ],
)
def test_code_that_is_imported_counts_once_it_is_used(project: Path, statement: str) -> None:
    added = project / "frontdesk/engine/nlu/added.py"
    added.write_text('_FILE = "added.yml"\n\n\ndef words() -> str:\n    return _FILE\n')
    added.with_suffix(".yml").write_text("words: []\n")
    before = model_path(project)
    append(project / CODE, f"\n\ndef later() -> str:\n    {statement}\n")
    assert model_path(project) == before
    replace(project / CODE, "class SignModel:", "class SignModel:\n    use = later\n")
    digests = [before, model_path(project)]
    for file, old, new in (
        (added, "return _FILE", "return _FILE.lower()"),
        (added, "_FILE =", "_FILE: str ="),
        (added.with_suffix(".yml"), "[]", "[more]"),
    ):
        replace(file, old, new)
        digests.append(model_path(project))
    assert len(set(digests)) == len(digests)


def test_whatever_runs_while_a_model_learns_is_counted(tmp_path: Path) -> None:
    """A real training on two phrasings of each kind, watched: each function of this project that it calls is in the digest."""
    counted = {(module, name.partition(".")[0]) for module, name in learning_code()[0]}
    command = [sys.executable, "-m", "tests.engine.watched_training", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    called = {tuple(line.split()) for line in (tmp_path / "called.txt").read_text().splitlines()}
    assert len(called) > 100
    assert called <= counted
