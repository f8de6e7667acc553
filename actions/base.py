"""What actions share: how a message is heard, an answer said, and a failure told, without what the patient said in a log."""

import asyncio
import contextvars
import logging
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from frontdesk.booking.draft import Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told
from frontdesk.content.topic_ids import ACTIONS
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

Events = list[dict[str, Any]]
# Threads of their own, so that slow actions take none from what else the assistant does.
_THREADS = ThreadPoolExecutor(8, thread_name_prefix="action")
SLOT, QUESTION = "booking_step", "booking_question"
logger = logging.getLogger(__name__)


def heard(tracker: Tracker) -> Heard:
    """The tracker's latest message as `frontdesk.booking` hears it."""
    latest: dict[str, Any] = tracker.latest_message
    understood: dict[str, Any] = latest.get("frontdesk") or {}
    intent = (latest.get("intent") or {}).get("name") or ""
    # What is typed inside a booking has the intent `booking`; a button that there is outside of it too keeps its own.
    pressed = intent if tracker.get_slot(SLOT) and intent in ACTIONS else ""
    text = understood.get("held") or latest.get("text") or ""
    return Heard(
        conversation_id=tracker.sender_id,
        turn_id=latest.get("message_id") or "",
        channel=tracker.get_latest_input_channel() or "web",
        text=text,
        choice=understood.get("choice") or pressed,
        intent=understood.get("reading") or intent,
        second=understood.get("second") or "",
        asked=understood.get("asked") or "",
        quoted=understood.get("quoted") or "",
        known_turn=tracker.get_slot(SLOT) or "",
        lang=understood.get("lang") or "",
        upset=bool(understood.get("upset")),
        told=Told.read(text, understood.get("told")),
        earlier=tuple(Told.read(read["text"], read) for read in understood.get("earlier", ())),
    )


def say(dispatcher: CollectingDispatcher, said: Say, topic: str, further: bool = False) -> None:
    """Have Rasa say one message. `further`: it is not the first of its turn, so that what leads them is said."""
    dispatcher.utter_message(
        response=said.responses[-1],
        lead=list(said.responses[:-1]),
        values=dict(said.values),
        choices=[list(choice) for choice in said.choices],
        kind=said.kind,
        topic=topic,
        further=further,
    )


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
            act = partial(contextvars.copy_context().run, self.act, dispatcher, tracker)
            return await asyncio.get_running_loop().run_in_executor(_THREADS, act)
        except Exception as error:
            log_failure(logger, f"The action {self.name()}", error)
            dispatcher.messages.clear()
            dispatcher.utter_message(response=self.failed(tracker))
            return []
