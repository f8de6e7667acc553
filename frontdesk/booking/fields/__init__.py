"""What a booking asks for. Each file of this folder that has a `FIELD` is one thing; nothing else has to name it.

They are found at first use: a field may read with what the booking reads with, which asks here for all fields.
"""

import pkgutil
from functools import lru_cache
from importlib import import_module

from frontdesk.booking.fields.field import Field

_registered: dict[str, Field] = {}


def register(field: Field) -> Field:
    """Add a field from elsewhere; returns it."""
    _registered[field.id] = field
    return field


def unregister(field: Field) -> None:
    """Take a field out again."""
    _registered.pop(field.id, None)


@lru_cache(maxsize=1)
def _find() -> None:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        found = getattr(import_module(module.name), "FIELD", None)
        if found is not None:
            register(found)


def fields() -> list[Field]:
    """All fields, in the order in which they are asked for."""
    _find()
    return sorted(_registered.values(), key=lambda field: field.place)


def in_reading_order() -> list[Field]:
    """All fields, in the order in which a message is read for them: how to reach the patient goes first."""
    return sorted(fields(), key=lambda field: field.read_at)


def field_of(step: str) -> Field | None:
    """The field that an open question asks for; None for any other question."""
    _find()
    return _registered.get(step)
