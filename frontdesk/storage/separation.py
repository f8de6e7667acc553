"""Clinics in one database are kept apart here, and nowhere else: an engine is bound to a clinic, and so is all it runs.

1. `of_clinic` binds an engine. Every SELECT, UPDATE and DELETE that it compiles, in subqueries too, asks for the rows of its
   clinic alone; every INSERT writes its clinic. No query names a clinic, and none can name another.
2. The condition is part of the compiled statement and its value a parameter, so that all clinics share what is compiled.
3. An engine that is not bound refuses the tables of clinics. `across_clinics` is for what belongs to the installation: backups,
   migrations, which clinic somebody belongs to. tests/storage/test_separation.py has the list of who uses it.
4. SQL written out must have the parameter `OF_CLINIC`; it is refused otherwise.
"""

import threading
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import FromClause, Join

COLUMN = "clinic_id"
ONLY = "main"  # the clinic of an installation that has one
OF_CLINIC = "of_clinic"
_OPTION = "frontdesk_bound_to"
_WITHOUT = frozenset({"alembic_version"})  # the tables that no clinic has; those of a schema are the database's own
_EVERY = object()


class SeparationError(RuntimeError):
    """A statement would have left its clinic; nothing was run."""


class _Bound(threading.local):
    """The clinic of the statement that this thread compiles or runs: an id, `_EVERY`, or None."""

    clinic: object = None


_bound = _Bound()


def of_clinic(engine: Engine, clinic_id: str) -> Engine:
    """The engine for one clinic. It has the same pool as the engine that it is made of."""
    return engine.execution_options(**{_OPTION: clinic_id})


def across_clinics(engine: Engine) -> Engine:
    """The engine for all clinics together. What it compiles is not kept, so that no clinic's engine can come by it."""
    return engine.execution_options(**{_OPTION: _EVERY, "compiled_cache": None})


def clinic_of(engine: Engine | sa.Connection) -> str | None:
    """The clinic that an engine or connection is bound to; None: to none, or to all of them."""
    clinic = engine.get_execution_options().get(_OPTION)
    return clinic if isinstance(clinic, str) else None


def _present_clinic() -> str:
    if not isinstance(_bound.clinic, str):
        raise SeparationError("This engine is bound to no clinic (frontdesk/wiring.py binds those of a process).")
    return _bound.clinic


def clinic_parameter() -> sa.BindParameter[str]:
    """The clinic of whoever runs a statement, for SQL that is written out (`:of_clinic`)."""
    return sa.bindparam(OF_CLINIC, callable_=_present_clinic, type_=sa.String)


def written_clinic(context: Any) -> str:
    """The clinic that a new row belongs to: the default of every table's column."""
    clinic = context.execution_options.get(_OPTION)
    if not isinstance(clinic, str):
        raise SeparationError("A row belongs to a clinic, and this engine is bound to no single one.")
    return clinic


def keep_apart(engine: Engine) -> None:
    """Have all that an engine runs obey the rules above. `open_database` does so for every engine."""
    dialect = cast(Any, engine.dialect)
    dialect.statement_compiler = type("Separating", (_Separating, dialect.statement_compiler), {})
    event.listen(engine, "before_execute", _note_clinic)


def _note_clinic(_: Any, statement: Any, __: Any, ___: Any, options: Any) -> None:
    clinic = options.get(_OPTION)
    _bound.clinic = clinic
    if isinstance(statement, sa.TextClause) and clinic is not _EVERY and OF_CLINIC not in statement._bindparams:
        raise SeparationError(f"SQL that is written out must have the parameter :{OF_CLINIC}.")


class _Separating(SQLCompiler):
    """What a compiler of either database does beside its own."""

    def visit_select(self, select_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile a SELECT of one clinic."""
        return cast(Any, super()).visit_select(_selected(select_stmt), *args, **kwargs)

    def visit_update(self, update_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile an UPDATE of one clinic."""
        _refuse_to_write(self, update_stmt)
        return cast(Any, super()).visit_update(_changed(update_stmt), *args, **kwargs)

    def visit_delete(self, delete_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile a DELETE of one clinic."""
        return cast(Any, super()).visit_delete(_changed(delete_stmt), *args, **kwargs)

    def visit_insert(self, insert_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile an INSERT, whose clinic is the column's default."""
        _refuse_to_write(self, insert_stmt)
        return cast(Any, super()).visit_insert(insert_stmt, *args, **kwargs)


def _selected(statement: Select[Any]) -> Select[Any]:
    if _bound.clinic is _EVERY:
        return statement
    of_one = [_is_ours(*table) for found in statement.get_final_froms() for table in _tables(found)]
    return statement.where(*of_one) if of_one else statement


def _changed[Statement: (Update, Delete)](statement: Statement) -> Statement:
    if _bound.clinic is _EVERY:
        return statement
    named = dict.fromkeys([statement.table, *(f for where in statement._where_criteria for f in where._from_objects)])
    return statement.where(*(_is_ours(*table) for found in named for table in _tables(found)))


def _tables(found: Any, may_lack: bool = False) -> list[tuple[FromClause, bool]]:
    """The tables, or their aliases, in one element of a FROM, and whether a row of them may be missing (outer joins).

    A subquery among them has conditions of its own.
    """
    if isinstance(found, Join):
        left, right = found.full, found.full or found.isouter
        return [*_tables(found.left, may_lack or left), *_tables(found.right, may_lack or right)]
    element = found.element if isinstance(found, sa.Alias) else found
    if not isinstance(element, sa.TableClause) or element.schema or element.name in _WITHOUT:
        return []
    if COLUMN not in found.c:
        raise SeparationError(f"The table {element.name} has no clinic here: it is not one of frontdesk/storage.")
    return [(found, may_lack)]


def _is_ours(table: FromClause, may_lack: bool) -> sa.ColumnElement[bool]:
    _present_clinic()
    column = table.c[COLUMN]
    ours = column == clinic_parameter()
    return sa.or_(ours, column.is_(None)) if may_lack else ours


def _refuse_to_write(compiler: SQLCompiler, statement: Insert | Update) -> None:
    if _bound.clinic is _EVERY:
        return
    _present_clinic()
    several = [named for row in statement._multi_values for each in row for named in each]
    written = {getattr(name, "key", name) for name in [*(statement._values or ()), *several]}
    if COLUMN in written | set(compiler.column_keys or ()):
        raise SeparationError("A row's clinic follows from the engine that writes it; no statement says another.")
