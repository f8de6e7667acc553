"""From what a patient sent to what is replied, once, whatever the channel.

1. The turn is claimed: a message seen before gets its stored reply, and only one turn of a conversation runs at a time.
2. Rasa replies; if the process of an earlier try died after Rasa had replied, that reply counts.
3. The turn is finished: reply, transcript and whatever the channel adds are stored in one transaction.
4. If anything fails, the turn is given back, so that the patient may send the message again; or, where the channel itself
   tries again, it is kept, so that what was said before the failure still counts.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from rasa.core.agent import Agent
from sqlalchemy import Connection, Engine

from frontdesk.conversations.turns import Turn, Turns
from frontdesk.engine.conversation import Message, reply, reply_given_before
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import in_database

Within = Callable[[Connection, list[Message]], None]
_STALE_TURNS = 3  # times the deadline of a reply


def stale_after(config: Settings) -> timedelta:
    """How long a turn may take before its process is taken to have died."""
    return timedelta(seconds=_STALE_TURNS * config.turn_seconds)


class TurnTaking:
    """Takes turns for every channel of this process."""

    def __init__(
        self, config: Settings, engine: Engine, vault: Vault, heard: Callable[[str], None] = lambda _: None
    ) -> None:
        """`heard` is told the id of a conversation whenever this process has stored messages of it."""
        self.turns = Turns(engine, vault, stale_after(config))
        self._clinic = config.clinic
        self._engine = engine
        self._heard = heard

    async def take(
        self,
        agent: Agent,
        channel: str,
        conversation_id: str,
        client_id: str,
        text: str,
        choice: str | None = None,
        within: Within | None = None,
        give_back: bool = True,
    ) -> list[Message]:
        """The reply to a message: at least one message, the same when the message is sent again under its `client_id`.

        `choice` is the id of a button; `text` is then its title. `within` gets the connection and the reply in the transaction
        that stores the reply, once. `give_back`: whether a turn that fails is given back. Raises TurnInProgressError,
        ReusedIdError or UnknownConversationError.
        """
        turn = await in_database(self._engine, self.turns.claim, conversation_id, client_id, text, choice)
        if turn.reply is not None:
            return list(turn.reply)
        try:
            self._heard(conversation_id)
            messages = await self._reply(agent, channel, conversation_id, turn, text, choice)
            adding = within and partial(_with_messages, within, messages)
            await in_database(self._engine, self.turns.finish, turn.id, messages, adding)
        except BaseException:
            if give_back:
                await in_database(self._engine, self.turns.release, turn.id)
            raise
        self._heard(conversation_id)
        return messages

    async def _reply(
        self, agent: Agent, channel: str, conversation_id: str, turn: Turn, text: str, choice: str | None
    ) -> list[Message]:
        if turn.resumed:
            messages = await reply_given_before(agent.tracker_store, conversation_id, turn.id)
            if messages:
                return messages
        return await reply(agent.handle_message, self._clinic, conversation_id, turn.id, channel, text, choice)


def _with_messages(within: Within, messages: list[Message], connection: Connection) -> None:
    within(connection, messages)
