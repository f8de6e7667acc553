"""How patients reach us, as everything but the server of a channel needs to know it. Each file with a `CHANNEL` is one."""

import pkgutil
from importlib import import_module

from frontdesk.conversations.channels.channel import LONGEST_ID, WEB, Channel

_registered: dict[str, Channel] = {}


def register(channel: Channel) -> Channel:
    """Add a channel from elsewhere; returns it. Raises ValueError for an id that the database cannot keep."""
    if not channel.id.isidentifier() or len(channel.id) > LONGEST_ID:
        raise ValueError(f"The channel {channel.id!r} needs an id of at most {LONGEST_ID} letters. Shorten it.")
    _registered[channel.id] = channel
    return channel


def unregister(channel: Channel) -> None:
    """Take a channel out again."""
    _registered.pop(channel.id, None)


def channels() -> list[Channel]:
    """All channels, in the order in which they are listed."""
    return sorted(_registered.values(), key=lambda channel: channel.place)


def channel_of(channel_id: str) -> Channel:
    """The channel with this id; for any other way in which something came (the terminal, staff) one that is called so."""
    return _registered.get(channel_id) or Channel(channel_id, 0, channel_id, channel_id, WEB)


for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    if _found := getattr(import_module(_module.name), "CHANNEL", None):
        register(_found)
