"""The chat on the clinic's site."""

from frontdesk.conversations.channels.channel import WEB, Channel

CHANNEL = Channel("web", 10, "web chat", "Web", WEB)
