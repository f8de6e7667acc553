"""Tables of figures and of gaps in knowledge. Times are UTC without zone. No words of patients are here: they stay in the
transcript, and go with it.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import frontdesk.storage.staff_models  # noqa: F401  groups name who decided on them
from frontdesk.storage.models import Base, table_of


class OutcomeRow(Base):
    """What happened at least once in a conversation (`frontdesk/insight/outcomes.py`); `topic` of an answer, else ""."""

    __tablename__ = "conversation_outcomes"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    outcome: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


conversation_outcomes = table_of(OutcomeRow)


class FigureRow(Base):
    """A count of one day (at the clinic) and channel, kept after the conversations are gone."""

    __tablename__ = "daily_figures"
    __table_args__ = (sa.PrimaryKeyConstraint("clinic_id", "day", "channel", "figure", "detail"),)

    day: Mapped[date] = mapped_column(sa.Date)
    channel: Mapped[str] = mapped_column(sa.String(8))
    figure: Mapped[str] = mapped_column(sa.String(16))
    detail: Mapped[str] = mapped_column(sa.String(40))
    count: Mapped[int] = mapped_column(sa.Integer)


daily_figures = table_of(FigureRow)


class GapGroupRow(Base):
    """Messages that ask much the same. `centroid` is the sealed mean of their vectors. `version` counts decisions."""

    __tablename__ = "gap_groups"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(12), index=True)
    topic: Mapped[str | None] = mapped_column(sa.String(40))
    language: Mapped[str] = mapped_column(sa.String(8))
    centroid: Mapped[bytes] = mapped_column(sa.LargeBinary)
    version: Mapped[int] = mapped_column(sa.Integer)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    decided_by: Mapped[str | None] = mapped_column(sa.ForeignKey("staff_accounts.id"))


gap_groups = table_of(GapGroupRow)


class GapRow(Base):
    """A patient's message that was not answered as it should be, by its place in the transcript. Without a group: not looked
    at yet. `accepted`: may be learnt as its group says.
    """

    __tablename__ = "gaps"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(9))
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    group_id: Mapped[str | None] = mapped_column(sa.ForeignKey("gap_groups.id"), index=True)
    accepted: Mapped[bool] = mapped_column(sa.Boolean, server_default=sa.false())


gaps = table_of(GapRow)
