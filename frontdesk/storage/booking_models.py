"""Tables of the booking hand-off. Times are UTC without zone; personal text is sealed by `Vault` before it gets here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import frontdesk.storage.sms_models  # noqa: F401  the outbox refers to contacts
from frontdesk.storage.models import Base, big_id, table_of


class AppointmentRow(Base):
    """One hand-off to the front desk, whatever the method: a FHIR Appointment. `details` is sealed JSON (name, phone, reason,
    ...); the keyed hashes allow a look-up without opening it. `version` counts changes: FHIR's versionId, iCalendar's
    SEQUENCE + 1.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        sa.UniqueConstraint("reference", name="uq_appointments_reference"),
        sa.Index("ix_appointments_status_due_at", "status", "due_at"),
        sa.Index("ix_appointments_clinic_status_due_at", "clinic_id", "status", "due_at"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(7))
    kind: Mapped[str] = mapped_column(sa.String(8))
    method: Mapped[str] = mapped_column(sa.String(7))
    status: Mapped[str] = mapped_column(sa.String(9))
    version: Mapped[int] = mapped_column(sa.Integer)
    conversation_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    channel: Mapped[str] = mapped_column(sa.String(8))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    due_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    details: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    email_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    service: Mapped[str | None] = mapped_column(sa.String(40))
    practitioner: Mapped[str | None] = mapped_column(sa.String(40))
    starts_at: Mapped[datetime | None] = mapped_column(sa.DateTime, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


appointments = table_of(AppointmentRow)


class AppointmentWordRow(Base):
    """How a word of an appointment's name begins, as a keyed hash (`frontdesk/appointments/name_words.py`)."""

    __tablename__ = "appointment_words"

    appointment_id: Mapped[str] = mapped_column(sa.ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True)
    word_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True, index=True)


appointment_words = table_of(AppointmentWordRow)


class ReservationRow(Base):
    """A stretch of a practitioner's time that belongs to an appointment, or did. `busy_until` is the end with the service's
    buffer. While `state` is held (until `expires_at`) or booked, nobody else can have it.
    """

    __tablename__ = "reservations"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(sa.ForeignKey("appointments.id"), index=True)
    practitioner: Mapped[str] = mapped_column(sa.String(40))
    starts_at: Mapped[datetime] = mapped_column(sa.DateTime)
    ends_at: Mapped[datetime] = mapped_column(sa.DateTime)
    busy_until: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    state: Mapped[str] = mapped_column(sa.String(8))
    expires_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)


reservations = table_of(ReservationRow)
# On PostgreSQL an exclusion constraint (migration 0013) also keeps stretches that merely overlap apart.
sa.Index(
    "uq_reservations_taken",
    reservations.c.clinic_id,
    reservations.c.practitioner,
    reservations.c.starts_at,
    unique=True,
    sqlite_where=reservations.c.state != "released",
    postgresql_where=reservations.c.state != "released",
)


class WaitlistRow(Base):
    """Who waits for a time, first come first served; who has missed an offer comes after those who have not. At most one offer
    at a time: the held reservation.
    """

    __tablename__ = "waitlist"
    __table_args__ = (sa.UniqueConstraint("appointment_id", name="uq_waitlist_appointment_id"),)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(sa.ForeignKey("appointments.id"))
    service: Mapped[str] = mapped_column(sa.String(40))
    practitioner: Mapped[str | None] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(8), index=True)
    reservation_id: Mapped[str | None] = mapped_column(sa.ForeignKey("reservations.id"))
    missed: Mapped[int] = mapped_column(sa.Integer)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)


waitlist = table_of(WaitlistRow)


class AuditRow(Base):
    """Every transition of an appointment, written in the same transaction. Rows name no person and outlive their appointment.
    Triggers (migration 0008) refuse changes, and the deletion of what is not a year old.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    actor: Mapped[str] = mapped_column(sa.String(8))
    channel: Mapped[str] = mapped_column(sa.String(8))
    action: Mapped[str] = mapped_column(sa.String(12))
    from_status: Mapped[str | None] = mapped_column(sa.String(9))
    to_status: Mapped[str] = mapped_column(sa.String(9))
    version: Mapped[int] = mapped_column(sa.Integer)


audit = table_of(AuditRow)


class OutboxRow(Base):
    """What is to be sent, written in the same transaction as what it reports. `dedup` names the thing to send: it is sent
    once. For a text message `contact_id` names whom it goes to, `submitted_at` when the provider was first asked to send
    it, `provider_id` the provider's own name for it, once it has one, and `segments` how many it is paid for as.
    `request_id` is that of the request that queued it, for the log.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("dedup", "clinic_id", name="uq_outbox_dedup"),
        sa.Index("ix_outbox_state_due_at", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    dedup: Mapped[str] = mapped_column(sa.String(120))
    appointment_id: Mapped[str | None] = mapped_column(sa.ForeignKey("appointments.id"), index=True)
    payload: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[str] = mapped_column(sa.String(11))
    attempts: Mapped[int] = mapped_column(sa.Integer)
    due_at: Mapped[datetime] = mapped_column(sa.DateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(sa.DateTime)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    error: Mapped[str | None] = mapped_column(sa.String(80))
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    provider_id: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    segments: Mapped[int | None] = mapped_column(sa.Integer)
    request_id: Mapped[str | None] = mapped_column(sa.String(16))


outbox = table_of(OutboxRow)


class VerificationRow(Base):
    """Six-digit codes that prove who asks. Only keyed hashes are stored."""

    __tablename__ = "verifications"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    contact_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    tries: Mapped[int] = mapped_column(sa.Integer)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime)
    used_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


verifications = table_of(VerificationRow)


class DraftRow(Base):
    """The booking under way in a conversation, sealed JSON: it survives a restart and a pause."""

    __tablename__ = "drafts"

    conversation_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


drafts = table_of(DraftRow)
