"""What the worker sees to, so that no patient waits for somebody who is not there:

1. A patient who asked for a person is told after UNANSWERED that nobody is free, and how to be called back.
2. A patient whose message to a person has had no answer for SILENT is told so, too, and the assistant answers again.
3. Whoever took a chat over and has had no page open for LEFT hands it back: the assistant answers again, and says so.
"""

from datetime import timedelta

from frontdesk.conversations.messages import Button, Message, plain_message
from frontdesk.conversations.presence import present
from frontdesk.conversations.spoken import language_of
from frontdesk.conversations.takeover import TEXTS, abandoned, left, waiting_since
from frontdesk.settings.clinic import Clinic
from frontdesk.staff.chats import Chats
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store
from frontdesk.texting.words import nobody_free

UNANSWERED = timedelta(minutes=3)
SILENT = timedelta(minutes=5)
LEFT = timedelta(minutes=10)
_WAYS_ON = {"callback": "call_me_back", "leave_message": "leave_a_message"}  # what may be pressed, and its title


def attend(store: Store, clinic: Clinic) -> None:
    """Do all three once. To be run every few seconds."""
    takeovers = Chats(store).takeovers
    with store.engine.connect() as connection:
        in_vain = waiting_since(connection, UNANSWERED)
        gone = abandoned(connection, present(connection, LEFT), LEFT)
    for takeover in in_vain:
        with writing(store.engine) as connection:
            language = language_of(connection, takeover.conversation_id)
            takeovers.nobody_came(connection, takeover, _sorry(nobody_free(clinic, language), language))
    for account_id in {takeover.account_id for takeover in gone if takeover.account_id}:
        with writing(store.engine) as connection:
            takeovers.hand_back_all(connection, account_id)
    with store.engine.connect() as connection:
        unanswered = takeovers.unanswered(connection, SILENT)
    for takeover in unanswered:
        with writing(store.engine) as connection:
            language = language_of(connection, takeover.conversation_id)
            said = _sorry(f"{left(takeover.speaker, language)} {nobody_free(clinic, language)}", language)
            takeovers.give_up(connection, takeover, said)


def _sorry(text: str, language: str) -> Message:
    ways_on: list[Button] = [{"id": choice, "title": TEXTS.text(language, name)} for choice, name in _WAYS_ON.items()]
    return {**plain_message(text, language=language), "buttons": ways_on}
