"""What is said in a conversation with a person, passed on to the patient's phone where the conversation is by text too."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.contacts import QUIET, Contacts
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.texts import NOTICE, REPLY, Texts

TEXTED, OPTED_OUT = "texted", "opted_out"


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


class Phones:
    """The phones that conversations are held with."""

    def __init__(self, vault: Vault, lookup: Lookup) -> None:
        self._contacts = Contacts(vault, lookup)
        self._opt_outs = OptOuts(lookup)

    def by_text(self, connection: Connection, conversation_id: str) -> str:
        """Whether a conversation is by text too: TEXTED, OPTED_OUT if its phone must not be texted, or "" if it is not."""
        phone = self._contacts.phone_of(connection, conversation_id)
        if not phone:
            return ""
        return OPTED_OUT if self._opt_outs.is_out(connection, phone) else TEXTED
