"""Tables. Times are UTC without zone; personal text is sealed by `Vault` before it gets here."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def big_id() -> sa.types.TypeEngine[int]:
    """The type of a key that counts up: 64 bits, also on SQLite."""
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


# One patient talking, on one channel at first. The id is random and is all that tokens carry. `last_position` counts the
# messages; whoever adds one raises it first, which keeps others from adding at the same moment. Once it has ended, nothing
# more is taken. `last_at` is when the last message came, `alarm_at` when the assistant last answered a warning sign.
# `address_hash` is a keyed hash of the network address it began at, kept only as long as a token is good.
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False, index=True),
    sa.Column("last_position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("address_hash", sa.String(64), index=True),
    sa.Column("last_at", sa.DateTime),
    sa.Column("alarm_at", sa.DateTime, index=True),
    sa.Index("ix_conversations_last_at", "last_at", "id"),
)

# A person in a conversation: wanted since `asked_at`, there since `claimed_at`, until `ended_at`. While somebody is there, the
# assistant is silent. `account_id` and `speaker` say who; the account belongs to a table of the front desk's page.
takeovers = sa.Table(
    "takeovers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("account_id", sa.String(32)),
    sa.Column("speaker", sa.String(40)),
    sa.Column("claimed_at", sa.DateTime),
    sa.Column("ended_at", sa.DateTime),
)
# At most one that has not ended, whoever is faster.
sa.Index(
    "uq_takeovers_live",
    takeovers.c.conversation_id,
    unique=True,
    sqlite_where=takeovers.c.ended_at.is_(None),
    postgresql_where=takeovers.c.ended_at.is_(None),
)

# The transcript: what patient, assistant and staff said, in the order of `position`. `id` is the message's own (the patient's
# client chose it); `content` is the sealed message of docs/http.md.
messages = sa.Table(
    "messages",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.UniqueConstraint("conversation_id", "id", name="uq_messages_id"),
)

# Whether an answer helped, as the patient last said. `comment` is sealed.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("message_id", sa.String(64), primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("comment", sa.LargeBinary),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
)

# One message of the patient and what was replied. `reply` is empty while the turn runs.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("client_id", sa.String(64), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("reply", sa.LargeBinary),
    sa.UniqueConstraint("conversation_id", "client_id", name="uq_turns_client_id"),
)
# At most one running turn a conversation, whichever process runs it.
sa.Index(
    "uq_turns_running",
    turns.c.conversation_id,
    unique=True,
    sqlite_where=turns.c.reply.is_(None),
    postgresql_where=turns.c.reply.is_(None),
)

# Rasa's tracker events, one row a saved batch. A batch that starts a session begins with it.
tracker_events = sa.Table(
    "tracker_events",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("conversation_id", sa.String(64), nullable=False),
    sa.Column("starts_session", sa.Boolean, nullable=False),
    sa.Column("event_count", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False, index=True),
    sa.Column("events", sa.LargeBinary, nullable=False),
    sa.Index("ix_tracker_events_conversation", "conversation_id", "id"),
)
