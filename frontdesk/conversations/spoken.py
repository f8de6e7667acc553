"""The language of a conversation: that of the page it began on, then the one the patient last wrote in."""

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.language.packs import ENGLISH
from frontdesk.storage.models import conversations


def language_of(connection: Connection, conversation_id: str) -> str:
    """The code of the language of a conversation; English for one that is gone."""
    found = sa.select(conversations.c.language).where(conversations.c.id == conversation_id)
    return connection.execute(found).scalar() or ENGLISH


def speak(connection: Connection, conversation_id: str, language: str) -> None:
    """The conversation goes on in a language."""
    other = sa.and_(conversations.c.id == conversation_id, conversations.c.language != language)
    connection.execute(conversations.update().where(other).values(language=language))
