"""Rows of two clinics in one database: whatever is asked, each engine finds, changes and deletes those of its clinic."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql, sqlite

from frontdesk.storage.booking_models import outbox, reservations
from frontdesk.storage.database import open_database, utc_now
from frontdesk.storage.models import conversations, messages, metadata, takeovers, turns
from frontdesk.storage.schema import migrate
from frontdesk.storage.separation import COLUMN, ONLY, SeparationError, across_clinics, clinic_of, of_clinic
from tests.support.rows import Filling

EAST, WEST = "east", "west"
# Who asks for the rows of all clinics, and what for.
ACROSS = {
    "frontdesk/storage/separation.py",  # where it is made
    "frontdesk/storage/schema.py",  # migrations
    "frontdesk/backup/restoring.py",
    "frontdesk/backup/snapshots.py",
    "frontdesk/channels/sms/waiting.py",  # who has texts to take up
    "frontdesk/outbox/measuring.py",  # figures of all together
    "frontdesk/outbox/whose.py",  # who has something to send
    "frontdesk/staff/clinics.py",  # whose an account or an invitation is
}
# Who writes SQL that no compiler of ours sees: of the database itself, never of its rows.
OPENED = {"frontdesk/storage/database.py", "frontdesk/storage/postgresql.py", "frontdesk/backup/snapshots.py"}
BY_THE_DRIVER = {"frontdesk/storage/database.py", "frontdesk/backup/snapshots.py"}


@pytest.fixture
def both(database: Engine) -> Engine:
    """A row of each clinic in every table, the same in both but for its keys."""
    for clinic in (EAST, WEST):
        with of_clinic(database, clinic).begin() as connection:
            Filling(clinic).every_table(connection)
    return database


def clinics(rows: Any) -> set[str]:
    return {row._mapping[COLUMN] for row in rows}


def counts(engine: Engine) -> dict[str, int]:
    with across_clinics(engine).connect() as connection:
        every = sa.select(conversations.c.clinic_id, sa.func.count()).group_by(conversations.c.clinic_id)
        return {row[0]: row[1] for row in connection.execute(every)}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_every_table_says_whose_its_rows_are(table: sa.Table) -> None:
    column = table.c[COLUMN]
    assert not column.nullable
    assert column.default is not None
    assert column.server_default is not None
    assert column.server_default.arg == ONLY  # type: ignore[attr-defined]


def test_every_table_is_read_changed_and_emptied_for_one_clinic(both: Engine) -> None:
    for table in metadata.sorted_tables:
        for clinic in (EAST, WEST):
            with of_clinic(both, clinic).connect() as connection:
                assert clinics(connection.execute(sa.select(table))) == {clinic}, table.name
                assert clinics(connection.execute(sa.select(table.alias()))) == {clinic}, table.name
    for table in reversed(metadata.sorted_tables):
        if table.name not in ("audit", "staff_audit"):  # no row of these is changed, or deleted within a year
            with of_clinic(both, EAST).begin() as connection:
                changed = next(key for key in table.primary_key.columns if key.name != COLUMN)
                assert connection.execute(table.update().values({changed: changed})).rowcount == 1, table.name
                assert connection.execute(table.delete()).rowcount == 1, table.name
            with across_clinics(both).connect() as connection:
                assert clinics(connection.execute(sa.select(table))) == {WEST}, table.name


_OTHER = conversations.alias()
_INNER = sa.select(messages.c.conversation_id).subquery()
_WITH = sa.select(conversations.c.id).cte()
_EVERY_ID = sa.select(conversations.c.id)
QUERIES: dict[str, sa.Select[Any] | sa.CompoundSelect[Any]] = {
    "columns": sa.select(conversations.c.id),
    "from": sa.select(sa.literal(1)).select_from(conversations),
    "count": sa.select(sa.func.count()).select_from(conversations).having(sa.func.count() > 0),
    "join": sa.select(conversations.c.id).join(messages, messages.c.conversation_id == conversations.c.id),
    "without a condition": sa.select(conversations.c.id, messages.c.id).where(sa.true()).join(messages, sa.true()),
    "in where alone": sa.select(conversations.c.id).where(messages.c.conversation_id == conversations.c.id),
    "outer": sa.select(conversations.c.id).outerjoin(takeovers, takeovers.c.conversation_id == conversations.c.id),
    "exists": sa.select(conversations.c.id).where(sa.exists().where(messages.c.conversation_id == conversations.c.id)),
    "scalar": sa.select(sa.select(sa.func.max(conversations.c.id)).scalar_subquery()),
    "in": sa.select(messages.c.id).where(messages.c.conversation_id.in_(sa.select(conversations.c.id))),
    "subquery": sa.select(_INNER),
    "cte": sa.select(_WITH),
    "union": _EVERY_ID.union_all(sa.select(messages.c.conversation_id)),
    "with itself": sa.select(conversations.c.id, _OTHER.c.id).join(_OTHER, _OTHER.c.id == conversations.c.id),
    "lock": sa.select(conversations.c.id).with_for_update(),
    "distinct": sa.select(messages.c.conversation_id).distinct().order_by(messages.c.conversation_id).limit(9),
    "window": sa.select(sa.func.row_number().over(order_by=messages.c.id), messages.c.conversation_id),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_form_of_query_finds_what_belongs_to_another_clinic(both: Engine, query: sa.Select[Any]) -> None:
    for clinic in (EAST, WEST):
        with of_clinic(both, clinic).connect() as connection:
            rows = connection.execute(query).all()
        assert len(rows) == (2 if isinstance(query, sa.CompoundSelect) else 1)
        assert not [value for row in rows for value in row if (EAST if clinic == WEST else WEST) in str(value)]


def test_a_subquery_in_a_change_is_of_the_clinic_too(both: Engine) -> None:
    newest = sa.select(sa.func.max(messages.c.id)).scalar_subquery()
    with of_clinic(both, EAST).begin() as connection:
        connection.execute(conversations.update().values(language=sa.func.substr(newest, 1, 2)))
        connection.execute(turns.delete().where(turns.c.conversation_id.in_(sa.select(conversations.c.id))))
    with across_clinics(both).connect() as connection:
        spoken = connection.execute(sa.select(conversations.c.clinic_id, conversations.c.language)).all()
        assert {tuple(row) for row in spoken} == {(EAST, "ea"), (WEST, "la")}
        assert clinics(connection.execute(sa.select(turns))) == {WEST}


def test_what_is_unique_in_a_clinic_may_be_there_in_each(both: Engine) -> None:
    with across_clinics(both).connect() as connection:
        for column in (outbox.c.dedup, reservations.c.practitioner):
            assert len(set(connection.execute(sa.select(column)).scalars())) == 1
    with pytest.raises(sa.exc.IntegrityError), of_clinic(both, EAST).begin() as connection:
        Filling("again").row(connection, outbox)


def test_times_of_one_clinic_do_not_overlap_on_postgresql(both: Engine) -> None:
    if both.dialect.name == "postgresql":
        later = {"starts_at": sa.text("starts_at + interval '1 minute'")}
        with across_clinics(both).begin() as connection:
            connection.execute(reservations.update().where(reservations.c.clinic_id == EAST).values(later))
        with pytest.raises(sa.exc.IntegrityError), across_clinics(both).begin() as connection:
            connection.execute(reservations.update().values(clinic_id=WEST))


def leaving(connection: Connection) -> None:
    connection.execute(conversations.insert(), {"id": "x", "channel": "web", "created_at": utc_now(), COLUMN: WEST})


LEAVING: dict[str, Callable[[Connection], object]] = {
    "an insert that names another": leaving,
    "values that name another": lambda c: c.execute(
        conversations.insert().values(id="x", channel="web", created_at=utc_now(), clinic_id=WEST)
    ),
    "many values": lambda c: c.execute(
        conversations.insert().values([{"id": "x", "channel": "web", "created_at": utc_now(), "clinic_id": WEST}])
    ),
    "a change of clinic": lambda c: c.execute(conversations.update().values(clinic_id=WEST)),
    "a change by parameters": lambda c: c.execute(conversations.update(), {COLUMN: WEST}),
    "an upsert": lambda c: c.execute(
        (postgresql if c.dialect.name == "postgresql" else sqlite)
        .insert(conversations)
        .values(id="x", channel="web", created_at=utc_now(), clinic_id=WEST)
        .on_conflict_do_nothing()
    ),
    "SQL written out": lambda c: c.execute(sa.text("SELECT * FROM conversations")),
    "a table that is not ours": lambda c: c.execute(sa.select(sa.table("conversations", sa.column("id")))),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_what_would_leave_the_clinic_is_refused(both: Engine, leave: Callable[[Connection], object]) -> None:
    with pytest.raises(SeparationError), of_clinic(both, EAST).begin() as connection:
        leave(connection)
    assert counts(both) == {EAST: 1, WEST: 1}


def test_an_engine_of_no_clinic_has_no_rows(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    assert clinic_of(engine) is None
    asked: list[sa.Executable] = [
        sa.select(conversations),
        conversations.delete(),
        conversations.update().values(language="fr"),
        conversations.insert().values(id="x", channel="web", created_at=utc_now()),
    ]
    for error in (SeparationError, sa.exc.StatementError):  # not compiled yet, and compiled for a clinic
        for statement in asked:
            with pytest.raises(error, match="bound to n"), engine.begin() as connection:
                connection.execute(statement)
        with of_clinic(engine, EAST).begin() as connection:
            for statement in asked:
                connection.execute(statement)


def test_what_was_compiled_for_all_clinics_serves_none(both: Engine) -> None:
    query = sa.select(conversations)
    for engine, found in ((across_clinics(both), {EAST, WEST}), (of_clinic(both, EAST), {EAST})) * 2:
        with engine.connect() as connection:
            assert clinics(connection.execute(query)) == found


def sources_with(pattern: str) -> set[str]:
    files = [*Path("frontdesk").rglob("*.py"), *Path("actions").rglob("*.py")]
    return {str(file) for file in files if "migrations" not in file.parts and re.search(pattern, file.read_text())}


def test_who_goes_around_it_is_known() -> None:
    assert sources_with(r"across_clinics\(") == ACROSS
    assert sources_with(r"exec_driver_sql|raw_connection") == BY_THE_DRIVER
    assert sources_with("frontdesk_bound_to") == {"frontdesk/storage/separation.py"}
    assert sources_with(r"create_engine\(") == OPENED


def test_the_version_before_goes_on_writing(both: Engine) -> None:
    """It knows no clinics: its rows are those of the clinic that was alone, which the next version finds."""
    with both.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO conversations (id, channel, created_at) VALUES ('before', 'web', '2026-11-24 16:00:00')"
        )
    with of_clinic(both, ONLY).connect() as connection:
        assert connection.execute(sa.select(conversations.c.id)).scalars().all() == ["before"]
