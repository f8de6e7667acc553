"""Tables of text messaging. Times are UTC without zone; numbers and texts are sealed by `Vault` before they get here."""

import sqlalchemy as sa

from frontdesk.storage.models import big_id, metadata

# A phone that texts with the clinic. `conversation_id` is the conversation that its texts belong to now; `offered` is the last
# numbered list it was sent and `rest` what "MORE" would bring, both sealed JSON. `consented_at`: may be texted unasked.
contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("phone_hash", sa.String(64), nullable=False),
    sa.Column("phone", sa.LargeBinary, nullable=False),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="SET NULL"), index=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_text_at", sa.DateTime, nullable=False, index=True),
    sa.Column("introduced_at", sa.DateTime),
    sa.Column("consented_at", sa.DateTime),
    sa.Column("offered", sa.LargeBinary),
    sa.Column("rest", sa.LargeBinary),
    sa.Column("offered_at", sa.DateTime),
    sa.UniqueConstraint("phone_hash", name="uq_contacts_phone_hash"),
)

# Who must not be texted. The row stays when the contact is forgotten, and stays with `ended_at` when START ends it.
opt_outs = sa.Table(
    "opt_outs",
    metadata,
    sa.Column("phone_hash", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(12), nullable=False),
    sa.Column("since", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime),
)

# What a patient has agreed to, in the words that were shown, when, and in which conversation, which may be forgotten before it.
consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("phone_hash", sa.String(64), nullable=False, index=True),
    sa.Column("conversation_id", sa.String(32), nullable=False),
    sa.Column("wording", sa.String(300), nullable=False),
    sa.Column("agreed_at", sa.DateTime, nullable=False, index=True),
)

# A text that the provider handed over, stored before anything else happens: it is processed once, in the order of `id` for
# each phone. `content` is the sealed text and what came with it.
inbound_texts = sa.Table(
    "inbound_texts",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("provider_id", sa.String(64), nullable=False),
    sa.Column("phone_hash", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(9), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False, index=True),
    sa.Column("claimed_until", sa.DateTime),
    sa.Column("finished_at", sa.DateTime),
    sa.UniqueConstraint("provider", "provider_id", name="uq_inbound_texts_provider_id"),
    sa.Index("ix_inbound_texts_phone", "phone_hash", "state", "id"),
    sa.Index("ix_inbound_texts_state", "state", "id"),
)
