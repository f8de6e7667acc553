"""`action_booking`: one message of a booking, a call-back or a change, through `frontdesk.booking`."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import QUESTION, SLOT, Events, SafeAction, heard, say
from frontdesk.booking.assembly import dialogue
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store


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
        for place, said in enumerate(turn.said):
            say(dispatcher, said, turn.topic, further=place > 0)
        return [SlotSet(SLOT, turn.id if turn.step else None), SlotSet(QUESTION, turn.question or None)]

    def failed(self, tracker: Tracker) -> str:
        """The front desk's number and hours."""
        return "utter_booking_unavailable"
