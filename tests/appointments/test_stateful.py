"""Long random stories of booking, compared step by step with a model, on SQLite and PostgreSQL."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from frontdesk.appointments.appointment import Appointment, Slot
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.states import PATIENT
from frontdesk.storage.booking_models import appointments, audit, outbox, reservations
from frontdesk.storage.database import as_stored
from frontdesk.storage.models import metadata
from tests.support.databases import SqliteTemplate, open_only
from tests.support.schedule_model import Model, overlap
from tests.support.slots import (
    DETAILS,
    MONDAY,
    SHORT,
    clinic,
    free,
    new,
    queue,
    slot_at,
    slots_of,
    stored_appointments,
)

CLINIC = clinic(lead_hours=0, horizon_days=1)
MORNING = [f"{hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in (0, 30)]
UNIVERSE = [
    *(slot_at(clock, "ann") for clock in MORNING[::2]),
    *(slot_at(clock, "ann", SHORT) for clock in MORNING),
    *(slot_at(clock, "bob") for clock in [*MORNING[::2], "13:00", "14:00"]),
]
DAY = [slot_at("09:00").start - timedelta(hours=9), slot_at("09:00").start + timedelta(hours=15)]

# A few times are drawn more often: a story is about people who want the same ones.
slots_wanted = st.one_of(st.sampled_from(UNIVERSE[:2]), st.sampled_from(UNIVERSE[:5]), st.sampled_from(UNIVERSE))
anybody = st.integers(0, 10_000)
seldom = st.integers(0, 5).map(lambda number: number == 3)


def when(*states: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule for when there is an appointment in one of these states or places on the wait list."""
    return precondition(lambda self: self.those(*states))


class Story(RuleBasedStateMachine):
    """One example: the real thing and the model, side by side."""

    open_empty: Callable[[], Engine]
    steps = 0

    @initialize()
    def begin(self) -> None:
        self.engine = type(self).open_empty()
        self.slots = slots_of(self.engine, CLINIC)
        self.desk = HandOff(self.engine, stored_appointments(), CLINIC, queue)
        self.model = Model(UNIVERSE, MONDAY)
        self.first: dict[str, Appointment] = {}

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()

    def compare(self, expected: object, act: Callable[..., Any], *arguments: Any) -> None:
        type(self).steps += 1
        try:
            done = act(*arguments)
            outcome = done.status if isinstance(done, Appointment) else done
        except Exception as error:
            outcome = type(error).__name__
        assert outcome == expected

    def those(self, *states: str) -> list[str]:
        return [known.id for known in self.model.all.values() if {known.status, known.place} & set(states)]

    def somebody(self, number: int, anyone: bool, *states: str) -> str:
        known = list(self.model.all) if anyone else self.those(*states)
        return known[number % len(known)]

    def newcomer(self, **values: Any) -> Appointment:
        wish = new(id=f"{len(self.first):032}", **values)
        self.first[wish.id] = wish
        return wish

    def stored(self, id_: str) -> Appointment:
        with self.engine.connect() as connection:
            found = stored_appointments().find(connection, id_)
        assert found is not None
        return found

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 60, 400]))
    def the_clock_moves(self, minutes: int) -> None:
        type(self).steps += 1
        self.model.now += timedelta(minutes=minutes)

    @precondition(lambda self: len(self.model.all) < 3)
    @rule()
    def request(self) -> None:
        wish = self.newcomer(method="request")
        self.compare(self.model.request(wish.id), self.desk.request, wish)

    @precondition(lambda self: 0 < len(self.model.all) < 6)
    @rule(who=anybody)
    def request_again(self, who: int) -> None:
        id_ = self.somebody(who, True)
        self.compare(self.model.request(id_), self.desk.request, self.first[id_])

    def held(self, slot: Slot) -> str:
        wish = self.newcomer()
        self.compare(self.model.hold(wish.id, slot), self.slots.hold, wish, slot, self.model.now)
        return wish.id

    @rule(slot=slots_wanted)
    def hold(self, slot: Slot) -> None:
        self.held(slot)

    @rule(slot=slots_wanted)
    def hold_and_confirm(self, slot: Slot) -> None:
        id_ = self.held(slot)
        if id_ in self.model.all:
            self.compare(self.model.confirm(id_), self.slots.confirm, id_, DETAILS, self.model.now)

    @when("pending")
    @rule(who=anybody, anyone=seldom, slot=slots_wanted)
    def hold_another(self, who: int, anyone: bool, slot: Slot) -> None:
        id_ = self.somebody(who, anyone, "pending")
        self.compare(self.model.hold(id_, slot), self.slots.hold, self.first[id_], slot, self.model.now)

    @when("pending")
    @rule(who=anybody, anyone=seldom)
    def confirm(self, who: int, anyone: bool) -> None:
        id_ = self.somebody(who, anyone, "pending")
        self.compare(self.model.confirm(id_), self.slots.confirm, id_, DETAILS, self.model.now)

    @when("booked")
    @rule(who=anybody, anyone=seldom, slot=slots_wanted)
    def reschedule(self, who: int, anyone: bool, slot: Slot) -> None:
        id_ = self.somebody(who, anyone, "booked")
        before = self.stored(id_)
        expected = self.model.reschedule(id_, slot)
        self.compare(expected, self.slots.reschedule, before, slot, self.model.now, PATIENT, "web")

    @when("booked")
    @rule(who=anybody, anyone=seldom, old=seldom)
    def cancel(self, who: int, anyone: bool, old: bool) -> None:
        id_ = self.somebody(who, anyone, "booked")
        stored = self.stored(id_)
        before = self.first[id_] if old else stored
        stale = (before.version, before.status) != (stored.version, stored.status)
        self.compare(self.model.cancel(id_, stale), self.slots.cancel, before, self.model.now, PATIENT, "web")

    @precondition(lambda self: len(self.those("waiting")) < 3)
    @rule(service=st.sampled_from(["visit", "short"]), practitioner=st.sampled_from([None, None, "ann", "bob"]))
    def join(self, service: str, practitioner: str | None) -> None:
        wish = self.newcomer()
        self.compare(self.model.join(wish.id, service, practitioner), self.slots.join, wish, service, practitioner)

    @when("offered")
    @rule(who=anybody, anyone=seldom)
    def accept(self, who: int, anyone: bool) -> None:
        id_ = self.somebody(who, anyone, "offered")
        self.compare(self.model.accept(id_), self.slots.accept, id_, self.model.now)

    @when("offered")
    @rule(who=anybody, anyone=seldom)
    def decline(self, who: int, anyone: bool) -> None:
        id_ = self.somebody(who, anyone, "offered")
        self.compare(self.model.decline(id_), self.slots.decline, id_, self.model.now)

    @when("offered")
    @rule(minutes=st.sampled_from([0, 60, 119, 120, 121]))
    def lapse(self, minutes: int) -> None:
        self.model.now += timedelta(minutes=minutes)
        self.compare(self.model.lapse(), self.slots.lapse, self.model.now)

    @when("pending")
    @rule(minutes=st.sampled_from([0, 11, 69, 70, 71]))
    def expire(self, minutes: int) -> None:
        self.model.now += timedelta(minutes=minutes)
        self.compare(self.model.expire(), self.slots.expire, self.model.now)

    @invariant()
    def no_time_belongs_to_two(self) -> None:
        live = [known for known in self.model.all.values() if self.model.live(known)]
        assert not any(
            overlap(one.time, other.time)
            for one in live
            for other in live
            if one.id < other.id and one.time and other.time
        )
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(reservations).where(reservations.c.state != "released")).all()
        expected = sorted(
            (
                known.id,
                known.time.practitioner,
                as_stored(known.time.start),
                as_stored(known.time.busy_until),
                known.state,
            )
            for known in self.model.all.values()
            if known.time and known.state != "released"
        )
        found = [(row.appointment_id, row.practitioner, row.starts_at, row.busy_until, row.state) for row in rows]
        assert sorted(found) == expected

    @invariant()
    def nothing_is_lost_and_every_step_is_in_the_audit(self) -> None:
        actions, states, told = defaultdict(list), defaultdict(list), defaultdict(list)
        with self.engine.connect() as connection:
            stored = {row.id: row for row in connection.execute(sa.select(appointments))}
            for row in connection.execute(sa.select(audit).order_by(audit.c.id)):
                assert row.from_status == (states[row.appointment_id] or [None])[-1]
                actions[row.appointment_id].append(row.action)
                states[row.appointment_id].append(row.to_status)
                assert row.version == len(actions[row.appointment_id])
            for row in connection.execute(sa.select(outbox.c.appointment_id, outbox.c.kind)):
                told[row.appointment_id].append(row.kind)
        assert stored.keys() == self.model.all.keys()
        for id_, known in self.model.all.items():
            assert (stored[id_].status, stored[id_].version) == (known.status, len(known.actions))
            assert states[id_][-1] == known.status
            assert actions[id_] == known.actions
            assert sorted(told[id_]) == sorted(known.events)
            if known.status in ("pending", "booked"):
                assert known.time
                assert stored[id_].starts_at == as_stored(known.time.start)

    @invariant()
    def what_is_offered_is_what_is_free(self) -> None:
        for service in ("visit", "short"):
            found = free(self.engine, self.slots.schedule, self.model.now, service=service)
            starts = [slot.start for slot in found if DAY[0] <= slot.start < DAY[1]]
            assert starts == self.model.free_starts(service)


def run(open_empty: Callable[[], Engine], examples: int, steps: int) -> int:
    """How many steps were taken."""
    machine = type("Story", (Story,), {"open_empty": staticmethod(open_empty), "steps": 0})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    print(machine.steps, "steps")  # type: ignore[attr-defined]
    return int(machine.steps)  # type: ignore[attr-defined]


def test_stories_on_sqlite(tmp_path: Path, sqlite_template: SqliteTemplate, request: pytest.FixtureRequest) -> None:
    copies = itertools.count()

    def open_empty() -> Engine:
        return open_only(sqlite_template.copy_to(tmp_path / f"{next(copies)}.db"))

    steps = run(open_empty, examples=80 * request.config.getoption("--stories"), steps=50)
    assert steps >= 2000


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_stories_on_postgresql(database: Engine, request: pytest.FixtureRequest) -> None:
    names = ", ".join(table.name for table in metadata.sorted_tables)

    def open_empty() -> Engine:
        with database.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} CASCADE")
        return open_only(database.url.render_as_string(hide_password=False))

    assert run(open_empty, examples=10 * request.config.getoption("--stories"), steps=40) >= 200
