"""What a channel is to the assistant's server. Each folder beside this file that has a `channel.py` is one.

`channel.py` has `open_channel`, an `Opening`. What else is known of the channel is in frontdesk/conversations/channels.
"""

import pkgutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from starlette.routing import Route

from frontdesk.engine.assistant import Assistant
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store


@dataclass(frozen=True)
class Surroundings:
    """What a channel works with. `heard` is to be told the id of a conversation whenever the channel has added to it."""

    config: Settings
    store: Store
    assistant: Assistant
    heard: Callable[[str], None]


class Served(Protocol):
    """A channel that is open."""

    def routes(self) -> Sequence[Route]:
        """Its addresses."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Entered while the server runs."""

    async def stop(self) -> None:
        """End what would keep the server from stopping. May be called more than once."""

    def heard(self, conversation_id: str) -> None:
        """Some channel has added to a conversation: whoever listens here gets it now."""


Opening = Callable[[Surroundings], Served | None]  # None: the clinic does not use it

_registered: list[Opening] = []


def register(opening: Opening) -> None:
    """Add a channel from elsewhere."""
    _registered.append(opening)


def unregister(opening: Opening) -> None:
    """Take a channel out again."""
    _registered.remove(opening)


def _openings() -> list[Opening]:
    here = Path(__file__).parent
    found = [
        module.name for module in pkgutil.iter_modules([str(here)]) if (here / module.name / "channel.py").is_file()
    ]
    return [import_module(f"frontdesk.channels.{name}.channel").open_channel for name in found] + _registered


class Channels:
    """All channels of the clinic. A message that one of them adds to a conversation is heard of in each."""

    def __init__(self, config: Settings, store: Store, assistant: Assistant) -> None:
        self._served: list[Served] = []
        around = Surroundings(config, store, assistant, self.heard)
        self._served += [served for opening in _openings() if (served := opening(around)) is not None]

    def routes(self) -> list[Route]:
        """The addresses of all."""
        return [route for served in self._served for route in served.routes()]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While it is entered, all of them work."""
        async with AsyncExitStack() as entered:
            for served in self._served:
                await entered.enter_async_context(served.running())
            yield

    async def stop(self) -> None:
        """End what would keep the server from stopping."""
        for served in self._served:
            await served.stop()

    def heard(self, conversation_id: str) -> None:
        """Tell every channel."""
        for served in self._served:
            served.heard(conversation_id)
