"""`python -m frontdesk learn`: writes accepted phrasings into the training data, for somebody to look at (`git diff`).

1. Each phrasing goes to the end of its topic's own list, as a line; nothing else of the file changes.
2. Personal details are taken out (`scrubbing.py`), and what is in doubt is left out and named.
3. Nothing is written that the training data, the calibration data or the evaluation sets hold already: a model is not measured
   on what it has learnt.
4. Nothing is trained here, and nothing learns by itself.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontdesk.content.phrasings import data_files, examples_of, read_yaml
from frontdesk.content.topic_ids import FAQ, FAQ_TOPICS
from frontdesk.insight.scrubbing import scrubbed, words_of
from frontdesk.language.packs import ENGLISH

_LEARNT = ("faq", "nlu")  # folders of data/ that topics are learnt from
_PACKS = Path("frontdesk/language")
_PHRASINGS = "*/phrasings/*.yml"
_EVALUATION = Path("tests/evaluation")


@dataclass(frozen=True)
class Proposal:
    """A message that somebody has accepted for a topic. `patient`: the name that is known of who wrote it, or ""."""

    topic: str
    text: str
    language: str = ENGLISH
    patient: str = ""


@dataclass
class Learnt:
    """What came of it: lines by file, and what was left out with the reason. `left_out` quotes nothing in doubt of a name."""

    added: dict[Path, list[tuple[str, str]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    diff: list[str] = field(default_factory=list)


def learn(proposals: Iterable[Proposal], root: Path = Path(), new_words: bool = False, write: bool = True) -> Learnt:
    """Write the phrasings that may be learnt into the files under `root`. `new_words`: also those with words in doubt."""
    held = {file: list(examples_of(file)) for file in [*data_files(root / "data"), *(root / _PACKS).glob(_PHRASINGS)]}
    known = [text for examples in held.values() for _, text in examples]
    # Names stand in stories of warning signs and in bookings; questions hold few.
    questions = [text for file, examples in held.items() if file.parent.name == "faq" for _, text in examples]
    vocabulary = {word for text in questions for word in _written_small(text)}
    seen, held_out, learnt = {_same(text) for text in known}, _held_out(root), Learnt()
    for number, proposal in enumerate(proposals, 1):
        name = f"message {number} ({proposal.topic})"
        found = scrubbed(proposal.text, vocabulary, proposal.patient)
        label = f"{FAQ}/{proposal.topic}" if proposal.topic in FAQ_TOPICS else proposal.topic
        file = _file_of(held, root, label, proposal.language)
        if not found.text or (found.unknown and not new_words):
            learnt.left_out.append(f"{name}: {found.why_not}")
        elif _same(found.text) in held_out | seen:
            where = "an evaluation set" if _same(found.text) in held_out else "the data"
            learnt.left_out.append(f"{name}: is in {where} already")
        elif file is None:
            learnt.left_out.append(f"{name}: the topic has no phrasings in the language {proposal.language}")
        else:
            seen.add(_same(found.text))
            learnt.added.setdefault(file, []).append((label, found.text))
    for file, lines in sorted(learnt.added.items()):
        before = file.read_text(encoding="utf-8")
        after = _with_lines(before, lines)
        name = str(file.relative_to(root))
        learnt.diff += difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, n=1, lineterm="")
        if write:
            file.write_text(after, encoding="utf-8")
    return learnt


def _written_small(text: str) -> set[str]:
    """The words of a text that are written in small letters, or at its beginning: no names."""
    first, *others = text.split(maxsplit=1) or [""]
    return {
        *words_of(first),
        *(word for word in words_of(" ".join(others)) if re.search(rf"\b{re.escape(word)}\b", text)),
    }


def _same(text: str) -> str:
    """What two phrasings have in common that differ only in capitals, signs and spaces."""
    return " ".join(words_of(text))


def _file_of(held: Mapping[Path, Sequence[tuple[str, str]]], root: Path, label: str, language: str) -> Path | None:
    """The file with most phrasings of a topic in a language; None if none has any."""
    folders = [root / "data" / name for name in _LEARNT]
    if language != ENGLISH:
        folders = [root / _PACKS / language / "phrasings"]
    counted = {
        file: sum(intent == label for intent, _ in examples)
        for file, examples in held.items()
        if file.parent in folders
    }
    best = max(counted, key=lambda file: counted[file], default=None)
    return best if best and counted[best] else None


def _held_out(root: Path) -> set[str]:
    """The words of everything in the evaluation sets."""
    files = sorted((root / _EVALUATION).rglob("*.yml"))
    return {_same(text) for file in files for text in _texts(read_yaml(file))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value, *value.splitlines()]
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _with_lines(content: str, lines: Sequence[tuple[str, str]]) -> str:
    """A file's content with phrasings added, each behind the last one of its intent."""
    rows = content.splitlines()
    for label, text in lines:
        rows.insert(_end_of(rows, label), f"    - {text}")
    return "\n".join(rows) + "\n"


def _end_of(rows: Sequence[str], label: str) -> int:
    """The index of the row behind the last phrasing of an intent."""
    items = YAML().load("\n".join(rows))["nlu"]
    row = next(item.lc.data["examples"][0] + 1 for item in items if item["intent"] == label)
    while row < len(rows) and rows[row].startswith("    - "):
        row += 1
    return int(row)
