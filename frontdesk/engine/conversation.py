"""One turn of a conversation, the same on every channel: what the patient sent -> what is replied."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, UserUttered

from frontdesk.content.answers import Answer
from frontdesk.content.clinic_text import in_words, whom_to_call
from frontdesk.conversations.messages import Message
from frontdesk.engine.answer_messages import as_message
from frontdesk.engine.nlu.check import NO, YES
from frontdesk.engine.nlu.context import MESSAGE
from frontdesk.engine.nlu.other_language import SPOKEN
from frontdesk.engine.nlu.parse_data import BOOKING, CHECK_REPLY, parse_data
from frontdesk.language.packs import ENGLISH, pack_of
from frontdesk.language.recognition import recognised
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic

Handler = Callable[[UserMessage], Awaitable[Any]]
logger = logging.getLogger(__name__)


class _Collected(OutputChannel):
    """Keeps what Rasa says in this turn."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message[MESSAGE])


def _collected(channel: str) -> _Collected:
    """What collects a reply. Rasa asks the class of an output for the name of the channel."""

    class Output(_Collected):
        @classmethod
        def name(cls) -> str:
            return channel

    return Output()


def notice(text: str, language: str = ENGLISH) -> Message:
    """A message that is about the conversation itself, not an answer."""
    return as_message(Answer(text, "notice", (), None, (), language))


def apology(clinic: Clinic, text: str = "", language: str = ENGLISH) -> Message:
    """What is said when no reply could be made in time, or at all; in the language of what the patient wrote.

    `language`: that of the conversation.
    """
    language = recognised(text, language)
    pack = pack_of(language)
    said = in_words(pack, "apology", clinic) if pack else "I'm sorry, I can't reply right now."
    whom = in_words(pack, "whom_to_call", clinic) if pack else ""
    return as_message(Answer(f"{said} {whom or whom_to_call(clinic)}", "notice", (), None, (), language))


def _pressed(choice: str) -> dict[str, Any]:
    """What a button means: a topic or action, or an answer to the open question of a booking or of a check."""
    if choice in (YES, NO):
        return parse_data(CHECK_REPLY, 1.0, choice=choice)
    if choice.startswith(BOOKING):
        return parse_data(BOOKING, 1.0, choice=choice)
    return parse_data(choice, 1.0)


async def reply(
    handle: Handler,
    clinic: Clinic,
    conversation_id: str,
    turn_id: str,
    channel: str,
    text: str,
    choice: str | None = None,
    language: str = ENGLISH,
) -> list[Message]:
    """Have Rasa handle one message and return what it said: at least one message, whatever happens inside.

    `choice` is the id of a button; `text` is then the button's title. `language`: that of the conversation so far.
    """
    output = _collected(channel)
    understood = _pressed(choice) if choice else None
    message = UserMessage(
        text,
        output,
        conversation_id,
        parse_data=understood and {"text": text, **understood},
        input_channel=channel,
        message_id=turn_id,
        metadata=None if language == ENGLISH else {SPOKEN: language},
    )
    try:
        await handle(message)
    except Exception as error:
        log_failure(logger, f"A turn of conversation {conversation_id:.8}", error)
    if not output.messages:
        return [apology(clinic, text, language)]
    return output.messages


async def reply_given_before(tracker_store: TrackerStore, conversation_id: str, turn_id: str) -> list[Message]:
    """What Rasa had already said in a turn whose process died before it could answer; empty if nothing."""
    tracker = await tracker_store.retrieve_full_tracker(conversation_id)
    messages: list[Message] = []
    found = False
    for event in tracker.events if tracker else ():
        if isinstance(event, UserUttered):
            found = event.message_id == turn_id
        elif found and isinstance(event, BotUttered) and MESSAGE in event.metadata:
            messages.append(event.metadata[MESSAGE])
    return messages
