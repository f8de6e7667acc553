"""A setting is one field of a model: its type, the kind of its value, and where it is written.

    walk_ins: Annotated[str | None, TEXT, Key("walk_ins", "coming without an appointment", "patients are told to call")] = None

What reads it, what is said of a wrong value and its row in docs/settings.md follow from that line.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Key:
    """A key of a settings file, dotted (`clinic.name`), and what the table of settings says of it.

    `unset` says what holds when it is left out; it need not be given for a key that is required, or whose default says it all.
    A key that is there has a value: None is only for one that is left out.
    """

    path: str
    meaning: str
    unset: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads a value that is given."""
        return handler(given(source))


@dataclass(frozen=True)
class Variable:
    """An environment variable with its default as a text, and what the table of settings says of it."""

    name: str
    meaning: str
    default: str = ""
    unset: str = ""


def given(kind: Any) -> Any:
    """The type of a value that is set: `str` of `str | None`."""
    kinds = [each for each in get_args(kind) if each is not NoneType]
    return kinds[0] if len(kinds) == 1 and NoneType in get_args(kind) else kind


def marked[Marker](model: Any, marker: type[Marker]) -> Iterator[tuple[dataclasses.Field[Any], Any, Marker]]:
    """The fields of a model that have a Key or a Variable, each with its annotated type and that marker."""
    hints = get_type_hints(model, include_extras=True)
    for field in dataclasses.fields(model):
        for found in getattr(hints[field.name], "__metadata__", ()):
            if isinstance(found, marker):
                yield field, hints[field.name], found


def is_required(field: dataclasses.Field[Any]) -> bool:
    """Whether a field has no default."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def default_of(field: dataclasses.Field[Any]) -> Any:
    """The default of a field that is not required."""
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
