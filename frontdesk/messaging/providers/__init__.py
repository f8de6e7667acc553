"""Who carries text messages: a class for each provider behind one seam (`base.Provider`)."""

from collections.abc import Callable, Mapping

from frontdesk.messaging.providers.base import Provider
from frontdesk.messaging.providers.signed_http import SignedHttp
from frontdesk.messaging.providers.twilio import Twilio
from frontdesk.messaging.sms_settings import SIGNED_HTTP, TWILIO, SmsSettings

_PROVIDERS: Mapping[str, Callable[[SmsSettings], Provider]] = {TWILIO: Twilio, SIGNED_HTTP: SignedHttp}


def open_provider(sms: SmsSettings) -> Provider:
    """The provider that the settings name."""
    return _PROVIDERS[sms.provider](sms)
