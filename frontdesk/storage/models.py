"""Tables, each a class whose fields are its columns. Times are UTC without zone; personal text is sealed by `Vault` before it
gets here."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from frontdesk.storage.separation import ONLY, written_clinic

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row of a table, as it was read. Rows are written by statements, in the caller's transaction.

    `clinic_id` is the clinic that it belongs to; statements get and set it by themselves (separation.py).
    """

    metadata = metadata

    clinic_id: Mapped[str] = mapped_column(
        sa.String(32), insert_default=written_clinic, server_default=ONLY, sort_order=1
    )


def table_of(row: type[Base]) -> sa.Table:
    """The table of a class of rows, for statements."""
    return metadata.tables[row.__tablename__]


def every_row[Row: Base](connection: Connection, row: type[Row], found: sa.Select[Any]) -> list[Row]:
    """The rows that a selection of a whole table finds."""
    return [row(**each._mapping) for each in connection.execute(found)]


def first_row[Row: Base](connection: Connection, row: type[Row], found: sa.Select[Any], **values: Any) -> Row | None:
    """The first row that a selection of a whole table, with values for its parameters, finds; None if there is none."""
    first = connection.execute(found, values).first()
    return row(**first._mapping) if first else None


def big_id() -> sa.types.TypeEngine[int]:
    """The type of a key that counts up: 64 bits, also on SQLite."""
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


class ConversationRow(Base):
    """One patient talking, on one channel at first. The id is random and is all that tokens carry. `last_position` counts the
    messages; whoever adds one raises it first, which keeps others from adding at the same moment. Once it has ended,
    nothing more is taken. `last_at` is when the last message came, `alarm_at` when the assistant last answered a warning
    sign, or saw what may be one while a person had the chat. `address_hash` is a keyed hash of the network address it
    began at, kept only as long as a token is good. `language` is the one the patient last wrote in, at first that of the page.
    Everything said before `reviewed_at` counts in the figures. `contact_id` is the phone that it was held with last, also once
    that has begun another one. `notice_at` is when the privacy notice was given, `erase_at` from when on everything is to be
    deleted, as the patient wishes.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        sa.Index("ix_conversations_last_at", "last_at", "id"),
        sa.Index("ix_conversations_clinic_last_at", "clinic_id", "last_at", "id"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(8))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    last_position: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    address_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    last_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    alarm_at: Mapped[datetime | None] = mapped_column(sa.DateTime, index=True)
    language: Mapped[str] = mapped_column(sa.String(2), server_default="en")
    reviewed_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    contact_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    notice_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    erase_at: Mapped[datetime | None] = mapped_column(sa.DateTime, index=True)


conversations = table_of(ConversationRow)


class TakeoverRow(Base):
    """A person in a conversation: wanted since `asked_at`, there since `claimed_at`, until `ended_at`; `answered_at` is when
    they first said something. While somebody is there, the assistant is silent. `account_id` and `speaker` say who; the
    account belongs to a table of the front desk's page.
    """

    __tablename__ = "takeovers"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime)
    account_id: Mapped[str | None] = mapped_column(sa.String(32))
    speaker: Mapped[str | None] = mapped_column(sa.String(40))
    claimed_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


takeovers = table_of(TakeoverRow)
# At most one that has not ended, whoever is faster.
sa.Index(
    "uq_takeovers_live",
    takeovers.c.conversation_id,
    unique=True,
    sqlite_where=takeovers.c.ended_at.is_(None),
    postgresql_where=takeovers.c.ended_at.is_(None),
)


class MessageRow(Base):
    """The transcript: what patient, assistant and staff said, in the order of `position`. `id` is the message's own (the
    patient's client chose it); `content` is the sealed message of docs/http.md.
    """

    __tablename__ = "messages"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "id", name="uq_messages_id"),)

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


messages = table_of(MessageRow)


class FeedbackRow(Base):
    """Whether an answer helped, as the patient last said. `comment` is sealed."""

    __tablename__ = "feedback"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    helpful: Mapped[bool] = mapped_column(sa.Boolean)
    comment: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


feedback = table_of(FeedbackRow)


class TurnRow(Base):
    """One message of the patient and what was replied. `reply` is empty while the turn runs."""

    __tablename__ = "turns"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "client_id", name="uq_turns_client_id"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(sa.String(64))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    started_at: Mapped[datetime] = mapped_column(sa.DateTime)
    reply: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


turns = table_of(TurnRow)
# At most one running turn a conversation, whichever process runs it.
sa.Index(
    "uq_turns_running",
    turns.c.conversation_id,
    unique=True,
    sqlite_where=turns.c.reply.is_(None),
    postgresql_where=turns.c.reply.is_(None),
)


class TrackerEventRow(Base):
    """Rasa's tracker events, one row a saved batch. A batch that starts a session begins with it."""

    __tablename__ = "tracker_events"
    __table_args__ = (sa.Index("ix_tracker_events_conversation", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.String(64))
    starts_session: Mapped[bool] = mapped_column(sa.Boolean)
    event_count: Mapped[int] = mapped_column(sa.Integer)
    saved_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    events: Mapped[bytes] = mapped_column(sa.LargeBinary)


tracker_events = table_of(TrackerEventRow)


class HitsRow(Base):
    """How often somebody came, for the rates that all assistants count together (channels/web/shared_rates.py). `who_hash` is a
    keyed hash of the rate's name and of who came. `hits` are those of the window with this number, `earlier` those of the one
    before. On PostgreSQL a crash of the server empties the table.
    """

    __tablename__ = "hits"

    who_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[int] = mapped_column(sa.BigInteger)
    hits: Mapped[int] = mapped_column(sa.Integer)
    earlier: Mapped[int] = mapped_column(sa.Integer)
    over_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


hits = table_of(HitsRow)
