"""Tables of the booking hand-off. Times are UTC without zone; personal text is sealed by `Vault` before it gets here."""

import sqlalchemy as sa

import frontdesk.storage.sms_models  # noqa: F401  the outbox refers to contacts
from frontdesk.storage.models import big_id, metadata

# One hand-off to the front desk, whatever the method: a FHIR Appointment. `details` is sealed JSON (name, phone, reason, ...);
# the keyed hashes allow a look-up without opening it. `version` counts changes: FHIR's versionId, iCalendar's SEQUENCE + 1.
appointments = sa.Table(
    "appointments",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(7), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("method", sa.String(7), nullable=False),
    sa.Column("status", sa.String(9), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False, index=True),
    sa.Column("due_at", sa.DateTime),
    sa.Column("details", sa.LargeBinary, nullable=False),
    sa.Column("phone_hash", sa.String(64), index=True),
    sa.Column("email_hash", sa.String(64), index=True),
    sa.Column("service", sa.String(40)),
    sa.Column("practitioner", sa.String(40)),
    sa.Column("starts_at", sa.DateTime),
    sa.Column("ends_at", sa.DateTime),
    sa.UniqueConstraint("reference", name="uq_appointments_reference"),
    sa.Index("ix_appointments_status_due_at", "status", "due_at"),
    sa.Index("ix_appointments_starts_at", "starts_at"),
)

# A stretch of a practitioner's time that belongs to an appointment, or did. `busy_until` is the end with the service's buffer.
# While `state` is held (until `expires_at`) or booked, nobody else can have it.
reservations = sa.Table(
    "reservations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), nullable=False, index=True),
    sa.Column("practitioner", sa.String(40), nullable=False),
    sa.Column("starts_at", sa.DateTime, nullable=False),
    sa.Column("ends_at", sa.DateTime, nullable=False),
    sa.Column("busy_until", sa.DateTime, nullable=False, index=True),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("created_at", sa.DateTime, nullable=False),
)
# On PostgreSQL an exclusion constraint (migration 0002) also keeps stretches that merely overlap apart.
sa.Index(
    "uq_reservations_taken",
    reservations.c.practitioner,
    reservations.c.starts_at,
    unique=True,
    sqlite_where=reservations.c.state != "released",
    postgresql_where=reservations.c.state != "released",
)

# Who waits for a time, first come first served; who has missed an offer comes after those who have not. At most one offer at
# a time: the held reservation.
waitlist = sa.Table(
    "waitlist",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), nullable=False),
    sa.Column("service", sa.String(40), nullable=False),
    sa.Column("practitioner", sa.String(40)),
    sa.Column("state", sa.String(8), nullable=False, index=True),
    sa.Column("reservation_id", sa.ForeignKey("reservations.id")),
    sa.Column("missed", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("appointment_id", name="uq_waitlist_appointment_id"),
)

# Every transition of an appointment, written in the same transaction. Triggers (migration 0002) refuse changes and deletions.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("actor", sa.String(8), nullable=False),
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("action", sa.String(12), nullable=False),
    sa.Column("from_status", sa.String(9)),
    sa.Column("to_status", sa.String(9), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

# What is to be sent, written in the same transaction as what it reports. `dedup` names the thing to send: it is sent once.
# For a text message `contact_id` names whom it goes to, `submitted_at` when the provider was first asked to send it, and
# `provider_id` the provider's own name for it, once it has one.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("dedup", sa.String(120), nullable=False),
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), index=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(11), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.DateTime, nullable=False),
    sa.Column("claimed_until", sa.DateTime),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("finished_at", sa.DateTime),
    sa.Column("error", sa.String(80)),
    sa.Column("contact_id", sa.ForeignKey("contacts.id"), index=True),
    sa.Column("submitted_at", sa.DateTime),
    sa.Column("provider_id", sa.String(64), index=True),
    sa.UniqueConstraint("dedup", name="uq_outbox_dedup"),
    sa.Index("ix_outbox_state_due_at", "state", "due_at"),
)

# Six-digit codes that prove who asks. Only keyed hashes are stored.
verifications = sa.Table(
    "verifications",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
    sa.Column("contact_hash", sa.String(64), nullable=False, index=True),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime),
)

# The booking under way in a conversation, sealed JSON: it survives a restart and a pause.
drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False, index=True),
)
