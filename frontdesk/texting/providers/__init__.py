"""Who carries text messages: a class for each provider behind one seam (`base.Provider`)."""

from collections.abc import Callable, Mapping

from frontdesk.settings.sms import SIGNED_HTTP, TWILIO, SmsSettings
from frontdesk.texting.providers.base import Provider
from frontdesk.texting.providers.signed_http import SignedHttp
from frontdesk.texting.providers.twilio import Twilio

_PROVIDERS: Mapping[str, Callable[[SmsSettings], Provider]] = {TWILIO: Twilio, SIGNED_HTTP: SignedHttp}


def open_provider(sms: SmsSettings) -> Provider:
    """The provider that the settings name."""
    return _PROVIDERS[sms.provider](sms)
