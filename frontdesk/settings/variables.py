"""Reading environment variables into a model whose fields have Variables.

A field that is a model itself has variables of its own: all of them are read from the one environment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError

from frontdesk.settings.fields import Variable, given, marked
from frontdesk.settings.sentences import Path, of_variables
from frontdesk.settings.values import SettingsError

_PREFIX = "FRONTDESK_"


def read_variables[Model](model: type[Model], environ: Mapping[str, str]) -> Model:
    """The settings that the environment has. Raises SettingsError with a sentence for each thing that is wrong."""
    texts = _texts(model, environ)
    known = {variable.name for variable in variables(model)}
    problems = [
        f"The environment variable {name} is not known. It is probably misspelt; docs/settings.md lists them all."
        for name in sorted(environ)
        if name.startswith(_PREFIX) and name not in known
    ]
    adapter = _adapter(cast(Any, model))
    try:
        read: Model = adapter.validate_python(texts, context=texts)
    except ValidationError as error:
        problems = [*of_variables(_names(model), adapter, error), *problems]
    if problems:
        raise SettingsError(*dict.fromkeys(problems))
    return read


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def variables(model: type) -> Iterator[Variable]:
    """All variables of a model, with those of the models that it holds."""
    for _, _, variable in marked(model, Variable):
        yield variable
    for held in _held(model).values():
        yield from variables(held)


def _held(model: type) -> dict[str, Any]:
    """The fields of a model that are models with variables of their own."""
    kinds = {name: given(kind) for name, kind in get_type_hints(model).items()}
    return {name: kind for name, kind in kinds.items() if is_dataclass(kind) and any(marked(kind, Variable))}


def _texts(model: type, environ: Mapping[str, str]) -> dict[str, Any]:
    texts = {
        field.name: environ.get(variable.name) or variable.default for field, _, variable in marked(model, Variable)
    }
    return texts | {name: _texts(held, environ) for name, held in _held(model).items()}


def _names(model: type) -> dict[Path, str]:
    """The variable of each field, by the path of fields that leads to it."""
    own: dict[Path, str] = {(field.name,): variable.name for field, _, variable in marked(model, Variable)}
    return own | {(name, *path): found for name, held in _held(model).items() for path, found in _names(held).items()}
