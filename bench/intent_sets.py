"""Public data sets of intents, read by the form of their files.

1. As HINT3: a folder with `<name>_train.csv` and `<name>_test.csv`, columns `sentence,label`; NO_NODES_DETECTED is
   out of scope.
2. As BANKING77 and few-shot splits: a folder with `train.../seq.in`, `train.../label`, `test/seq.in`, `test/label`, one line
   each; `oos` is out of scope.
3. As CLINC150: a JSON file {"train": [[text, label], ...], "test": [...], "oos_train": [...], "oos_test": [...]}.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frontdesk.content.topic_ids import OUT_OF_SCOPE

Labelled = list[tuple[str, str]]
_OUTSIDE = frozenset({"NO_NODES_DETECTED", "oos", "ood", "out_of_scope", "OOS"})


@dataclass(frozen=True)
class IntentSet:
    """Phrasings and their intents, to learn from and to be tested on; OUT_OF_SCOPE where none is right."""

    name: str
    train: Labelled
    test: Labelled

    @property
    def has_outliers(self) -> bool:
        """Whether what is out of scope can be learnt, too."""
        return any(label == OUT_OF_SCOPE for _, label in self.train)


class UnknownFormatError(ValueError):
    """A path holds no data set of a known form."""


def sets_in(path: Path) -> list[IntentSet]:
    """All data sets at a path. Raises UnknownFormatError."""
    found = [_of_json(path)] if path.suffix == ".json" else [*_of_csv(path), *_of_lines(path)]
    if not found:
        raise UnknownFormatError(f"{path} holds no data set of a known form: see {Path(__file__).name}.")
    return found


def _normal(rows: Labelled) -> Labelled:
    return [(text, OUT_OF_SCOPE if label in _OUTSIDE else label) for text, label in rows]


def _of_csv(folder: Path) -> Iterator[IntentSet]:
    for file in sorted(folder.glob("*_train.csv")):
        name = file.stem.removesuffix("_train")
        yield IntentSet(name, _columns(file), _columns(folder / f"{name}_test.csv"))


def _columns(file: Path) -> Labelled:
    with file.open(encoding="utf-8", newline="") as lines:
        return _normal([(row["sentence"], row["label"]) for row in csv.DictReader(lines)])


def _of_lines(folder: Path) -> Iterator[IntentSet]:
    for taught in sorted(folder.glob("train*/seq.in")):
        yield IntentSet(f"{folder.name} {taught.parent.name}", _paired(taught.parent), _paired(folder / "test"))


def _paired(folder: Path) -> Labelled:
    texts, labels = ((folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "label"))
    return _normal(list(zip(texts, labels, strict=True)))


def _of_json(file: Path) -> IntentSet:
    content = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not {"train", "test"} <= set(content):
        raise UnknownFormatError(f'{file} has no "train" and "test".')

    def rows(part: str) -> Labelled:
        outside = [(text, OUT_OF_SCOPE) for text, *_ in content.get(f"oos_{part}", ())]
        return [*_normal([(text, label) for text, label in content[part]]), *outside]

    return IntentSet(file.stem, rows("train"), rows("test"))
