"""Who may carry text messages, as settings know them. Each file of this folder with a `CARRIER` is one.

The class that speaks to it is in the file of the same name in frontdesk/texting/providers.
"""

import pkgutil
from importlib import import_module

from frontdesk.settings.sms_providers.carrier import Carrier

_registered: dict[str, Carrier] = {}


def register(carrier: Carrier) -> Carrier:
    """Add a carrier from elsewhere; returns it."""
    _registered[carrier.id] = carrier
    return carrier


def unregister(carrier: Carrier) -> None:
    """Take a carrier out again."""
    _registered.pop(carrier.id, None)


def carrier_of(carrier_id: str) -> Carrier:
    """The carrier with this id. Raises KeyError."""
    return _registered[carrier_id]


def named(joint: str = "{}") -> str:
    """All carriers, each put into `joint`: "twilio or signed_http"."""
    *others, last = [joint.format(each.id) for each in sorted(_registered.values(), key=lambda each: each.place)]
    return f"{', '.join(others)} or {last}"


def parsed(written: str) -> str:
    """The id of a carrier, or nothing. Raises ValueError with the rest of a sentence."""
    if written and written not in _registered:
        raise ValueError(f"is {written!r}. Write {named()}.")
    return written


for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    if _found := getattr(import_module(_module.name), "CARRIER", None):
        register(_found)
