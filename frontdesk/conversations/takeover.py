"""A person in a conversation: wanted, there, gone again.

1. While somebody is there the assistant is silent, except for a warning sign. That is so from the transaction that takes the
   conversation over to the one that hands it back, in every process, also after a restart.
2. Each step first raises the conversation's position, as everything that adds a message does. So a reply of the assistant is
   stored either before the step, or after it and knows of it (`Turns.finish`).
3. One person at a time: the row that has not ended is unique. Whoever takes over from a colleague names that colleague's row,
   and is refused if it is no longer the present one.
4. Both sides read who speaks at every step, in words.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message, plain_message
from frontdesk.conversations.spoken import language_of
from frontdesk.conversations.transcript import Transcript, UnknownConversationError, hold, is_open
from frontdesk.language.packs import ENGLISH
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.models import TakeoverRow, conversations, every_row, takeovers

LONGEST_TEXT = 1000
# Passes a message on to where the patient also reads, within the transaction that stores it.
Relay = Callable[[Connection, str, Message], None]
TEXTS = PlainTexts(
    "takeover",
    {
        "joined": "You are now talking with {speaker} from the front desk.",
        "left": "{speaker} from the front desk has left the chat. You are talking with the automated assistant again.",
        "call_me_back": "Call me back",
        "leave_a_message": "Leave a message",
        "goes_on_by_text": "This chat now also goes on by text message with the number ending in {digits}.",
    },
)
_LIVE = takeovers.c.ended_at.is_(None)
THERE = sa.and_(_LIVE, takeovers.c.claimed_at.is_not(None))


class TakeoverError(Exception):
    """The conversation is not as the caller saw it. `speaker`: who is there now, "" if nobody is."""

    def __init__(self, speaker: str) -> None:
        super().__init__()
        self.speaker = speaker


@dataclass(frozen=True)
class Takeover:
    """Somebody wanted (`claimed_at` is None) or there. Moments are aware, in UTC."""

    id: str
    conversation_id: str
    asked_at: datetime
    account_id: str | None
    speaker: str
    claimed_at: datetime | None


def live(connection: Connection, conversation_id: str) -> Takeover | None:
    """Who is wanted or there in a conversation; None if nobody."""
    found = _read(connection, sa.and_(_LIVE, takeovers.c.conversation_id == conversation_id), 1)
    return found[0] if found else None


def live_in(connection: Connection, conversation_ids: Sequence[str]) -> dict[str, Takeover]:
    """Who is wanted or there in each of these conversations, as far as anybody is."""
    found = _read(connection, sa.and_(_LIVE, takeovers.c.conversation_id.in_(conversation_ids)), len(conversation_ids))
    return {takeover.conversation_id: takeover for takeover in found}


def all_live(connection: Connection, limit: int) -> list[Takeover]:
    """Every conversation that goes on in which somebody is wanted or there, the one that waits longest first."""
    return _read(connection, sa.and_(_LIVE, _goes_on()), limit)


def is_with_person(connection: Connection, conversation_id: str) -> bool:
    """Whether a person is there, so that the assistant is silent."""
    found = sa.select(takeovers.c.id).where(THERE, takeovers.c.conversation_id == conversation_id)
    return connection.execute(found).first() is not None


def ask(connection: Connection, conversation_id: str) -> None:
    """A patient wants to talk to a person. Asking again changes nothing."""
    if live(connection, conversation_id) is None:
        connection.execute(takeovers.insert(), _row(conversation_id))


def no_longer(connection: Connection, takeover: Takeover) -> bool:
    """Nobody came: the patient waits no more. False if somebody has come since."""
    still = sa.and_(_LIVE, takeovers.c.id == takeover.id, takeovers.c.claimed_at.is_(None))
    return bool(connection.execute(takeovers.update().where(still).values(ended_at=utc_now())).rowcount)


def joined(speaker: str, language: str = ENGLISH) -> str:
    """What both sides read when a person takes over."""
    return TEXTS.text(language, "joined", speaker=speaker)


def left(speaker: str, language: str = ENGLISH) -> str:
    """What both sides read when the assistant answers again."""
    return TEXTS.text(language, "left", speaker=speaker)


class Takeovers:
    """The steps, each within the caller's transaction."""

    def __init__(self, transcript: Transcript, relay: Relay) -> None:
        self._transcript = transcript
        self._relay = relay

    def claim(
        self, connection: Connection, conversation_id: str, account_id: str, speaker: str, instead_of: str = ""
    ) -> None:
        """Take a conversation over; from a colleague only if `instead_of` is the id of their takeover.

        Nothing changes if it is this person's already. Raises TakeoverError or UnknownConversationError.
        """
        self._hold(connection, conversation_id)
        now = live(connection, conversation_id)
        if now is not None and now.claimed_at is not None:
            if now.account_id == account_id:
                return
            if now.id != instead_of:
                raise TakeoverError(now.speaker)
        if now is not None:
            _end(connection, now.id)
        asked = now.asked_at.replace(tzinfo=None) if now else None
        values = {"account_id": account_id, "speaker": speaker, "claimed_at": utc_now()}
        connection.execute(takeovers.insert(), _row(conversation_id, asked) | values)
        language = language_of(connection, conversation_id)
        self._add(connection, conversation_id, plain_message(joined(speaker, language), language=language))

    def say(self, connection: Connection, conversation_id: str, account_id: str, message_id: str, text: str) -> None:
        """Say something to the patient; the same `message_id` again says nothing.

        Raises TakeoverError if this person is not there, or UnknownConversationError.
        """
        self._hold(connection, conversation_id)
        now = self._require(connection, conversation_id, account_id)
        unanswered = sa.and_(takeovers.c.id == now.id, takeovers.c.answered_at.is_(None))
        connection.execute(takeovers.update().where(unanswered).values(answered_at=utc_now()))
        self._add(connection, conversation_id, plain_message(text, "staff", "message", message_id))

    def hand_back(self, connection: Connection, conversation_id: str, account_id: str) -> None:
        """Let the assistant answer again. Raises TakeoverError if this person is not there, or UnknownConversationError."""
        self._hold(connection, conversation_id)
        now = self._require(connection, conversation_id, account_id)
        _end(connection, now.id)
        language = language_of(connection, conversation_id)
        self._add(connection, conversation_id, plain_message(left(now.speaker, language), language=language))

    def hand_back_all(self, connection: Connection, account_id: str) -> int:
        """Hand back whatever this person has; how many conversations."""
        mine = _read(connection, sa.and_(THERE, takeovers.c.account_id == account_id), 1000)
        for takeover in mine:
            if is_open(connection, takeover.conversation_id):
                self.hand_back(connection, takeover.conversation_id, account_id)
            else:
                _end(connection, takeover.id)
        return len(mine)

    def nobody_came(self, connection: Connection, takeover: Takeover, message: Message) -> None:
        """Let a patient wait no more and say so, unless somebody has come since, or the chat has ended."""
        is_there = hold(connection, takeover.conversation_id)
        if no_longer(connection, takeover) and is_there:
            self._add(connection, takeover.conversation_id, message)

    def unanswered(self, connection: Connection, since: timedelta) -> list[Takeover]:
        """Conversations with a person that go on, whose newest message is the patient's and older than `since`."""
        silent = sa.and_(THERE, _goes_on(conversations.c.last_at < utc_now() - since))
        return [found for found in _read(connection, silent, 1000) if self._waits(connection, found)]

    def give_up(self, connection: Connection, takeover: Takeover, message: Message) -> None:
        """Hand back what was left unanswered and say so, unless an answer has come since, or the chat has changed hands."""
        is_there = hold(connection, takeover.conversation_id)
        if is_there and live(connection, takeover.conversation_id) == takeover and self._waits(connection, takeover):
            _end(connection, takeover.id)
            self._add(connection, takeover.conversation_id, message)

    def _waits(self, connection: Connection, takeover: Takeover) -> bool:
        newest = self._transcript.newest(connection, takeover.conversation_id)
        return newest is not None and newest["from"] == "patient"

    @staticmethod
    def _hold(connection: Connection, conversation_id: str) -> None:
        if not hold(connection, conversation_id):
            raise UnknownConversationError

    @staticmethod
    def _require(connection: Connection, conversation_id: str, account_id: str) -> Takeover:
        now = live(connection, conversation_id)
        if now is None or now.account_id != account_id:
            raise TakeoverError(now.speaker if now else "")
        return now

    def _add(self, connection: Connection, conversation_id: str, message: Message) -> None:
        self._transcript.append(connection, conversation_id, [message])
        self._relay(connection, conversation_id, message)


def abandoned(connection: Connection, present: set[str], since: timedelta) -> list[Takeover]:
    """Conversations of people who are not among those present, taken over longer ago than `since`."""
    found = _read(connection, sa.and_(THERE, takeovers.c.claimed_at < utc_now() - since), 1000)
    return [takeover for takeover in found if takeover.account_id not in present]


def waiting_since(connection: Connection, since: timedelta) -> list[Takeover]:
    """Conversations in which a person has been wanted for longer than `since`, and nobody has come."""
    unclaimed = sa.and_(_LIVE, takeovers.c.claimed_at.is_(None), takeovers.c.asked_at < utc_now() - since)
    return _read(connection, unclaimed, 1000)


def _goes_on(*also: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a takeover's conversation has not ended. It is looked up for each: few are live, of however many chats."""
    its_own = conversations.c.id == takeovers.c.conversation_id
    return sa.exists().where(its_own, conversations.c.ended_at.is_(None), *also)


def _row(conversation_id: str, asked_at: datetime | None = None) -> dict[str, Any]:
    return {"id": secrets.token_hex(16), "conversation_id": conversation_id, "asked_at": asked_at or utc_now()}


def _end(connection: Connection, takeover_id: str) -> None:
    connection.execute(takeovers.update().where(takeovers.c.id == takeover_id).values(ended_at=utc_now()))


def _read(connection: Connection, condition: Any, limit: int) -> list[Takeover]:
    query = sa.select(takeovers).where(condition).order_by(takeovers.c.asked_at, takeovers.c.id).limit(limit)
    return [
        Takeover(
            row.id,
            row.conversation_id,
            as_aware(row.asked_at),
            row.account_id,
            row.speaker or "",
            as_aware(row.claimed_at),
        )
        for row in every_row(connection, TakeoverRow, query)
    ]
