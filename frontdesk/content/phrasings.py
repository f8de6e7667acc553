"""The training phrasings in data/, without Rasa."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DATA = Path("data")
_MARK = re.compile(r"\[([^\[\]]+)\]\(\w+\)")
CALIBRATION = "calibration"
THEMES = ("faq", "nlu", "safety", CALIBRATION)


def data_files(data: Path = DATA, themes: Sequence[str] = THEMES) -> list[Path]:
    """The files with questions and answers, in order."""
    return [file for theme in themes for file in sorted((data / theme).glob("*.yml"))]


def read_yaml(file: Path) -> Any:
    """The content of a YAML file."""
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))


def phrasings(data: Path = DATA, themes: Sequence[str] = THEMES) -> Iterator[tuple[str, str]]:
    """Label ("faq/cost", "greet", "safety/heart", "no_sign/heart") and phrasing of every training example."""
    for file in data_files(data, themes):
        yield from examples_of(file)


def unmarked(text: str) -> str:
    """A phrasing without Rasa's marks for the values in it: "[Ana Lee](name) here" is "Ana Lee here"."""
    return _MARK.sub(r"\1", text)


def examples_of(file: Path) -> Iterator[tuple[str, str]]:
    """Label and phrasing of every training example of one file."""
    for item in read_yaml(file).get("nlu") or []:
        for line in item["examples"].splitlines():
            if line.strip().startswith("- "):
                yield item["intent"], line.strip()[2:].strip()
