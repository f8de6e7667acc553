"""`action_booking`: one message of a booking, a call-back or a change, through `frontdesk.booking`."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, SafeAction
from frontdesk.booking.assembly import dialogue
from frontdesk.booking.heard import Heard
from frontdesk.content.topic_ids import ACTIONS
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

SLOT = "booking_step"


def heard(tracker: Tracker) -> Heard:
    """The tracker's latest message as the booking conversation hears it."""
    latest: dict[str, Any] = tracker.latest_message
    understood: dict[str, Any] = latest.get("frontdesk") or {}
    intent = (latest.get("intent") or {}).get("name") or ""
    # What is typed inside a booking has the intent `booking`; a button that there is outside of it too keeps its own.
    pressed = intent if tracker.get_slot(SLOT) and intent in ACTIONS else ""
    return Heard(
        conversation_id=tracker.sender_id,
        turn_id=latest.get("message_id") or "",
        channel=tracker.get_latest_input_channel() or "web",
        text=understood.get("held") or latest.get("text") or "",
        choice=understood.get("choice") or pressed,
        intent=understood.get("reading") or intent,
        second=understood.get("second") or "",
        asked=understood.get("asked") or "",
        known_turn=tracker.get_slot(SLOT) or "",
    )


class ActionBooking(SafeAction):
    """Named in domain.yml; rules send it everything that belongs to a booking."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._dialogue = dialogue(config, store)

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_booking"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say what the dialogue says, and remember by which turn a question is open."""
        turn = self._dialogue.turn(heard(tracker))
        for said in turn.said:
            dispatcher.utter_message(
                response=said.responses[-1],
                lead=list(said.responses[:-1]),
                values=dict(said.values),
                choices=[list(choice) for choice in said.choices],
                kind=said.kind,
                topic=turn.topic,
            )
        return [SlotSet(SLOT, turn.id if turn.step else None)]

    def failed(self, tracker: Tracker) -> str:
        """The front desk's number and hours."""
        return "utter_booking_unavailable"
