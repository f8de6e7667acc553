"""Who carries text messages: a class for each provider behind one seam (`base.Provider`)."""

from collections.abc import Callable, Mapping

from frontdesk.settings.sms import SIGNED_HTTP, TWILIO, SmsSettings
from frontdesk.texting.providers.base import Calls, Provider
from frontdesk.texting.providers.signed_http import SignedHttp
from frontdesk.texting.providers.twilio import Twilio
from frontdesk.texting.providers.twilio_voice import TwilioCalls

_PROVIDERS: Mapping[str, Callable[[SmsSettings], Provider]] = {TWILIO: Twilio, SIGNED_HTTP: SignedHttp}

_CALLS: Mapping[str, Callable[[], Calls]] = {TWILIO: TwilioCalls}


def open_provider(sms: SmsSettings) -> Provider:
    """The provider that the settings name."""
    return _PROVIDERS[sms.provider](sms)


def open_calls(sms: SmsSettings) -> Calls | None:
    """What the provider that the settings name does with calls; None if it tells us of none."""
    return _CALLS[sms.provider]() if sms.provider in _CALLS else None
