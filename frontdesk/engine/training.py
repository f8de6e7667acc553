"""Training: from data/, domain.yml and config.yml to one model file, named by a digest of all that went into it.

These are also how the components that config.yml names learn, with all code of this project that this rests on
(frontdesk/engine/sources.py), the spaCy pipeline, and requirements.lock for everything else. What only reads with a model may
change and keep it.

It runs in a process of its own, so that the libraries and the memory it needs do not stay with the server.
"""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from frontdesk.content.own_data import parts_of_digest
from frontdesk.engine.lean_rasa import import_lean
from frontdesk.engine.shipping import shipped_as, unpack
from frontdesk.engine.sources import WHOLE, Name, rests_on
from frontdesk.settings.values import read_file

MODELS = Path("models")
LOG = MODELS / "training.log"
_REPORT_SECONDS = 15
_CONFIG = "config.yml"
_SUFFIXES = {".yml", ".json", ".cfg"}
_LEARN = ("train", "process_training_data")  # what Rasa calls of a component while it trains


def data_files(root: Path = Path()) -> set[Path]:
    """The files that a model learns from, and those that say what is learnt and how."""
    packs = root / "frontdesk" / "language"
    files = {root / name for name in (_CONFIG, "domain.yml", "requirements.lock")}
    files.update([*packs.glob("*/phrasings/*.yml"), *packs.glob("*/bookings/*.yml"), *packs.glob("*/language.yml")])
    folders = [root / "data", *_pipelines(root, _entries(root))]
    files.update(file for folder in folders for file in folder.rglob("*") if file.suffix in _SUFFIXES)
    return files


def learning_code(root: Path = Path()) -> tuple[dict[Name, str], set[Path]]:
    """How components learn, with all code of this project that this rests on, by name; and the files that it names."""
    entries = _entries(root)
    components = (entry["name"].rpartition(".") for entry in entries)
    learning = [(module, f"{name}.{method}") for module, _, name in components if module for method in _LEARN]
    spacy = [(".".join(folder.relative_to(root).parts), WHOLE) for folder in _pipelines(root, entries)]
    return rests_on(root, [*learning, *spacy])


def _entries(root: Path) -> list[dict[str, Any]]:
    config = read_file(root / _CONFIG, "It is part of Frontdesk; put it back.")
    return [*config["pipeline"], *config["policies"]]


def _pipelines(root: Path, entries: Sequence[Mapping[str, Any]]) -> list[Path]:
    """The folders of spaCy pipelines, each beside the module that makes it."""
    return [root / entry["model"] for entry in entries if "model" in entry]


def model_path(root: Path = Path(), own: Path | None = None) -> Path:
    """Where the model for the present data and code is, or will be. `own`: the data that a clinic has for itself."""
    code, named = learning_code(root)
    digest = hashlib.sha256()
    for file in sorted(data_files(root) | named):
        digest.update(f"{file.relative_to(root)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    for name, text in sorted(code.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for part in parts_of_digest(own):
        digest.update(part)
    return root / MODELS / f"frontdesk-{digest.hexdigest()[:16]}.tar.gz"


class TrainingError(RuntimeError):
    """Training did not give a model."""


def train(say: Callable[[str], None], own: Path | None = None) -> Path:
    """Train a model unless there is one for the present data and code, or one is shipped; its path. `say` reports progress.

    `own`: the data that a clinic has for itself. What Rasa and its libraries print meanwhile goes to `models/training.log`.
    Raises TrainingError and ShippedModelError.
    """
    path = model_path(own=own)
    if path.exists():
        say(f"The model {path.name} is up to date.")
        return path
    if (shipped := shipped_as(path)).exists():
        unpack(shipped, path)
        say(f"Unpacked the model {path.name} that is shipped for the present data.")
        return path
    MODELS.mkdir(exist_ok=True)
    say("Training a model for the present data (a few minutes) ...")
    done = threading.Event()
    threading.Thread(target=_report, args=(done, say), daemon=True).start()
    try:
        with LOG.open("w", encoding="utf-8") as log:
            command = [sys.executable, "-m", __name__, path.name, *([str(own)] if own else [])]
            trained = subprocess.run(command, stdout=log, stderr=log, check=False)
    finally:
        done.set()
    if trained.returncode != 0 or not path.exists():
        raise TrainingError(
            f"Training gave no model; {LOG} says why. Run `python -m frontdesk check` to see whether something is wrong "
            "with the data."
        )
    say(f"Trained {path.name}.")
    return path


def _report(done: threading.Event, say: Callable[[str], None]) -> None:
    seconds = 0
    while not done.wait(_REPORT_SECONDS):
        seconds += _REPORT_SECONDS
        say(f"... still training ({seconds} s)")


def _main(name: str, *own: str) -> int:
    import_lean(training=True)
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data", *own],
        output=str(MODELS),
        force_training=True,
        fixed_model_name=name.removesuffix(".tar.gz"),
    )
    return int(result.code)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
