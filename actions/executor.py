"""Rasa SDK's executor of the custom actions, the same in the assistant's process and in an action server.

1. An action that is a `SafeAction` is made with the clinic's settings and database, any other without arguments, as Rasa
   does it.
2. An action that takes too long is left to finish: what it stores is whole, and nobody hears what it says any more. The
   patient has been told whom to call. A repeat finds what was stored and does nothing twice (frontdesk/booking/dialogue.py).
3. The actions of a conversation run one after the other, so that a late one never overwrites what came after it.
"""

import asyncio
import inspect
import logging
from functools import partial
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.base import SafeAction
from frontdesk.log import log_failure
from frontdesk.settings.endpoints import ActionsModule
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

SECONDS = 5.0
OWN_ACTIONS = "actions"
logger = logging.getLogger(__name__)


def unavailable() -> dict[str, Any]:
    """What is said in an action's place when it gave nothing: whom to call."""
    return {"events": [], "responses": [{"response": "utter_booking_unavailable"}]}


class ClinicActions(ActionExecutor):
    """Runs the actions of one clinic, each within a time limit."""

    def __init__(self, config: Settings, store: Store, seconds: float = SECONDS) -> None:
        super().__init__()
        self._config = config
        self._store = store
        self._seconds = seconds
        self._under_way: dict[str, asyncio.Task[Any]] = {}

    def register_action(self, action: type[Action] | Action) -> None:
        """Add an action or the class of one (see Rasa SDK's ActionExecutor)."""
        if inspect.isclass(action) and issubclass(action, SafeAction):
            action = action(self._config, self._store)
        super().register_action(action)

    async def run(self, action_call: dict[str, Any]) -> Any:
        """Events and responses of an action (see Rasa SDK's ActionExecutor); whom to call where it takes too long."""
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(await self._begin(action_call))
        except TimeoutError as error:
            log_failure(logger, f"The action {action_call.get('next_action')}", error)
            return unavailable()

    async def _begin(self, call: dict[str, Any]) -> asyncio.Task[Any]:
        conversation = call.get("sender_id", "")
        while late := self._under_way.get(conversation):
            await asyncio.wait({late})
        task = asyncio.create_task(super().run(call))
        self._under_way[conversation] = task
        task.add_done_callback(partial(self._ended, conversation))
        return task

    def _ended(self, conversation: str, _: asyncio.Task[Any]) -> None:
        del self._under_way[conversation]

    async def finish(self) -> None:
        """Wait for the actions that are under way."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())


def executor(config: Settings, store: Store) -> ClinicActions:
    """The actions of the module that endpoints.yml names; with an action server, of this folder."""
    found = ClinicActions(config, store)
    endpoint = config.action_endpoint
    found.register_package(endpoint.name if isinstance(endpoint, ActionsModule) else OWN_ACTIONS)
    return found
