"""Opens the chat on the clinic's site."""

from frontdesk.channels.serving import Surroundings
from frontdesk.channels.web.routes import WebChannel


def open_channel(around: Surroundings) -> WebChannel:
    """Every clinic has it."""
    return WebChannel(around.config, around.store, around.assistant, around.heard)
