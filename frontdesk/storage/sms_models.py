"""Tables of text messaging. Times are UTC without zone; numbers and texts are sealed by `Vault` before they get here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.storage.models import Base, big_id, table_of


class ContactRow(Base):
    """A phone that texts with the clinic. `conversation_id` is the conversation that its texts belong to now; `offered` is the
    last numbered list it was sent and `rest` what "MORE" would bring, both sealed JSON. `consented_at`: may be texted
    unasked. `language` is the one it last wrote in.
    """

    __tablename__ = "contacts"
    __table_args__ = (sa.UniqueConstraint("phone_hash", name="uq_contacts_phone_hash"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    phone_hash: Mapped[str] = mapped_column(sa.String(64))
    phone: Mapped[bytes] = mapped_column(sa.LargeBinary)
    conversation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    last_text_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    introduced_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    consented_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    offered: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    rest: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    offered_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    language: Mapped[str] = mapped_column(sa.String(2), server_default="en")


contacts = table_of(ContactRow)


class OptOutRow(Base):
    """Who must not be texted. The row stays when the contact is forgotten, and stays with `ended_at` when START ends it."""

    __tablename__ = "opt_outs"

    phone_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(12))
    since: Mapped[datetime] = mapped_column(sa.DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


opt_outs = table_of(OptOutRow)


class ConsentRow(Base):
    """What a patient has agreed to, in the words that were shown, when, and in which conversation, which may be forgotten
    before it.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    phone_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    conversation_id: Mapped[str] = mapped_column(sa.String(32))
    wording: Mapped[str] = mapped_column(sa.String(300))
    agreed_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


consents = table_of(ConsentRow)


class InboundTextRow(Base):
    """A text that the provider handed over, stored before anything else happens: it is processed once, in the order of `id`
    for each phone. `content` is the sealed text and what came with it.
    """

    __tablename__ = "inbound_texts"
    __table_args__ = (
        sa.UniqueConstraint("provider", "provider_id", "clinic_id", name="uq_inbound_texts_provider_id"),
        sa.Index("ix_inbound_texts_phone", "phone_hash", "state", "id"),
        sa.Index("ix_inbound_texts_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(16))
    provider_id: Mapped[str] = mapped_column(sa.String(64))
    phone_hash: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[str] = mapped_column(sa.String(9))
    attempts: Mapped[int] = mapped_column(sa.Integer)
    received_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(sa.DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


inbound_texts = table_of(InboundTextRow)
