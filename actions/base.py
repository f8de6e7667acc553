"""The base of all actions: a failure is logged without what the patient said, and the patient is told whom to call."""

import asyncio
import logging
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

Events = list[dict[str, Any]]
# Threads of their own, so that slow actions take none from what else the assistant does.
_THREADS = ThreadPoolExecutor(8, thread_name_prefix="action")
logger = logging.getLogger(__name__)


class SafeAction(Action, ABC):
    """An action that never raises. Subclasses do their work in `act`, which runs in a thread."""

    @abstractmethod
    def __init__(self, config: Settings, store: Store) -> None:
        """Prepare the action for the clinic of these settings and its database."""

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Do the work; may block and may raise."""

    @abstractmethod
    def failed(self, tracker: Tracker) -> str:
        """The response that tells the patient what to do when the work failed."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """What the executor calls."""
        try:
            return await asyncio.get_running_loop().run_in_executor(_THREADS, self.act, dispatcher, tracker)
        except Exception as error:
            log_failure(logger, f"The action {self.name()}", error)
            dispatcher.messages.clear()
            dispatcher.utter_message(response=self.failed(tracker))
            return []
