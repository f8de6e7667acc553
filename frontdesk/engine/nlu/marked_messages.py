"""The marked messages of bookings that readers learn from (data/bookings, `bookings/` of a language), as Rasa reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.engine.nlu.parse_data import SAID
from frontdesk.engine.nlu.varying import Said


def said_in(training_data: TrainingData) -> list[Said]:
    """The marked messages among all examples."""
    return [_said(example) for example in training_data.intent_examples if _label(example).startswith(SAID)]


def said_in_files(files: Iterable[Path]) -> list[Said]:
    """The marked messages of files."""
    return [said for file in files for said in said_in(RasaYAMLReader().read(file))]


def _label(example: Message) -> str:
    return example.get(INTENT_RESPONSE_KEY) or ""


def _said(example: Message) -> Said:
    asked, _, acts = _label(example).removeprefix(SAID).partition(":")
    return Said(example.get(TEXT), asked, _spans(example.get(ENTITIES, ())), frozenset(acts.split("+")))


def _spans(entities: Sequence[dict[str, Any]]) -> tuple[tuple[str, int, int], ...]:
    return tuple((entity["entity"], entity["start"], entity["end"]) for entity in entities)
