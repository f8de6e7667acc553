"""The assistant as the channels know it: what a patient sent -> what is replied. Nothing outside of `engine` knows Rasa."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from frontdesk.appointments.standing import standing_of
from frontdesk.content.own_data import own_responses
from frontdesk.content.response_names import topics
from frontdesk.content.topic_ids import SAFETY
from frontdesk.conversations.channels import channel_of
from frontdesk.conversations.informing import NOTICE
from frontdesk.conversations.messages import Message
from frontdesk.conversations.presence import person_for
from frontdesk.engine.actions import LocalActions, open_actions
from frontdesk.engine.agent import load_agent
from frontdesk.engine.answer_messages import as_message
from frontdesk.engine.conversation import reply, reply_given_before
from frontdesk.engine.nlu.check import NO, YES, open_check
from frontdesk.engine.signs import count_sign
from frontdesk.engine.tracker_store import EncryptedTrackerStore
from frontdesk.language.packs import ENGLISH
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts

_PRIVACY_NOTICE = "utter_privacy_notice"


@dataclass(frozen=True)
class UserInput:
    """What a patient sent. `choice` is the id of a button; `text` is then its title. `language`: that of the conversation.

    `turn_id` is the same when it comes again.
    """

    conversation_id: str
    turn_id: str
    channel: str
    text: str
    choice: str | None = None
    language: str = ENGLISH


class Assistant:
    """Replies to patients, and screens what they write."""

    def __init__(self, agent: Agent, clinic: Clinic) -> None:
        self.agent = agent
        self._clinic = clinic

    async def reply(self, said: UserInput) -> list[Message]:
        """At least one message, whatever happens inside."""
        return await reply(
            self.agent.handle_message,
            self._clinic,
            said.conversation_id,
            said.turn_id,
            said.channel,
            said.text,
            said.choice,
            said.language,
        )

    async def given_before(self, conversation_id: str, turn_id: str) -> list[Message]:
        """What was already said to a turn whose process died before it could answer; empty if nothing was."""
        return await reply_given_before(self.agent.tracker_store, conversation_id, turn_id)

    async def shows_sign(self, text: str) -> bool:
        """Whether the safety screen sees a warning sign in a text, or is in doubt. Needs no database."""
        return await self.agent.processor.sign(text) is not None

    async def warning(self, channel: str, text: str) -> list[Message]:
        """What is said to a text that tells of a warning sign, even if nothing can be stored; empty for every other."""
        sign = await self.agent.processor.sign(text)
        return [self.agent.nlg.screened(sign, channel)] if sign and sign["intent"]["name"] == SAFETY else []

    async def screened(self, channel: str, text: str) -> list[Message]:
        """As `warning`, and the question that would be asked about a sign in doubt."""
        sign = await self.agent.processor.sign(text)
        if not sign:
            return []
        count_sign(sign, channel)
        return [self.agent.nlg.screened(sign, channel)]

    async def may_answer_check(self, said: UserInput) -> bool:
        """Whether a message may be the reply to an open question about a sign in doubt."""
        if said.choice in (YES, NO):
            return True
        tracker = await self.agent.tracker_store.retrieve(said.conversation_id)
        return tracker is not None and open_check(tracker) is not None

    def greeting(self, channel: str, language: str = ENGLISH) -> Message:
        """What opens a conversation in a language, or goes on with it after a long pause."""
        answer = self.agent.nlg.answers_in(language).answer("utter_greet", channel_of(channel).form)
        return as_message(replace(answer, lang=language))

    def privacy_notice(self, channel: str, language: str) -> Message:
        """What is said before the first personal detail: what it is used for, under which law, and whom to ask."""
        answers = self.agent.nlg.answers_in(language)
        answer = answers.answer(_PRIVACY_NOTICE, channel_of(channel).form)
        return as_message(replace(answer, topics=(NOTICE,), lang=language))

    def title(self, choice: str, language: str = ENGLISH) -> str | None:
        """The title of a button that stands for a topic; None for every other."""
        known = choice in topics(self.agent.nlg.responses)
        return str(self.agent.nlg.answers_in(language).title(choice)) if known else None

    @property
    def is_ready(self) -> bool:
        """Whether a model is loaded."""
        return bool(self.agent.is_ready())

    async def close(self) -> None:
        """Let go what the actions hold, once nothing is under way any more."""
        await self.agent.processor.action_endpoint.close()


def _standing(config: Settings, store: Store) -> Callable[[str], str]:
    return standing_of(config.clinic, store, Contacts(store.vault, store.lookup).phone_of)


def assistant_in_memory(model: Path, config: Settings, store: Store) -> tuple[Assistant, InMemoryTrackerStore]:
    """The assistant with its actions in this process, and its trackers in memory alone."""
    trackers = InMemoryTrackerStore(Domain.empty())
    standing = _standing(config, store)
    own = own_responses(config.own_data)
    agent = load_agent(model, trackers, LocalActions(config, store), standing, clinic=config.clinic, own=own)
    return Assistant(agent, config.clinic), trackers


def open_assistant(model: Path | Assistant, config: Settings, store: Store) -> Assistant:
    """The assistant of one clinic, with its trackers and actions in one database.

    `model`: a file, or the assistant of another clinic that has loaded it: its memory is then shared.
    """
    loaded = model.agent if isinstance(model, Assistant) else model
    kept = loaded.tracker_store.kept if isinstance(loaded, Agent) else None
    trackers = EncryptedTrackerStore(None, store=store, kept=kept)
    standing, person = _standing(config, store), person_for(store)
    own = own_responses(config.own_data)
    agent = load_agent(loaded, trackers, open_actions(config, store), standing, person, config.clinic, own)
    return Assistant(agent, config.clinic)
