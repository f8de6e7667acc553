"""Whether answers helped, as patients say."""

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.conversations.transcript import Transcript, UnknownConversationError, UnknownMessageError, is_open
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.separation import clinic_parameter

_SAY = sa.text(
    "INSERT INTO feedback (clinic_id, conversation_id, message_id, helpful, comment, at)"
    " VALUES (:of_clinic, :conversation, :message, :helpful, :comment, :at)"
    " ON CONFLICT (conversation_id, message_id)"
    " DO UPDATE SET helpful = excluded.helpful, comment = excluded.comment, at = excluded.at"
    " WHERE feedback.clinic_id = excluded.clinic_id"
).bindparams(
    clinic_parameter(),
    sa.bindparam("helpful", type_=sa.Boolean),
    sa.bindparam("comment", type_=sa.LargeBinary),
    sa.bindparam("at", type_=sa.DateTime),
)


class Feedback:
    """Feedback on the assistant's messages, in the database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._transcript = Transcript(engine, vault)

    def say(self, conversation_id: str, message_id: str, helpful: bool, comment: str | None) -> None:
        """Store what a patient thinks of a message of the assistant, in place of what they thought before.

        Raises UnknownConversationError, or UnknownMessageError if the assistant said no such thing there.
        """
        with writing(self._engine) as connection:
            if not is_open(connection, conversation_id):
                raise UnknownConversationError
            if self._transcript.message(connection, conversation_id, message_id)["from"] != "bot":
                raise UnknownMessageError
            said = {
                "conversation": conversation_id,
                "message": message_id,
                "helpful": helpful,
                "comment": comment and self._vault.seal(comment),
                "at": utc_now(),
            }
            connection.execute(_SAY, said)
