"""Reading a settings file into a model whose fields have Keys.

The model is flat and the file has groups: `emergency_number` of the clinic is `number` of the group `emergency`.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import Field, TypeAdapter, ValidationError, create_model

from frontdesk.settings.fields import Key, default_of, is_required, marked
from frontdesk.settings.sentences import of_file
from frontdesk.settings.values import CLOSED


def read_model[Model](model: type[Model], source: Path, raw: Any) -> Model:
    """What a file says, `raw`, as a model. Raises SettingsError with a sentence for each thing that is wrong."""
    adapter = _adapter(cast(Any, model))
    try:
        read = adapter.validate_python(raw, context=raw)
    except ValidationError as error:
        raise of_file(source, adapter, error) from None
    return model(**{field.name: _found(read, key.path) for field, _, key in marked(model, Key)})


def _found(read: Any, path: str) -> Any:
    for part in path.split("."):
        read = getattr(read, part)
    return read


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    """The model of the file, with its groups."""
    groups: Mapping[str, dict[str, Any]] = defaultdict(dict)
    for field, kind, key in marked(model, Key):
        group, _, name = key.path.rpartition(".")
        groups[group][name] = (kind, ... if is_required(field) else default_of(field))
    top = dict(groups[""])
    for group, entries in groups.items():
        if group:
            section: Any = create_model(group, __config__=CLOSED, **entries)
            required = any(default is ... for _, default in entries.values())
            top[group] = (section, ... if required else Field(default_factory=section))
    whole: Any = create_model(model.__name__, __config__=CLOSED, **top)
    return TypeAdapter(whole)


def is_set(raw: Any, path: str) -> bool:
    """Whether a file has a value at a dotted key."""
    for part in path.split("."):
        raw = raw.get(part) if isinstance(raw, Mapping) else None
    return raw is not None
