"""What is said in a conversation with a person, passed on to the patient's phone where the conversation is by text too."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.transcript import Message
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.contacts import QUIET
from frontdesk.texting.texts import NOTICE, REPLY, Texts


def relay(vault: Vault) -> Callable[[Connection, str, Message], None]:
    """Queues a message as a text, once. A phone that has been quiet for long is texted outside of quiet hours."""
    texts = Texts(vault)

    def pass_on(connection: Connection, conversation_id: str, message: Message) -> None:
        wanted = sa.select(contacts.c.id, contacts.c.last_text_at).where(contacts.c.conversation_id == conversation_id)
        contact = connection.execute(wanted).first()
        if contact:
            kind = REPLY if utc_now() - contact.last_text_at <= QUIET else NOTICE
            texts.put(connection, contact.id, kind, f"staff:{conversation_id}:{message['id']}", message["text"])

    return pass_on


def texts_with(connection: Connection, conversation_id: str) -> bool:
    """Whether a conversation is by text too."""
    wanted = sa.select(contacts.c.id).where(contacts.c.conversation_id == conversation_id)
    return connection.execute(wanted).first() is not None
