"""How a conversation begins."""

import secrets

from sqlalchemy import Connection

from frontdesk.language.packs import ENGLISH
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import conversations


def new_conversation(
    connection: Connection,
    channel: str,
    address_hash: str | None = None,
    language: str = ENGLISH,
    contact_id: str | None = None,
) -> str:
    """The id of a new conversation in a language: 128 random bits, hexadecimal.

    `address_hash`: of the network address it begins at; `contact_id`: the phone that it is held with.
    """
    conversation_id = secrets.token_hex(16)
    now = utc_now()
    row = {"id": conversation_id, "channel": channel, "created_at": now, "last_at": now}
    row |= {"address_hash": address_hash, "language": language, "contact_id": contact_id}
    connection.execute(conversations.insert(), row)
    return conversation_id
