"""What was accepted on the front desk's page, with what is known of who wrote it, for `learn`."""

from sqlalchemy import Connection

from frontdesk.appointments.repository import Appointments
from frontdesk.insight.gaps import accepted
from frontdesk.insight.learning import Proposal
from frontdesk.language.recognition import recognised
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.store import Store


def proposals(store: Store) -> list[Proposal]:
    """Every accepted message."""
    stored = Appointments(store.vault, store.lookup)
    with store.engine.connect() as connection:
        return [
            Proposal(topic, gap.text, recognised(gap.text), _name(connection, stored, gap.conversation_id))
            for topic, gap in accepted(connection, store.vault)
        ]


def _name(connection: Connection, stored: Appointments, conversation_id: str) -> str:
    """Every name that was given in a conversation."""
    try:
        return " ".join(item.details.name for item in stored.of_conversation(connection, conversation_id))
    except UnreadableError:  # sealed with a key that is gone
        return ""
