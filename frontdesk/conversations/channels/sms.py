"""Text messages."""

from frontdesk.conversations.channels.channel import SMS, Channel

CHANNEL = Channel("sms", 20, "text message", "Text", SMS, quoted=80)
