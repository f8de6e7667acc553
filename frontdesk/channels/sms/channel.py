"""Opens text messages."""

from frontdesk.channels.serving import Surroundings
from frontdesk.channels.sms.routes import SmsChannel


def open_channel(around: Surroundings) -> SmsChannel | None:
    """Where a provider is set."""
    sms = around.config.sms
    return SmsChannel(around.config, sms, around.store, around.assistant, around.heard) if sms else None
