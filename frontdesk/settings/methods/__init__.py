"""How a clinic takes bookings (`booking.method`): each file of this folder that has a `METHOD` is one way."""

import pkgutil
from importlib import import_module

from frontdesk.settings.methods.method import LONGEST_ID, Method

_registered: dict[str, Method] = {}


def register(method: Method) -> Method:
    """Add a method from elsewhere; returns it. Raises ValueError for an id that the database cannot keep."""
    if not method.id.isidentifier() or len(method.id) > LONGEST_ID:
        raise ValueError(f"The booking method {method.id!r} needs an id of at most {LONGEST_ID} letters. Shorten it.")
    _registered[method.id] = method
    return method


def unregister(method: Method) -> None:
    """Take a method out again."""
    _registered.pop(method.id, None)


def methods() -> list[Method]:
    """All methods, in the order in which they are listed."""
    return sorted(_registered.values(), key=lambda method: method.place)


def method_of(method_id: str) -> Method:
    """The method with this id; one that does nothing of its own for an id of a method that is gone."""
    return _registered.get(method_id) or Method(method_id, 0, "")


def parsed(written: str) -> str:
    """The id of a method as it is written in `clinic.yml`. Raises ValueError with the rest of a sentence."""
    if written not in _registered:
        *others, last = [method.id for method in methods()]
        raise ValueError(f"is {written!r}. Write {', '.join(others)} or {last}.")
    return written


def meanings() -> str:
    """What each method is, for the table of settings."""
    *others, last = [f"`{method.id}` ({method.meaning})" for method in methods()]
    return f"{', '.join(others)} or {last}"


for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    if _found := getattr(import_module(_module.name), "METHOD", None):
        register(_found)
