"""Who carries text messages: a class for each provider behind one interface (`base.Provider`).

A provider is the file of this folder that is called as it is, with a `PROVIDER` that makes it from the settings, and its file
in frontdesk/settings/sms_providers.
"""

from collections.abc import Callable
from importlib import import_module

from frontdesk.settings.sms import SmsSettings
from frontdesk.texting.providers.base import Provider

Opening = Callable[[SmsSettings], Provider]

_registered: dict[str, Opening] = {}


def register(name: str, opening: Opening) -> None:
    """Add a provider from elsewhere."""
    _registered[name] = opening


def unregister(name: str) -> None:
    """Take a provider out again."""
    _registered.pop(name, None)


def open_provider(sms: SmsSettings) -> Provider:
    """The provider that the settings name."""
    opening: Opening = _registered.get(sms.provider) or import_module(f"{__name__}.{sms.provider}").PROVIDER
    return opening(sms)
