"""`action_leave_message`: a message for a person at the clinic, through `frontdesk.booking.reception`."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, SafeAction, heard, say
from frontdesk.booking.assembly import reception
from frontdesk.booking.questions import answers_beside
from frontdesk.content.topic_ids import HANDOFF
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store


class ActionLeaveMessage(SafeAction):
    """Named in domain.yml; rules send it what is meant for a person, outside of a booking."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._reception = reception(config, store)

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_leave_message"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Pass the message on and say so; then answer what was asked beside it."""
        said = heard(tracker)
        say(dispatcher, self._reception.hear(said), HANDOFF)
        for answer in answers_beside(said):
            say(dispatcher, answer, HANDOFF)
        return []

    def failed(self, tracker: Tracker) -> str:
        """That nothing was passed on, and whom to call."""
        return "utter_communication_failed"
